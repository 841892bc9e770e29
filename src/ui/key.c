#include "ui/key.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"

static const struct {
	const char *text;
	enum key_name name;
	int mods;
} names[] = {
	{"Enter", KEYN_ENTER, 0},
	{"Esc", KEYN_ESC, 0},
	{"S-Tab", KEYN_BACKTAB, 0},
	{"Tab", KEYN_TAB, 0},
	{"BS", KEYN_BS, 0},
	{"Del", KEYN_DEL, 0},
	{"Ins", KEYN_INS, 0},
	{"Up", KEYN_UP, 0},
	{"Down", KEYN_DOWN, 0},
	{"Left", KEYN_LEFT, 0},
	{"Right", KEYN_RIGHT, 0},
	{"Home", KEYN_HOME, 0},
	{"End", KEYN_END, 0},
	{"PgUp", KEYN_PGUP, 0},
	{"PgDn", KEYN_PGDN, 0},
};

static const char *name_text(enum key_name name)
{
	for (size_t i = 0; i < lengthof(names); i++) {
		if (names[i].name == name) {
			return names[i].text;
		}
	}
	return NULL;
}

static const char *mouse_text(enum mouse_act act)
{
	switch (act) {
	case MOUSE_WHEEL_UP:
		return "WheelUp";
	case MOUSE_WHEEL_DOWN:
		return "WheelDown";
	case MOUSE_PRESS:
	case MOUSE_RELEASE:
		break;
	}
	return "Mouse";
}

#define MODS_SIZE 8 /* "C-M-S-" */

static void add_mods(const struct key *k, char out[MODS_SIZE])
{
	bool shift = k->mods & KEYM_SHIFT && k->kind != KEYK_CHAR;

	snprintf(out, MODS_SIZE, "%s%s%s", k->mods & KEYM_CTRL ? "C-" : "",
		k->mods & KEYM_META ? "M-" : "", shift ? "S-" : "");
}

char *key_format(const struct key *k, char out[KEY_TEXT])
{
	char mods[MODS_SIZE], f[8];
	const char *text = NULL;

	out[0] = '\0';
	if (k->kind == KEYK_CHAR) {
		text = strcmp(k->text, " ") == 0 ? "Space" : k->text;
	} else if (k->kind == KEYK_MOUSE) {
		text = mouse_text(k->act);
	} else if (k->kind == KEYK_NAMED && k->name >= KEYN_F1 && k->name <= KEYN_F12) {
		snprintf(f, sizeof(f), "F%d", k->name - KEYN_F1 + 1);
		text = f;
	} else if (k->kind == KEYK_NAMED) {
		text = name_text(k->name);
	}
	if (text && text[0]) {
		add_mods(k, mods);
		snprintf(out, KEY_TEXT, "%s%s", mods, text);
	}
	return out;
}

/* Bytes of the code point at s by its first byte; broken ones count as one. */
static size_t point_len(const char *s)
{
	unsigned char c = (unsigned char)s[0];
	size_t n = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : c ? 1 : 0;

	for (size_t i = 1; i < n; i++) {
		if (((unsigned char)s[i] & 0xc0) != 0x80) {
			return 1;
		}
	}
	return n;
}

struct key key_char(const char *text, int mods)
{
	struct key k = {.kind = KEYK_CHAR, .mods = mods};

	memcpy(k.text, text, point_len(text));
	return k;
}

struct key key_named(enum key_name name, int mods)
{
	return (struct key){.kind = KEYK_NAMED, .name = name, .mods = mods};
}

static const char *read_mods(const char *s, const char *end, int *mods)
{
	*mods = 0;
	while (end - s > 2 && s[1] == '-') {
		int mod = s[0] == 'C' ? KEYM_CTRL : s[0] == 'M' || s[0] == 'A' ? KEYM_META
			: s[0] == 'S' ? KEYM_SHIFT : 0;
		if (!mod) {
			break;
		}
		*mods |= mod;
		s += 2;
	}
	return s;
}

/* Loose in <>; bare, "up" is two letters and only "Up" the key. */
struct reading {
	const char *s;
	size_t n;
	bool loose;
	int mods;
};

static bool same(const struct reading *r, const char *name)
{
	return strlen(name) == r->n && (r->loose ? strncasecmp(r->s, name, r->n)
		: strncmp(r->s, name, r->n)) == 0;
}

static bool read_name(const struct reading *r, struct key *out)
{
	int mods = r->mods;
	int f, used = 0;

	for (size_t i = 0; i < lengthof(names); i++) {
		if (same(r, names[i].text)) {
			*out = key_named(names[i].name, mods);
			if (out->name == KEYN_TAB && mods & KEYM_SHIFT) {
				*out = key_named(KEYN_BACKTAB, mods & ~KEYM_SHIFT);
			}
			return true;
		}
	}
	if (r->n >= 2 && r->n <= 3
		&& sscanf(r->s, "F%2d%n", &f, &used) == 1 /* allowed: bounded by width */
		&& (size_t)used == r->n && f >= 1 && f <= 12) {
		*out = key_named((enum key_name)(KEYN_F1 + f - 1), mods);
		return true;
	}
	return false;
}

static bool read_mouse(const struct reading *r, struct key *out)
{
	int row, col, used = 0;

	*out = (struct key){.kind = KEYK_MOUSE, .act = MOUSE_PRESS};
	if (same(r, "WheelUp") || same(r, "WheelDown")) {
		out->act = r->n == 7 ? MOUSE_WHEEL_UP : MOUSE_WHEEL_DOWN;
		return true;
	}
	if (same(r, "Mouse")) {
		return true;
	}
	if (r->n > 6
		&& sscanf(r->s, "Mouse:%4d,%4d%n", &row, &col, &used) == 2 /* allowed: the same */
		&& (size_t)used == r->n && row >= 0 && col >= 0) {
		out->row = row;
		out->col = col;
		return true;
	}
	return false;
}

/* "d" with modifiers, "Space", "lt"; letters under C- are kept small. */
static bool read_char(const struct reading *r, struct key *out)
{
	int mods = r->mods;

	if (same(r, "Space")) {
		*out = key_char(" ", mods);
	} else if (same(r, "lt")) {
		*out = key_char("<", mods);
	} else if (mods && r->n > 0 && point_len(r->s) == r->n) {
		*out = key_char(r->s, mods & ~KEYM_SHIFT);
		if (mods & KEYM_SHIFT && r->n == 1) {
			out->text[0] = (char)toupper((unsigned char)r->s[0]);
		}
		if (mods & KEYM_CTRL && r->n == 1) {
			out->text[0] = (char)tolower((unsigned char)r->s[0]);
		}
	} else {
		return false;
	}
	return true;
}

static bool read_notation(const char *s, size_t n, bool loose, struct key *out)
{
	struct reading r = {.loose = loose};

	r.s = read_mods(s, s + n, &r.mods);
	r.n = n - (size_t)(r.s - s);
	return read_name(&r, out) || read_mouse(&r, out) || read_char(&r, out);
}

size_t key_parse_typed(const char *s, struct key *out)
{
	const char *end = s[0] == '<' ? strchr(s + 1, '>') : NULL;
	size_t n = point_len(s);

	if (end == s + 3 && s[2] == '-') {
		/* "<C->>": the key is the bracket itself. */
		end = s[4] == '>' ? s + 4 : end;
	}
	if (end && end - s < KEY_TEXT && read_notation(s + 1, (size_t)(end - s) - 1, true, out)) {
		return (size_t)(end - s) + 1;
	}
	if (n > 0) {
		*out = key_char(s, 0);
	}
	return n;
}

size_t key_parse(const char *s, struct key *out)
{
	size_t n = strlen(s);

	if (n > point_len(s) && n < KEY_TEXT && s[0] != '<' && strcmp(s, "lt") != 0
		&& read_notation(s, n, false, out)) {
		return n;
	}
	return key_parse_typed(s, out);
}

bool key_equal(const struct key *a, const struct key *b)
{
	if (a->kind != b->kind || a->mods != b->mods) {
		return false;
	}
	switch (a->kind) {
	case KEYK_CHAR:
		return strcmp(a->text, b->text) == 0;
	case KEYK_NAMED:
		return a->name == b->name;
	case KEYK_MOUSE:
		return a->act == b->act;
	case KEYK_NONE:
	case KEYK_PASTE:
	case KEYK_RESIZE:
		return true;
	}
	return false;
}
