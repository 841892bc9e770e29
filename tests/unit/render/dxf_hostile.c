/* Files made to cost: loops, arrays, lies. All end with a part of what they say. */
#include "dxf_help.h"

static struct str made;

static void block(const char *name, const char *inside, int times)
{
	str_addf(&made, "0|BLOCK|8|0|2|%s|10|0|20|0|", name);
	for (int i = 0; i < times; i++) {
		str_addf(&made, "%s|", inside);
	}
	str_add(&made, "0|ENDBLK|");
}

static void blocks_within_blocks(void)
{
	for (int i = 0; i < 30; i++) {
		char name[16], inside[64];

		snprintf(name, sizeof(name), "B%d", i);
		snprintf(inside, sizeof(inside), "0|INSERT|8|0|2|B%d|10|1|20|0", i + 1);
		block(name, i == 29 ? "0|LINE|8|0|10|0|20|0|11|1|21|1" : inside, 10);
	}
}

static void loops(void)
{
	block("B0", "0|INSERT|8|0|2|B1", 2);
	block("B1", "0|INSERT|8|0|2|B0|0|LINE|8|0|11|1", 2);
}

static void long_texts(void)
{
	struct str text = STR_INIT;

	str_add(&text, "0|MTEXT|8|0|10|0|20|0|40|1|41|3|1|");
	for (int i = 0; i < 3000; i++) {
		str_add(&text, "{ab \\\\S1^2;");
	}
	block("B0", str_c(&text), 1);
	str_finish(&text);
}

static void dense_hatches(void)
{
	block("B0", "0|HATCH|8|0|70|0|91|1|92|3|72|0|73|1|93|4|10|0|20|0|10|99|20|0|10|99|20|99|10|0|20|99|75|0|78|2|"
		"53|0|43|0|44|0|45|0|46|1e-7|79|2|49|1e-9|49|-1e-9|53|45|43|0|44|0|45|0|46|0.1|79|2|49|0.01|49|-0.01", 1);
}

static void lies(void)
{
	block("B0", "0|POLYLINE|8|0|66|1|70|16|71|32767|72|32767|0|VERTEX|8|0|10|1|20|1|70|64|0|SPLINE|8|0|70|8|71|999|72|-5|73|"
		"2147483647|40|0|10|0|20|0|0|HATCH|91|2147483647|92|2|93|2147483647|10|0|20|0|10|nan|20|1e308|0|LWPOLYLINE|90|-1|10|0|"
		"20|0|42|1e300|10|inf|20|-nan", 50);
}

static const struct { const char *name; void (*make)(void); bool cut; } cases[] = {
	{"blocks within blocks", blocks_within_blocks, true}, {"loops", loops, true}, {"long texts", long_texts, true},
	{"dense hatches", dense_hatches, true}, {"lies", lies, true},
};

static void ends(void **state)
{
	(void)state;
	for (size_t i = 0; i < lengthof(cases); i++) {
		struct scene s;

		str_clear(&made);
		str_add(&made, "0|SECTION|2|BLOCKS|");
		cases[i].make();
		str_add(&made, "0|ENDSEC|");
		dxf_with_read(&s, str_c(&made), "0|INSERT|8|0|2|B0|10|0|20|0|70|32000|71|32000|44|1|45|1");
		if (s.cut != cases[i].cut) {
			fail_msg("%s: cut is %d", cases[i].name, s.cut);
		}
		/* 256 MB are for all */
		assert_true(s.nsegs * sizeof(struct scene_seg) < (size_t)64 << 20 && s.arena.used < (size_t)64 << 20);
		scene_finish(&s);
	}
}

static const struct { const char *in; size_t n; const char *err; } refused[] = {
	{"", 0, "DXF: the file is empty"},
	{"hello\nworld\n", 12, "DXF, line 1: not a group code: hello"},
	{"AC1015\0\0\0\0", 10, "this is a DWG: ask for DXF or PDF"},
	{"0\nLINE\n", 7, "DXF, line 1: no section begins here"},
	{"AutoCAD Binary DXF\r\n\x1a\0\5", 23, "binary DXF: cut or broken at byte 22"},
};

static void says_why(void **state)
{
	(void)state;
	for (size_t i = 0; i < lengthof(refused); i++) {
		struct err e = ERR_NONE;
		struct scene s;

		scene_init(&s);
		assert_int_equal(dxf_read((const unsigned char *)refused[i].in, refused[i].n, &s, &e), -1);
		assert_string_equal(e.text, refused[i].err);
		scene_finish(&s);
	}
}

static void goes_on_after_a_broken_line(void **state)
{
	struct scene s;

	(void)state;
	/* a value over two lines; a code that is none */
	dxf_with_read(&s, "", "0|TEXT|8|0|10|0|20|0|40|1|1|two|lines|0|LINE|8|0|10|0|20|0|11|1|21|1|0|LINE|8|0|x|0|20|0|11|2|21|2");
	assert_string_equal(dxf_drawn(&s, 0), "M 0,0 L 1,1; M 0,0 L 2,2");
	assert_true(s.cut);
	scene_finish(&s);
}

UNIT_TESTS(dxf_hostile,
	cmocka_unit_test(ends),
	cmocka_unit_test(says_why),
	cmocka_unit_test(goes_on_after_a_broken_line));
