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

UNIT_TESTS(dxf_shapes,
	cmocka_unit_test(draws),
	cmocka_unit_test(inserts_blocks));
