#ifndef UI_FLOW_LAY_H
#define UI_FLOW_LAY_H

#include "base/vec.h"
#include "ui/flow.h"

/* One item as it is kept: its lines, made of pieces. */
struct flow_part { int col, first, n; enum style st; const char *text; size_t len; }; /* first, n: its marks */
struct flow_lines { int first, n; };
struct flow_item {
	char id[FLOW_ID], above[FLOW_ID];
	uint64_t stamp;
	bool laid, join;
	int head;              /* line of the ">" */
	int cols, amb;
	struct arena arena;
	VEC(struct flow_part) parts;
	VEC(struct flow_lines) lines;
	VEC(struct flow_mark) marks; /* from, to: columns of their part */
};

struct flow_item *flow_item_create(const struct flow_row *row);
void flow_item_destroy(struct flow_item *it);
void flow_item_clear(struct flow_item *it, int cols, int amb);

#endif
