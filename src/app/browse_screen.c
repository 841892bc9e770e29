#include "app/browse.h"

/* The hooks of a screen whose state begins with a struct browse_screen. */

void browse_screen_close(void *st)
{
	browse_destroy(((struct browse_screen *)st)->browse);
}

void browse_screen_layout(void *st, int rows, int cols)
{
	browse_layout(((struct browse_screen *)st)->browse, rows, cols);
}

void browse_screen_draw(void *st, struct area view, struct area content)
{
	browse_draw(((struct browse_screen *)st)->browse, view, content);
}

void browse_screen_event(void *st, const struct event *ev)
{
	browse_event(((struct browse_screen *)st)->browse, ev);
}

bool browse_screen_click(void *st, int row, int col)
{
	struct browse_screen *b = st;
	bool again = false, hit = browse_click(b->browse, row, &again);

	(void)col;
	if (again) {
		app_run(b->app, "open");
	}
	return hit;
}

const char *browse_screen_object(void *st)
{
	return browse_id(((struct browse_screen *)st)->browse);
}

bool browse_screen_choose(void *st, const char *id)
{
	return browse_goto(((struct browse_screen *)st)->browse, id);
}
