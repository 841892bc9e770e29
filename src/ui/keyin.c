#include "keyin.h"

#include <string.h>

#include "keyin_csi.h"
#include "text/clean.h"
#include "text/utf8.h"

#define ESC '\033'
/* Longer than any answer of a terminal we ask for: beyond it, it is not one. */
#define SEQUENCE_MAX 4096

static const char paste_end[] = "\033[201~";

void keyin_init(struct keyin *in)
{
	*in = (struct keyin){0};
	str_init(&in->paste, KEYIN_PASTE_MAX);
}

void keyin_finish(struct keyin *in)
{
	str_finish(&in->in);
	str_finish(&in->paste);
	str_finish(&in->given);
	vec_finish(&in->seqs);
}

void keyin_define(struct keyin *in, const char *bytes, struct key k)
{
	size_t n = strlen(bytes);

	if (n < 2 || n >= sizeof(in->seqs.v->bytes)) {
		return;
	}
	struct keyin_seq *s = vec_add(&in->seqs);
	*s = (struct keyin_seq){.key = k};
	memcpy(s->bytes, bytes, n);
}

void keyin_feed(struct keyin *in, const char *bytes, size_t n)
{
	if (in->pos > 0) {
		str_splice(&in->in, 0, in->pos, "", 0);
		in->pos = 0;
	}
	str_addn(&in->in, bytes, n);
}

static enum keyin_got defined(const struct keyin *in, const char *s, size_t n, struct key *out, size_t *used)
{
	enum keyin_got got = KEYIN_NONE;

	for (size_t i = 0; i < in->seqs.n; i++) {
		const struct keyin_seq *q = &in->seqs.v[i];
		size_t len = strlen(q->bytes);
		if (n >= len && len > *used && memcmp(s, q->bytes, len) == 0) {
			*out = q->key;
			*used = len;
			got = KEYIN_KEY;
		} else if (n < len && got == KEYIN_NONE && memcmp(s, q->bytes, n) == 0) {
			got = KEYIN_MORE;
		}
	}
	return got;
}

static struct key control(const struct keyin *in, unsigned char c)
{
	char text[2] = {(char)(c < 27 ? c + 'a' - 1 : c + '@'), '\0'};

	switch (c) {
	case 0:
		return key_char(" ", KEYM_CTRL);
	case '\t':
		return key_named(KEYN_TAB, 0);
	case '\r':
		return key_named(KEYN_ENTER, 0);
	case 0x7f:
		return key_named(KEYN_BS, 0);
	case 8:
		return in->bs_is_8 ? key_named(KEYN_BS, 0) : key_char("h", KEYM_CTRL);
	default:
		return key_char(text, KEYM_CTRL);
	}
}

static size_t point_needs(unsigned char c)
{
	return c >= 0xf0 && c < 0xf5 ? 4 : c >= 0xe0 ? c < 0xf0 ? 3 : 1 : c >= 0xc2 ? 2 : 1;
}

/* A character or control; used 0: more is needed. kind NONE: nothing to be typed. */
static struct key plain(const struct keyin *in, const char *s, size_t n, size_t *used)
{
	unsigned char c = (unsigned char)s[0];
	struct key k = {0};
	int32_t cp;

	*used = 1;
	if (c < 0x20 || c == 0x7f) {
		return control(in, c);
	}
	size_t needs = point_needs(c), have = 1;
	while (have < n && have < needs && ((unsigned char)s[have] & 0xc0) == 0x80) {
		have++;
	}
	if (have < needs && have == n) {
		*used = 0;
		return k;
	}
	*used = utf8_decode(s, n, &cp);
	if (utf8_valid(s, *used) && cp >= 0x20 && !(cp >= 0x7f && cp < 0xa0)) {
		k.kind = KEYK_CHAR;
		memcpy(k.text, s, *used);
	}
	return k;
}

/* The end of a string sequence (OSC, DCS ...), 0 when it has not come. */
static size_t string_end(const char *s, size_t n)
{
	for (size_t i = 2; i < n; i++) {
		if (s[i] == '\a') {
			return i + 1;
		}
		if (s[i] == ESC && i + 1 < n && s[i + 1] == '\\') {
			return i + 2;
		}
	}
	return 0;
}

static enum keyin_got with_alt(struct keyin *in, const char *s, size_t n, struct key *out, size_t *used)
{
	*out = plain(in, s + 1, n - 1, used);
	if (*used == 0) {
		return KEYIN_MORE;
	}
	*used += 1;
	out->mods |= KEYM_META;
	return out->kind == KEYK_NONE ? KEYIN_NONE : KEYIN_KEY;
}

static enum keyin_got escape(struct keyin *in, const char *s, size_t n, bool over, struct key *out, size_t *used);

static enum keyin_got escaped_escape(struct keyin *in, const char *s, size_t n, bool over, struct key *out, size_t *used)
{
	enum keyin_got got;

	if (n == 2 && !over) {
		return KEYIN_MORE;
	}
	*used = 1;
	*out = key_named(KEYN_ESC, 0);
	if (n == 2 || (s[2] != '[' && s[2] != 'O')) {
		return KEYIN_KEY;
	}
	got = escape(in, s + 1, n - 1, over, out, used);
	*used += got == KEYIN_MORE ? 0 : 1;
	out->mods |= out->kind == KEYK_NAMED ? KEYM_META : 0;
	return got;
}

/* NONE with used > 0: a sequence that is no key. */
static enum keyin_got escape(struct keyin *in, const char *s, size_t n, bool over, struct key *out, size_t *used)
{
	if (n == 1) {
		*out = key_named(KEYN_ESC, 0);
		*used = 1;
		return over ? KEYIN_KEY : KEYIN_MORE;
	}
	if (s[1] == ESC) {
		return escaped_escape(in, s, n, over, out, used);
	}
	if (s[1] == '[' || s[1] == 'O') {
		*used = csi_length(s, n);
		if (*used > 0) {
			return csi_key(in, s, *used, out);
		}
		/* Cut in the middle of a number it will go on; right after ESC [ it was Alt-[. */
		return over && n == 2 ? with_alt(in, s, n, out, used)
			: n > SEQUENCE_MAX ? (*used = n, KEYIN_NONE) : KEYIN_MORE;
	}
	if (strchr("]P_^X", s[1])) {
		*used = string_end(s, n);
		if (*used > 0 || n > SEQUENCE_MAX) {
			*used = *used > 0 ? *used : n;
			return KEYIN_NONE;
		}
		return over ? with_alt(in, s, n, out, used) : KEYIN_MORE;
	}
	return with_alt(in, s, n, out, used);
}

static void keep_paste(struct keyin *in, const char *s, size_t n)
{
	size_t room = KEYIN_PASTE_MAX - in->paste.len;
	size_t fits = n <= room ? n : in->paste_lost ? 0 : utf8_limit(s, n, room);

	in->paste_lost |= fits < n;
	str_addn(&in->paste, s, fits);
}

/* Nothing but the end ends a paste: no time limit may turn the rest of it into keys. */
static enum keyin_got take_paste(struct keyin *in, struct key *out)
{
	const char *s = in->in.s + in->pos;
	size_t n = in->in.len - in->pos, tail = sizeof(paste_end) - 2;
	const char *end = n ? memmem(s, n, paste_end, sizeof(paste_end) - 1) : NULL;
	size_t take = end ? (size_t)(end - s) : n > tail ? n - tail : 0;

	keep_paste(in, s, take);
	in->pos += take;
	if (!end) {
		return KEYIN_MORE;
	}
	in->pos += sizeof(paste_end) - 1;
	in->pasting = in->paste_lost = false;
	str_clear(&in->given);
	clean(&in->given, str_c(&in->paste), in->paste.len, CLEAN_MULTILINE);
	str_clear(&in->paste);
	*out = (struct key){.kind = KEYK_PASTE, .paste = str_c(&in->given), .paste_len = in->given.len};
	return KEYIN_KEY;
}

static enum keyin_got one(struct keyin *in, bool over, struct key *out)
{
	const char *s = in->in.s + in->pos;
	size_t n = in->in.len - in->pos, used = 0;
	enum keyin_got got = defined(in, s, n, out, &used);

	if (got == KEYIN_NONE || (got == KEYIN_MORE && over)) {
		used = 0;
		if (s[0] == ESC) {
			got = escape(in, s, n, over, out, &used);
		} else {
			*out = plain(in, s, n, &used);
			got = used == 0 ? KEYIN_MORE : out->kind ? KEYIN_KEY : KEYIN_NONE;
		}
	}
	in->pos += got == KEYIN_MORE ? 0 : used;
	return got;
}

enum keyin_got keyin_next(struct keyin *in, bool over, struct key *out)
{
	while (in->pasting || in->pos < in->in.len) {
		*out = (struct key){0};
		enum keyin_got got = in->pasting ? take_paste(in, out) : one(in, over, out);
		if (got != KEYIN_NONE) {
			return got;
		}
	}
	return KEYIN_NONE;
}
