#include "pdf_font.h"

#include "fill.h"
#include "text/utf8.h"

/* Helvetica's widths for 0x20..0x7e (Adobe's font metrics). */
static const short latin_widths[] = {
	278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
	556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
	1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
	667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
	333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
	556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
};

/* What WinAnsi has outside Latin 1. */
static const struct { int32_t cp; unsigned char code; short width; } ansi[] = {
	{0x2013, 0x96, 556}, {0x2014, 0x97, 1000}, {0x2018, 0x91, 222}, {0x2019, 0x92, 222}, {0x201c, 0x93, 333},
	{0x201d, 0x94, 333}, {0x2026, 0x85, 1000}, {0x20ac, 0x80, 556},
};

/* Adobe's glyph names, with about the widths these letters have. In the order of codes. */
static const struct { int32_t cp; short name, width; } cyrillic[] = {
	{0x410, 10017, 667}, {0x411, 10018, 656}, {0x412, 10019, 667}, {0x413, 10020, 542}, {0x414, 10021, 677},
	{0x415, 10022, 667}, {0x416, 10024, 923}, {0x417, 10025, 604}, {0x418, 10026, 719}, {0x419, 10027, 719},
	{0x41a, 10028, 583}, {0x41b, 10029, 656}, {0x41c, 10030, 833}, {0x41d, 10031, 722}, {0x41e, 10032, 778},
	{0x41f, 10033, 719}, {0x420, 10034, 667}, {0x421, 10035, 722}, {0x422, 10036, 611}, {0x423, 10037, 635},
	{0x424, 10038, 760}, {0x425, 10039, 667}, {0x426, 10040, 740}, {0x427, 10041, 667}, {0x428, 10042, 917},
	{0x429, 10043, 938}, {0x42a, 10044, 792}, {0x42b, 10045, 885}, {0x42c, 10046, 656}, {0x42d, 10047, 719},
	{0x42e, 10048, 1010}, {0x42f, 10049, 722},
	{0x430, 10065, 556}, {0x431, 10066, 573}, {0x432, 10067, 531}, {0x433, 10068, 365}, {0x434, 10069, 583},
	{0x435, 10070, 556}, {0x436, 10072, 669}, {0x437, 10073, 458}, {0x438, 10074, 559}, {0x439, 10075, 559},
	{0x43a, 10076, 438}, {0x43b, 10077, 583}, {0x43c, 10078, 688}, {0x43d, 10079, 552}, {0x43e, 10080, 556},
	{0x43f, 10081, 542}, {0x440, 10082, 556}, {0x441, 10083, 500}, {0x442, 10084, 458}, {0x443, 10085, 500},
	{0x444, 10086, 823}, {0x445, 10087, 500}, {0x446, 10088, 573}, {0x447, 10089, 521}, {0x448, 10090, 802},
	{0x449, 10091, 823}, {0x44a, 10092, 625}, {0x44b, 10093, 719}, {0x44c, 10094, 521}, {0x44d, 10095, 510},
	{0x44e, 10096, 750}, {0x44f, 10097, 542},
	{0x404, 10053, 719}, {0x406, 10055, 278}, {0x407, 10056, 278}, {0x490, 10050, 490},
	{0x454, 10101, 510}, {0x456, 10103, 222}, {0x457, 10104, 278}, {0x491, 10098, 411},
};

int pdf_cyrillic_last(void)
{
	return PDF_CYRILLIC_FIRST + (int)lengthof(cyrillic) - 1;
}

struct pdf_glyph pdf_glyph(int32_t cp, int tongue)
{
	if (cp >= 0x20 && cp < 0x7f) {
		return (struct pdf_glyph){PDF_LATIN, (unsigned)cp, latin_widths[cp - 0x20]};
	}
	if (cp >= 0xa0 && cp <= 0xff) {
		return (struct pdf_glyph){PDF_LATIN, (unsigned)cp, cp == 0xd8 ? 778 : cp == 0xb0 ? 400 : 556};
	}
	for (size_t i = 0; i < lengthof(ansi); i++) {
		if (ansi[i].cp == cp) {
			return (struct pdf_glyph){PDF_LATIN, ansi[i].code, ansi[i].width};
		}
	}
	for (size_t i = 0; i < lengthof(cyrillic); i++) {
		if (cyrillic[i].cp == cp) {
			return (struct pdf_glyph){PDF_CYRILLIC, PDF_CYRILLIC_FIRST + (unsigned)i, cyrillic[i].width};
		}
	}
	bool hangul = cp >= 0xac00 && cp <= 0xd7a3;
	if (cp <= 0xffff && (utf8_is_cjk(cp) || (cp >= 0x3000 && cp < 0x3040) || cp > 0xff00)) {
		return (struct pdf_glyph){hangul || tongue == KO ? PDF_KOREAN : PDF_JAPANESE, (unsigned)cp, 1000};
	}
	return (struct pdf_glyph){PDF_LATIN, '?', 556};
}

void pdf_cyrillic_encoding(struct str *out)
{
	str_addf(out, "<</Type/Encoding/BaseEncoding/WinAnsiEncoding/Differences[%d", PDF_CYRILLIC_FIRST);
	for (size_t i = 0; i < lengthof(cyrillic); i++) {
		str_addf(out, "/afii%d", cyrillic[i].name);
	}
	str_add(out, "]>>");
}

void pdf_cyrillic_widths(struct str *out)
{
	str_addc(out, '[');
	for (size_t i = 0; i < lengthof(cyrillic); i++) {
		str_addf(out, "%d ", cyrillic[i].width);
	}
	str_addc(out, ']');
}

void pdf_cyrillic_map(struct str *out)
{
	str_addf(out, "%zu beginbfchar\n", lengthof(cyrillic));
	for (size_t i = 0; i < lengthof(cyrillic); i++) {
		str_addf(out, "<%02zX><%04X>\n", PDF_CYRILLIC_FIRST + i, (unsigned)cyrillic[i].cp);
	}
	str_add(out, "endbfchar\n");
}
