/* Pages, viewports, layers and line types. */
#include "dxf_help.h"

#define TABLES "0|SECTION|2|TABLES|" \
	"0|LAYER|5|20|2|seen|70|0|62|7|6|DASHED|0|LAYER|5|21|2|off|70|0|62|-7|0|LAYER|5|22|2|cold|70|1|62|7|" \
	"0|LTYPE|2|DASHED|49|2|49|-1|0|LTYPE|2|DOT|49|0|49|-1|" \
	"0|BLOCK_RECORD|5|30|2|*Model_Space|0|BLOCK_RECORD|5|31|2|*Paper_Space|0|BLOCK_RECORD|5|32|2|*Paper_Space0|0|ENDSEC|"
#define LINE(layer, x) "0|LINE|8|" layer "|10|0|20|0|11|" x "|21|0"
#define BLOCKS(in_b, second) "0|SECTION|2|BLOCKS|0|BLOCK|2|B|10|0|20|0|" in_b "|0|ENDBLK|" \
	"0|BLOCK|2|*Model_Space|330|30|0|ENDBLK|0|BLOCK|2|*Paper_Space|330|31|0|ENDBLK|" \
	"0|BLOCK|2|*Paper_Space0|330|32|" second "|0|ENDBLK|0|ENDSEC|"
#define LAYOUT(name, tab, record, more) "0|LAYOUT|100|AcDbPlotSettings|" more \
	"|100|AcDbLayout|1|" name "|71|" tab "|330|" record "|"
#define OBJECTS "0|SECTION|2|OBJECTS|" LAYOUT("First", "1", "31", "44|420|45|297|40|5|41|10|42|5|43|10|72|1") \
	LAYOUT("Second", "2", "32", "44|210|45|297|72|1|73|1") LAYOUT("Model", "0", "30", "44|1|45|1") "0|ENDSEC|"

static const struct { const char *in, *want; } layers[] = {
	{LINE("seen", "9"), "D M 0,0 L 9,0"},
	{LINE("seen", "9") "|6|CONTINUOUS", "M 0,0 L 9,0"},
	{LINE("0", "9") "|6|dot|48|2", "D M 0,0 L 9,0"},
	{LINE("off", "9"), "H M 0,0 L 9,0"},
	{LINE("cold", "9"), "H M 0,0 L 9,0"},
	{LINE("new", "9"), "M 0,0 L 9,0"},
	{LINE("0", "9") "|60|1", ""},
	/* layer 0 in a block is that of the INSERT, which hides all only when it is frozen */
	{"0|INSERT|2|B|8|0|10|0|20|0", "M 0,0 L 1,0; M 0,0 L 2,0; D M 0,0 L 3,0"},
	{"0|INSERT|2|B|8|off|10|0|20|0|6|DASHED", "H M 0,0 L 1,0; D M 0,0 L 2,0; D M 0,0 L 3,0"},
	{"0|INSERT|2|B|8|cold|10|0|20|0", "H M 0,0 L 1,0; H M 0,0 L 2,0; H M 0,0 L 3,0"},
};

static void has_layers(void **state)
{
	(void)state;
	for (size_t i = 0; i < lengthof(layers); i++) {
		struct scene s;

		dxf_with_read(&s, TABLES BLOCKS(LINE("0", "1") "|" LINE("plain", "2") "|6|BYBLOCK|" LINE("seen", "3"), "999|"),
			layers[i].in);
		assert_string_equal(dxf_drawn(&s, 0), layers[i].want);
		assert_true(s.layers.v[scene_layer(&s, "OFF")].off);
		assert_false(s.layers.v[scene_layer(&s, "Seen")].off);
		scene_finish(&s);
	}
}

static void dashes(void **state)
{
	struct scene s;

	(void)state;
	dxf_with_read(&s, "0|SECTION|2|HEADER|9|$LTSCALE|40|10|0|ENDSEC|" TABLES, LINE("seen", "9") "|48|0.5");
	const struct scene_path *p = &s.pages.v[0]->paths.v[0];

	assert_int_equal(p->ndash, 2);
	assert_true(p->dash[0] == 10 && p->dash[1] == 5);
	scene_finish(&s);
}

#define VIEW(number, frozen) "|0|VIEWPORT|8|0|67|1|10|100|20|50|40|40|41|20|68|1|69|" number "|12|0|22|0|16|0|26|0|36|1|" \
	"17|0|27|0|37|0|45|10" frozen

static void views_are_clipped_and_to_scale(void **state)
{
	struct scene s;

	(void)state;
	/* the view is 20 by 10 of the model, twice as large, about 100,50 */
	dxf_with_read(&s, BLOCKS("999|", "999|") OBJECTS TABLES,
		LINE("0", "100") "|0|CIRCLE|8|0|10|0|20|0|40|4|0|LINE|8|0|67|1|10|0|20|0|11|400|21|0" VIEW("1", "") VIEW("2", ""));
	assert_int_equal(s.pages.n, 2);
	assert_string_equal(s.pages.v[0]->name, "First");
	assert_string_equal(dxf_drawn(&s, 0), "M 100,50 L 120,50; M 108,50 A 108,50 Z; M 0,0 L 400,0");
	assert_string_equal(s.pages.v[1]->name, "Model");
	assert_string_equal(dxf_drawn(&s, 1), "M 0,0 L 100,0; M 4,0 A 4,0 Z");
	const struct scene_page *p = s.pages.v[0];

	assert_int_equal(p->unit, UNIT_MM);
	assert_true(p->sheet_w == 420 && p->sheet_h == 297);
	assert_true(p->px0 == -5 && p->py0 == -10 && p->px1 == 415 && p->py1 == 287);
	scene_finish(&s);
	/* a circle across the edge is cut there; a layer may be frozen in one view */
	dxf_with_read(&s, BLOCKS("999|", "999|") OBJECTS TABLES,
		"0|CIRCLE|8|0|10|0|20|0|40|10|" LINE("seen", "5") VIEW("2", "|331|20"));
	assert_string_equal(dxf_drawn(&s, 0), "M 120,50 A 117.321,60 M 82.679,60 A 82.679,40 M 117.321,40 A 120,50");
	scene_finish(&s);
}

static void areas_are_clipped(void **state)
{
	struct scene s;

	(void)state;
	dxf_with_read(&s, BLOCKS("999|", "999|") OBJECTS TABLES,
		"0|SOLID|8|0|10|0|20|0|11|50|21|0|12|0|22|2|13|50|23|2" VIEW("2", ""));
	assert_string_equal(dxf_drawn(&s, 0), "F M 100,50 L 120,50 L 120,54 L 100,54 Z");
	scene_finish(&s);
}

static void pages_in_order(void **state)
{
	struct scene s;

	(void)state;
	/* lines on paper alone are no sheet: the model is first */
	dxf_with_read(&s, BLOCKS("999|", LINE("0", "7")) OBJECTS TABLES, LINE("0", "1"));
	assert_int_equal(s.pages.n, 2);
	assert_string_equal(s.pages.v[0]->name, "Model");
	assert_string_equal(s.pages.v[1]->name, "Second");
	assert_true(s.pages.v[1]->sheet_w == 297 && s.pages.v[1]->sheet_h == 210);
	scene_finish(&s);
	/* an empty model is no page, unless it is all there is */
	dxf_with_read(&s, BLOCKS("999|", LINE("0", "7")) OBJECTS TABLES, "999|");
	assert_int_equal(s.pages.n, 1);
	assert_string_equal(s.pages.v[0]->name, "Second");
	scene_finish(&s);
	dxf_with_read(&s, "", "999|");
	assert_int_equal(s.pages.n, 1);
	assert_string_equal(s.pages.v[0]->name, "Model");
	scene_finish(&s);
}

#define FILTER(corners) "0|SECTION|2|OBJECTS|0|DICTIONARY|5|A1|3|ACAD_FILTER|360|A2|0|DICTIONARY|5|A2|3|SPATIAL|360|A3|" \
	"0|SPATIAL_FILTER|5|A3|100|AcDbSpatialFilter|70|2|" corners "|71|1|72|0|73|0|" \
	"40|1|40|0|40|0|40|-10|40|0|40|1|40|0|40|0|40|0|40|0|40|1|40|0|40|1|40|0|40|0|40|0|40|0|40|1|40|0|40|0|40|0|40|0|40|1|40|0|0|ENDSEC|"
#define CLIPPED "0|INSERT|2|B|8|0|102|{ACAD_XDICTIONARY|360|A1|102|}|10|10|20|0|41|2"

static void clipped_blocks(void **state)
{
	struct scene s;

	(void)state;
	/* the corners are where they were when the block lay at 10,0 with a scale of 1 */
	dxf_with_read(&s, BLOCKS(LINE("0", "9"), "999|") FILTER("10|12|20|-1|10|15|20|1"), CLIPPED);
	assert_string_equal(dxf_drawn(&s, 0), "M 14,0 L 20,0");
	scene_finish(&s);
	dxf_with_read(&s, BLOCKS(LINE("0", "9"), "999|") FILTER("10|12|20|-1|10|12|20|1|10|15|20|0"), CLIPPED);
	assert_string_equal(dxf_drawn(&s, 0), "M 14,0 L 20,0");
	scene_finish(&s);
	/* no area: as if there were none */
	dxf_with_read(&s, BLOCKS(LINE("0", "9"), "999|") FILTER("10|1|20|1"), CLIPPED);
	assert_string_equal(dxf_drawn(&s, 0), "M 10,0 L 28,0");
	scene_finish(&s);
}

static void model_by_its_window(void **state)
{
	static const struct { const char *in; double w; } windows[] = {
		/* A3 at 1:2; lines beyond the window */
		{LINE("0", "800"), 420}, {LINE("0", "900"), 0},
	};

	(void)state;
	for (size_t i = 0; i < lengthof(windows); i++) {
		struct scene s;

		dxf_with_read(&s, BLOCKS("999|", "999|") TABLES "0|SECTION|2|OBJECTS|" LAYOUT("Model", "0", "30",
			"44|297|45|420|48|0|49|0|140|840|141|594|72|1|73|1|74|4") "0|ENDSEC|", windows[i].in);
		assert_true(s.pages.v[0]->sheet_w == windows[i].w);
		assert_true(windows[i].w == 0 || (s.pages.v[0]->px1 == 840 && s.pages.v[0]->py1 == 594));
		scene_finish(&s);
	}
}

static void old_views(void **state)
{
	struct scene s;

	(void)state;
	dxf_with_read(&s, "", LINE("0", "100") "|0|VIEWPORT|8|0|67|1|10|100|20|50|40|40|41|20|68|1|69|2|1001|ACAD|1000|MVIEW|1002|{|"
		"1070|16|1010|0|1020|0|1030|0|1010|0|1020|0|1030|1|1040|0|1040|10|1040|0|1040|0|1002|}");
	assert_string_equal(dxf_drawn(&s, 0), "M 100,50 L 120,50");
	assert_string_equal(dxf_drawn(&s, 1), "M 0,0 L 100,0");
	scene_finish(&s);
}

UNIT_TESTS(dxf_layouts,
	cmocka_unit_test(has_layers),
	cmocka_unit_test(dashes),
	cmocka_unit_test(views_are_clipped_and_to_scale),
	cmocka_unit_test(areas_are_clipped),
	cmocka_unit_test(pages_in_order),
	cmocka_unit_test(clipped_blocks),
	cmocka_unit_test(model_by_its_window),
	cmocka_unit_test(old_views));
