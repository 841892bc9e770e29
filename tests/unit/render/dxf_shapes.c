/* One of each kind, and what is drawn of it. */
#include "dxf_help.h"

static const struct { const char *in, *want; } cases[] = {
	{"0|LINE|8|0|10|1|20|2|11|3.5|21|-4e0", "M 1,2 L 3.5,-4"},
	{"0|CIRCLE|8|0|10|1|20|1|40|2", "M 3,1 A 3,1 Z"},
	{"0|ARC|8|0|10|0|20|0|40|1|50|0|51|90", "M 1,0 A 0,1"},
	{"0|ARC|8|0|10|0|20|0|40|1|50|350|51|10", "M 0.985,-0.174 A 0.985,0.174"},
	/* seen from below, an arc is mirrored */
	{"0|ARC|8|0|10|0|20|0|40|1|50|0|51|90|210|0|220|0|230|-1", "M -1,0 A 0,1"},
	{"0|ELLIPSE|8|0|10|0|20|0|11|2|21|0|40|0.5|41|0|42|1.5707963", "M 2,0 A 0,1"},
	{"0|LWPOLYLINE|8|0|90|3|70|1|10|0|20|0|10|2|20|0|42|1|10|2|20|2", "M 0,0 L 2,0 A 2,2 Z"},
	{"0|POLYLINE|8|0|66|1|0|VERTEX|8|0|10|0|20|0|0|VERTEX|8|0|10|9|20|9|0|SEQEND", "M 0,0 L 9,9"},
	{"0|POINT|8|0|10|4|20|5", "M 4,5 L 4,5"},
	{"0|SOLID|8|0|10|0|20|0|11|1|21|0|12|0|22|1|13|1|23|1", "F M 0,0 L 1,0 L 1,1 L 0,1 Z"},
	{"0|3DFACE|8|0|10|0|20|0|11|1|21|0|12|1|22|1|13|0|23|1|70|1", "M 1,0 L 1,1 L 0,1 L 0,0"},
};

static void draws(void **state)
{
	(void)state;
	for (size_t i = 0; i < lengthof(cases); i++) {
		struct scene s;

		dxf_with_read(&s, "", cases[i].in);
		assert_string_equal(dxf_drawn(&s, 0), cases[i].want);
		assert_false(s.cut);
		scene_finish(&s);
	}
}

#define BLOCK "0|SECTION|2|BLOCKS|0|BLOCK|2|a|10|1|20|0|0|LINE|8|0|10|1|20|0|11|2|21|0|0|ENDBLK|" \
	"0|BLOCK|2|B|10|0|20|0|0|INSERT|2|A|8|0|10|0|20|1|0|ENDBLK|0|ENDSEC|"
static const struct { const char *in, *want; } inserts[] = {
	{"0|INSERT|2|A|8|0|10|5|20|5|41|2|42|2", "M 5,5 L 7,5"},
	{"0|INSERT|2|A|8|0|10|5|20|5|50|90", "M 5,5 L 5,6"},
	{"0|INSERT|2|A|8|0|10|0|20|0|70|2|71|2|44|3|45|4", "M 0,0 L 1,0; M 3,0 L 4,0; M 0,4 L 1,4; M 3,4 L 4,4"},
	{"0|INSERT|2|b|8|0|10|5|20|5|41|2|42|3", "M 5,8 L 7,8"},
	{"0|INSERT|2|A|8|0|10|5|20|0|210|0|220|0|230|-1", "M -5,0 L -6,0"},
};

static void inserts_blocks(void **state)
{
	(void)state;
	for (size_t i = 0; i < lengthof(inserts); i++) {
		struct scene s;

		dxf_with_read(&s, BLOCK, inserts[i].in);
		assert_string_equal(dxf_drawn(&s, 0), inserts[i].want);
		scene_finish(&s);
	}
}

static void counts_kinds(void **state)
{
	struct scene s;

	(void)state;
	dxf_with_read(&s, "0|SECTION|2|BLOCKS|0|BLOCK|2|A|0|LINE|8|0|11|1|0|REGION|8|0|0|ENDBLK|0|ENDSEC|",
		"0|INSERT|2|A|8|0|0|INSERT|2|A|8|0|0|3DSOLID|8|0|0|INSERT|2|none|8|0");
	assert_int_equal(s.kinds.n, 3);
	assert_string_equal(s.kinds.v[0].name, "REGION");
	assert_int_equal(s.kinds.v[0].skipped, 1);
	assert_string_equal(s.kinds.v[1].name, "INSERT");
	assert_int_equal(s.kinds.v[1].drawn, 2);
	assert_int_equal(s.kinds.v[1].skipped, 1);
	assert_string_equal(s.kinds.v[2].name, "3DSOLID");
	scene_finish(&s);
}

static const struct { const char *in, *want; } more[] = {
	{"0|SPLINE|8|0|70|0|71|1|72|4|73|2|40|0|40|0|40|1|40|1|10|0|20|0|30|0|10|3|20|4|30|0", "M 0,0 L 3,4"},
	{"0|SPLINE|8|0|71|3|74|2|11|0|21|0|31|0|11|3|21|4|31|0", "M 0,0 L 3,4"},
	{"0|LEADER|8|0|71|0|10|0|20|0|10|2|20|1", "M 0,0 L 2,1"},
	{"0|LEADER|8|0|71|1|10|0|20|0|10|2|20|0", "M 0,0 L 2,0; F M 0,0 L 0.18,0.03 L 0.18,-0.03 Z"},
	{"0|LINE|8|0|10|0|20|0|11|10|21|10|0|RAY|8|0|10|5|20|5|11|1|21|0", "M 0,0 L 10,10; M 5,5 L 10.5,5"},
	{"0|LINE|8|0|10|0|20|0|11|10|21|10|0|XLINE|8|0|10|5|20|5|11|0|21|2", "M 0,0 L 10,10; M 5,-0.5 L 5,10.5"},
	{"0|MLINE|8|0|71|0|11|0|21|0|13|0|23|1|74|2|41|0|41|0|74|2|41|-1|41|0|11|5|21|0|13|0|23|1|74|2|41|0|41|0|74|2|41|-1|41|0",
		"M 0,0 L 5,0 M 0,-1 L 5,-1 M 0,0 L 0,-1 M 5,0 L 5,-1"},
	/* a square with a square hole, ruled every 2 from 1 */
	{"0|HATCH|8|0|70|0|91|2|92|2|72|0|73|1|93|4|10|0|20|0|10|6|20|0|10|6|20|4|10|0|20|4|92|2|72|0|73|1|93|4|10|2|20|2|10|4|20|2|"
		"10|4|20|9|10|2|20|9|75|0|78|1|53|0|43|0|44|1|45|0|46|2|79|0", "M 0,1 L 6,1 M 0,3 L 2,3 M 4,3 L 6,3 M 2,5 L 4,5 M 2,7 L 4,7"},
	{"0|HATCH|8|0|70|0|91|1|92|2|72|0|73|1|93|4|10|0|20|0|10|6|20|0|10|6|20|2|10|0|20|2|75|0|78|1|53|0|43|0|44|1|45|0|46|2|79|2|"
		"49|2|49|-1", "M 0,1 L 2,1 M 3,1 L 5,1"},
	{"0|HATCH|8|0|70|1|91|1|92|1|93|3|72|1|10|0|20|0|11|2|21|0|72|1|10|2|20|0|11|2|21|2|72|1|10|2|20|2|11|0|21|0|75|0",
		"F M 0,0 L 2,0 L 2,0 L 2,2 L 2,2 L 0,0 Z"},
	/* a mesh of two by two, and a face one of whose edges is unseen */
	{"0|POLYLINE|8|0|70|16|71|2|72|2|0|VERTEX|10|0|20|0|70|64|0|VERTEX|10|1|20|0|70|64|0|VERTEX|10|0|20|1|70|64|0|VERTEX|10|1|20|1|"
		"70|64|0|SEQEND", "M 0,0 L 1,0 M 0,1 L 1,1 M 0,0 L 0,1 M 1,0 L 1,1"},
	{"0|POLYLINE|8|0|70|64|0|VERTEX|10|0|20|0|70|192|0|VERTEX|10|1|20|0|70|192|0|VERTEX|10|1|20|1|70|192|0|VERTEX|70|128|71|1|72|2|"
		"73|-3|0|SEQEND", "M 0,0 L 1,0 M 1,0 L 1,1"},
	/* wide: the line, and its area on top */
	{"0|LWPOLYLINE|8|0|90|2|70|0|43|1|10|0|20|0|10|4|20|0", "M 0,0 L 4,0; F M 0,0.5 L 4,0.5 L 4,-0.5 L 0,-0.5 Z"},
	{"0|MULTILEADER|8|0|300|CONTEXT_DATA{|290|0|302|LEADER{|10|4|20|0|11|1|21|0|40|1|304|LEADER_LINE{|10|0|20|0|305|}|303|}|301|}|170|1",
		"M 0,0 L 4,0; M 4,0 L 5,0"},
	{"0|DIMENSION|8|0|70|1|10|0|20|3|13|0|23|0|14|4|24|0", "M 0,0.062 L 0,3.18; M 4,0.062 L 4,3.18; M 0,3 L 4,3; "
		"F M 0,3 L 0.18,3.03 L 0.18,2.97 Z; F M 4,3 L 3.82,2.97 L 3.82,3.03 Z"},
};

static void draws_more(void **state)
{
	(void)state;
	for (size_t i = 0; i < lengthof(more); i++) {
		struct scene s;

		dxf_with_read(&s, "", more[i].in);
		assert_string_equal(dxf_drawn(&s, 0), more[i].want);
		assert_false(s.cut);
		scene_finish(&s);
	}
}

UNIT_TESTS(dxf_shapes,
	cmocka_unit_test(draws_more),
	cmocka_unit_test(counts_kinds),
	cmocka_unit_test(draws),
	cmocka_unit_test(inserts_blocks));
