#include "osc.h"

/* GNU screen drops longer string sequences (its MAXSTR is 768 with the wrapping). */
#define SCREEN_PIECE 512

static void add_base64(struct str *out, const char *s, size_t n)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < n; i += 3) {
		unsigned v = (unsigned)(unsigned char)s[i] << 16;
		v |= i + 1 < n ? (unsigned)(unsigned char)s[i + 1] << 8 : 0;
		v |= i + 2 < n ? (unsigned char)s[i + 2] : 0;
		str_addc(out, letters[v >> 18]);
		str_addc(out, letters[v >> 12 & 63]);
		str_addc(out, i + 1 < n ? letters[v >> 6 & 63] : '=');
		str_addc(out, i + 2 < n ? letters[v & 63] : '=');
	}
}

static void add_pieces(struct str *out, const struct str *plain)
{
	for (size_t at = 0; at < plain->len; at += SCREEN_PIECE) {
		size_t left = plain->len - at;
		str_add(out, "\033P");
		str_addn(out, plain->s + at, left < SCREEN_PIECE ? left : SCREEN_PIECE);
		str_add(out, "\033\\");
	}
}

void osc_clipboard(struct str *out, const char *text, size_t n, enum osc_wrap wrap)
{
	struct str plain = STR_INIT;

	str_add(&plain, "\033]52;c;");
	add_base64(&plain, text, n);
	str_addc(&plain, '\a');
	if (wrap == OSC_SCREEN) {
		add_pieces(out, &plain);
	} else {
		str_addn(out, str_c(&plain), plain.len);
	}
	if (wrap == OSC_TMUX) {
		str_add(out, "\033Ptmux;\033");
		str_addn(out, str_c(&plain), plain.len);
		str_add(out, "\033\\");
	}
	str_finish(&plain);
}
