/* paper FORMAT TONGUE KIND A B C D REV: writes a shop drawing of the demo's to stdout, for tests that need one or two
   revisions of one. paper dxf 0 1 90 60 70 8 B */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "src/server/demo/draw.h"
#include "src/server/demo/fill.h"

int main(int argc, char **argv)
{
	struct arena a;
	struct sheet s;
	struct str out = STR_INIT;
	int n[6];

	if (argc != 9) {
		fprintf(stderr, "paper FORMAT TONGUE KIND A B C D REV\n");
		return 2;
	}
	for (int i = 0; i < 6; i++) {
		n[i] = (int)strtol(argv[2 + i], NULL, 10);
	}
	arena_init(&a);
	draw_sheet(&s, &(struct drawing){.part = {(enum part_kind)n[1], n[2], n[3], n[4], n[5], argv[8][0]}, .tongue = n[0], .title = "Bracket, anodised 6061",
		.number = "2093-10", .material = "Al 6061-T6", .finish = "black anodise", .tolerance = "ISO 2768-m", .owner = "Hanbit Robotics",
		.date = "2026-11-18"}, &a);
	(!strcmp(argv[1], "dxf") ? draw_dxf : !strcmp(argv[1], "svg") ? draw_svg : draw_pdf)(&s, &out);
	fwrite(str_c(&out), 1, out.len, stdout);
	str_finish(&out);
	sheet_finish(&s);
	arena_finish(&a);
	return 0;
}
