#include "keyin_csi.h"

#include <ctype.h>

#include "text/utf8.h"

#define PARAMS 4

struct csi {
	char mark;  /* '<', '?' ... before the numbers, or 0 */
	int p[PARAMS];
	int n;
	char final;
};

static size_t ss3_length(const char *s, size_t n)
{
	size_t i = 2;

	while (i < n && isdigit((unsigned char)s[i])) {
		i++;
	}
	return i == n ? 0 : (unsigned char)s[i] < 0x20 ? i : i + 1;
}

size_t csi_length(const char *s, size_t n)
{
	if (s[1] == 'O') {
		return ss3_length(s, n);
	}
	for (size_t i = 2; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		if (i == 2 && c == '[') {
			return n > 3 ? 4 : 0; /* the Linux console's F1 to F5 */
		}
		/* rxvt ends Shift's ones with a byte that ends no other sequence. */
		if ((c >= 0x40 && c < 0x7f) || (c == '$' && isdigit((unsigned char)s[2]))) {
			return i + 1;
		}
		if (c < 0x20 || c >= 0x7f) {
			return i; /* broken off; what broke it is read on its own */
		}
	}
	return 0;
}

static struct csi take_apart(const char *s, size_t n)
{
	struct csi c = {.final = s[n - 1], .n = 1};
	size_t i = 2;
	bool sub = false;

	if (i < n && s[i] >= '<' && s[i] <= '?') {
		c.mark = s[i++];
	}
	for (; i + 1 < n; i++) {
		if (s[i] == ';') {
			c.n++;
			sub = false;
		} else if (s[i] == ':') {
			sub = true;
		} else if (isdigit((unsigned char)s[i]) && !sub && c.n <= PARAMS && c.p[c.n - 1] < 1000000) {
			c.p[c.n - 1] = c.p[c.n - 1] * 10 + (s[i] - '0');
		}
	}
	return c;
}

/* xterm's modifier number is 1 + bits. */
static int mods_of(int number)
{
	int bits = number > 0 ? number - 1 : 0;

	return (bits & 1 ? KEYM_SHIFT : 0) | (bits & (2 | 8) ? KEYM_META : 0)
		| (bits & 4 ? KEYM_CTRL : 0);
}

static enum keyin_got name_it(enum key_name name, int mods, struct key *out)
{
	if (name == KEYN_NONE) {
		return KEYIN_NONE;
	}
	*out = key_named(name, mods);
	return KEYIN_KEY;
}

static enum key_name name_of_letter(char c)
{
	switch (c) {
	case 'A': return KEYN_UP;
	case 'B': return KEYN_DOWN;
	case 'C': return KEYN_RIGHT;
	case 'D': return KEYN_LEFT;
	case 'H': return KEYN_HOME;
	case 'F': return KEYN_END;
	case 'M': return KEYN_ENTER; /* of the keypad, by SS3 */
	case 'P': case 'Q': case 'R': case 'S':
		return (enum key_name)(KEYN_F1 + (c - 'P'));
	default: return KEYN_NONE;
	}
}

static enum key_name name_of_number(int n)
{
	static const unsigned char names[] = {
		[1] = KEYN_HOME, [2] = KEYN_INS, [3] = KEYN_DEL, [4] = KEYN_END,
		[5] = KEYN_PGUP, [6] = KEYN_PGDN, [7] = KEYN_HOME, [8] = KEYN_END,
		[11] = KEYN_F1, [12] = KEYN_F1 + 1, [13] = KEYN_F1 + 2, [14] = KEYN_F1 + 3,
		[15] = KEYN_F1 + 4, [17] = KEYN_F1 + 5, [18] = KEYN_F1 + 6, [19] = KEYN_F1 + 7,
		[20] = KEYN_F1 + 8, [21] = KEYN_F1 + 9, [23] = KEYN_F1 + 10, [24] = KEYN_F1 + 11,
	};

	return n >= 0 && n < (int)sizeof(names) ? (enum key_name)names[n] : KEYN_NONE;
}

/* A key told by its code point (CSI u, modifyOtherKeys). */
static enum keyin_got by_code(int code, int mods, struct key *out)
{
	char text[UTF8_MAX + 1] = "";

	switch (code) {
	case 9:
		return name_it(mods & KEYM_SHIFT ? KEYN_BACKTAB : KEYN_TAB, mods & ~KEYM_SHIFT, out);
	case 13:
		return name_it(KEYN_ENTER, mods, out);
	case 27:
		return name_it(KEYN_ESC, mods, out);
	case 8:
	case 127:
		return name_it(KEYN_BS, mods, out);
	default:
		break;
	}
	if (code < 0x20 || (code >= 0x7f && code < 0xa0) || code > 0x10ffff
		|| (code >= 0xe000 && code < 0xf900)) {
		return KEYIN_NONE;
	}
	if (mods & KEYM_SHIFT && code < 0x80) {
		code = toupper(code);
	}
	if (mods & KEYM_CTRL && code < 0x80) {
		code = tolower(code);
	}
	utf8_encode(code, text);
	*out = key_char(text, mods & ~KEYM_SHIFT);
	return KEYIN_KEY;
}

static enum keyin_got mouse(const struct csi *c, struct key *out)
{
	int b = c->p[0];

	*out = (struct key){.kind = KEYK_MOUSE, .row = c->p[2] - 1, .col = c->p[1] - 1};
	out->mods = (b & 4 ? KEYM_SHIFT : 0) | (b & 8 ? KEYM_META : 0) | (b & 16 ? KEYM_CTRL : 0);
	b &= ~(4 | 8 | 16);
	if (b == 64 || b == 65) {
		out->act = b == 64 ? MOUSE_WHEEL_UP : MOUSE_WHEEL_DOWN;
	} else if (b == 0) {
		out->act = c->final == 'M' ? MOUSE_PRESS : MOUSE_RELEASE;
	} else {
		return KEYIN_NONE;
	}
	return c->n == 3 && out->row >= 0 && out->col >= 0 ? KEYIN_KEY : KEYIN_NONE;
}

static enum keyin_got numbered(struct keyin *in, const struct csi *c, struct key *out)
{
	int mods = mods_of(c->n > 1 ? c->p[1] : 0);

	if (c->final == '~' && c->p[0] == 200) {
		in->pasting = true;
		return KEYIN_NONE;
	}
	if (c->final == '~' && c->p[0] == 27 && c->n == 3) {
		return by_code(c->p[2], mods, out);
	}
	/* rxvt says the modifier with the last byte. */
	mods |= c->final == '^' || c->final == '@' ? KEYM_CTRL : 0;
	mods |= c->final == '$' || c->final == '@' ? KEYM_SHIFT : 0;
	return name_it(name_of_number(c->p[0]), mods, out);
}

/* Xterm's F3 with modifiers looks like a cursor report from the first row; we ask
   from a lower one. */
static bool is_report(const struct csi *c)
{
	return c->final == 'R' && c->n == 2 && c->p[0] > 1;
}

static enum keyin_got dispatch(struct keyin *in, const struct csi *c, struct key *out)
{
	int mods = mods_of(c->n > 1 ? c->p[1] : 0);

	if (is_report(c)) {
		in->report_row = c->p[0];
		in->report_col = c->p[1];
		return KEYIN_NONE;
	}
	switch (c->final) {
	case '~': case '^': case '$': case '@':
		return numbered(in, c, out);
	case 'u':
		return by_code(c->p[0], mods, out);
	case 'Z':
		return name_it(KEYN_BACKTAB, mods & ~KEYM_SHIFT, out);
	case 'a': case 'b': case 'c': case 'd':
		return name_it(name_of_letter((char)toupper(c->final)), KEYM_SHIFT, out);
	case 'M':
		return KEYIN_NONE;
	default:
		return name_it(name_of_letter(c->final), mods, out);
	}
}

static enum keyin_got ss3(const char *s, size_t n, struct key *out)
{
	struct csi c = take_apart(s, n);
	char f = c.final;

	if (f >= 'a' && f <= 'd') {
		return name_it(name_of_letter((char)toupper(f)), KEYM_CTRL, out);
	}
	if (f >= 'j' && f <= 'y') {
		/* The keypad in application mode: its signs, from '*' to '9'. */
		char sign[2] = {(char)(f - 0x40), '\0'};
		*out = key_char(sign, 0);
		return KEYIN_KEY;
	}
	return name_it(name_of_letter(f), mods_of(c.p[0]), out);
}

enum keyin_got csi_key(struct keyin *in, const char *s, size_t n, struct key *out)
{
	struct csi c;

	if (s[1] == 'O') {
		return ss3(s, n, out);
	}
	if (n == 4 && s[2] == '[') {
		return s[3] >= 'A' && s[3] <= 'E' ? name_it((enum key_name)(KEYN_F1 + (s[3] - 'A')), 0, out)
			: KEYIN_NONE;
	}
	c = take_apart(s, n);
	if (c.mark == '<' && (c.final == 'M' || c.final == 'm')) {
		return mouse(&c, out);
	}
	return c.mark ? KEYIN_NONE : dispatch(in, &c, out);
}
