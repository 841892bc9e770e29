/* Texts: codes, code pages, lines of MTEXT, places. */
#include "dxf_help.h"

#define HEAD(version, page) "0|SECTION|2|HEADER|9|$ACADVER|1|" version "|9|$DWGCODEPAGE|3|" page "|0|ENDSEC|"
#define TEXT "0|TEXT|8|0|10|0|20|0|40|1|1|"

static const struct { const char *head, *in, *want; } texts[] = {
	{"", TEXT "%%c20 %%p0.1 45%%d 100%% %%uline%%u %%065", "\u230020 \u00b10.1 45\u00b0 100%% line A"},
	{"", TEXT "100%%%", "100%"},
	{"", TEXT "a^Ib^ c", "a b^c"},
	{"", TEXT "\\U+C7AC\\U+C9C8", "\uc7ac\uc9c8"},
	{"", TEXT "\\U+D83D\\U+DE00", "\U0001f600"},
	{"", TEXT "\\M+3C0E7\\M+182A0", "\uc7ac\u3042"},
	{HEAD("AC1015", "ANSI_949"), TEXT "\xc0\xe7\xc1\xfa", "\uc7ac\uc9c8"},
	{HEAD("AC1015", "ansi_932"), TEXT "\x8d\xde\x8e\xbf \xb1\\", "\u6750\u8cea \uff71\\"},
	{HEAD("AC1009", "DOS932"), TEXT "\x83\x5c", "\u30bd"},
	{HEAD("AC1015", "ANSI_1251"), TEXT "\xcc\xe0\xf1\xf1\xe0", "\u041c\u0430\u0441\u0441\u0430"},
	{HEAD("AC1015", "ANSI_1252"), TEXT "\xd8 20 \xb1", "\u00d8 20 \u00b1"},
	/* UTF-8 whatever it says */
	{HEAD("AC1015", "ANSI_1252"), TEXT "\u041c\u0430\u0441\u0441\u0430", "\u041c\u0430\u0441\u0441\u0430"},
	{HEAD("AC1021", "ANSI_949"), TEXT "\uc7ac\uc9c8", "\uc7ac\uc9c8"},
	{"0|SECTION|2|TABLES|0|STYLE|2|sym|40|0|41|1|3|GDT.shx|0|ENDSEC|", TEXT "n0.1m|7|Sym", "\u23000.1\u24c2"},
	/* it does not say, but the bytes do */
	{"", TEXT "\xc0\xe7\xc1\xfa S45C", "\uc7ac\uc9c8 S45C"},
	{"", TEXT "\x83\x5c\x83\x8c\x8d\xde", "\u30bd\u30ec\u6750"},
	{"", TEXT "\xcc\xe0\xf1\xf1\xe0 \xe4\xe5\xf2", "\u041c\u0430\u0441\u0441\u0430 \u0434\u0435\u0442"},
	{"", TEXT "\xb1" "0.1 45\xb0", "\u00b10.1 45\u00b0"},
	/* and a code page in what should be UTF-8 */
	{HEAD("AC1021", "ANSI_1252"), TEXT "\xd8", "\u00d8"},
};

#define MTEXT(text) "0|MTEXT|8|0|10|0|20|0|40|1|71|1|1|" text
static const struct { const char *in, *want; } mtexts[] = {
	{MTEXT("one\\Ptwo^Jthree"), "one/two/three"},
	{MTEXT("{\\fArial||b1||i0||c129;bold} \\C1;red\\L\\l \\H1.5x;big\\A1;"), "bold red big"},
	{MTEXT("%%c20{\\H0.7x;\\S+0.021^ 0;} H7"), "\u230020 +0.021/0 H7"},
	{MTEXT("5\\S1/2; \\S3#4;"), "5 1/2 3/4"},
	{MTEXT("\\SH7^ ;"), "H7"},
	{MTEXT("a\\~b \\\\ \\{x\\} C:\\dir"), "a b \\ {x} C:\\dir"},
	{MTEXT("{\\Fgdt;j}{\\Fgdt.shx;n}0.1{\\Fgdt;m}"), "\u2316\u23000.1\u24c2"},
	{MTEXT("\\pi0,l2,qc;mid"), "mid"},
	{MTEXT("\\U+2205 5"), "\u2205 5"},
	{MTEXT("{{{unclosed \\fArial"), "unclosed"},
	{MTEXT("}}}\\"), "\\"},
	/* chunks of 250 characters are one text */
	{"0|MTEXT|8|0|10|0|20|0|40|1|3|first \\U+C7|3|AC|1| last", "first \uc7ac last"},
};

static void reads_codes(void **state)
{
	(void)state;
	for (size_t i = 0; i < lengthof(texts); i++) {
		struct scene s;

		dxf_with_read(&s, texts[i].head, texts[i].in);
		assert_string_equal(dxf_strings(&s, 0), texts[i].want);
		scene_finish(&s);
	}
	for (size_t i = 0; i < lengthof(mtexts); i++) {
		struct scene s;

		dxf_with_read(&s, "", mtexts[i].in);
		assert_string_equal(dxf_strings(&s, 0), mtexts[i].want);
		scene_finish(&s);
	}
}

static const struct { const char *in, *want; } places[] = {
	{TEXT "HH", "\"HH\" at 0,0 2.02x1 @0"},
	{"0|TEXT|8|0|10|5|20|5|40|2|50|90|1|HH", "\"HH\" at 5,5 4.04x2 @90"},
	{"0|TEXT|8|0|10|0|20|0|11|10|21|5|72|1|73|2|40|1|1|HH", "\"HH\" at 8.99,4.5 2.02x1 @0"},
	{"0|TEXT|8|0|10|0|20|0|11|10|21|0|72|2|40|1|1|HH", "\"HH\" at 7.98,0 2.02x1 @0"},
	{"0|TEXT|8|0|10|0|20|0|11|6|21|8|72|5|40|1|1|HH", "\"HH\" at 0,0 10x1 @53.13"},
	/* mirrored text keeps its box and stays readable */
	{"0|TEXT|8|0|10|5|20|0|40|1|71|2|1|HH", "\"HH\" at 2.98,0 2.02x1 @0"},
	{"0|MTEXT|8|0|10|0|20|0|40|1|71|5|1|HH\\PHH", "\"HH\" at -1.01,0.333 2.02x1 @0; \"HH\" at -1.01,-1.333 2.02x1 @0"},
	{"0|MTEXT|8|0|10|0|20|0|40|1|41|5|71|1|1|HHH HHH", "\"HHH\" at 0,-1 3.03x1 @0; \"HHH\" at 0,-2.667 3.03x1 @0"},
	/* columns: the second takes what does not fit in the first */
	{"0|MTEXT|8|0|10|0|20|0|40|1|71|1|1|a\\Pb\\Pc|101|Embedded Object|72|2|44|5|45|1|46|3|46|9",
		"\"a\" at 0,-1 0.78x1 @0; \"b\" at 0,-2.667 0.78x1 @0; \"c\" at 6,-1 0.7x1 @0"},
	{"0|MTEXT|8|0|10|0|20|0|40|1|71|3|11|0|21|1|1|HH", "\"HH\" at 1,-2.02 2.02x1 @90"},
	{"0|TOLERANCE|8|0|10|0|20|0|3|none|1|{\\Fgdt;j}%%vA", "\"\u2316\" at 0.09,-0.09 0.153x0.18 @0; \"A\" at 0.423,-0.09 0.167x0.18 @0"},
};

static void places_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < lengthof(places); i++) {
		struct scene s;

		dxf_with_read(&s, "", places[i].in);
		assert_string_equal(dxf_texts(&s, 0), places[i].want);
		scene_finish(&s);
	}
}

UNIT_TESTS(dxf_texts,
	cmocka_unit_test(reads_codes),
	cmocka_unit_test(places_texts));
