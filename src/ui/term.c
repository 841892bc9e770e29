#include "ui/term.h"

#include <string.h>

#include "base/str.h"
#include "text/clean.h"
#include "backend.h"

void term_destroy(struct term *t)
{
	if (t) {
		t->ops->destroy(t);
	}
}

void term_size(const struct term *t, int *rows, int *cols)
{
	*rows = t->rows;
	*cols = t->cols;
}

void term_fit(const struct term *t, struct surface *s)
{
	if (s->rows != t->rows || s->cols != t->cols || !s->cells) {
		surface_resize(s, t->rows, t->cols);
	}
	s->amb = t->amb;
	s->ascii = t->ascii;
}

int term_fd(const struct term *t)
{
	return t->ops->fd(t);
}

struct key term_key(struct term *t)
{
	return t->ops->key(t);
}

void term_show(struct term *t, const struct surface *s)
{
	t->ops->show(t, s);
}

void term_redraw(struct term *t)
{
	t->ops->redraw(t);
}

void term_resized(struct term *t)
{
	t->ops->resized(t);
}

void term_leave(struct term *t)
{
	t->ops->leave(t);
}

void term_enter(struct term *t)
{
	t->ops->enter(t);
}

void term_bell(struct term *t)
{
	t->ops->bell(t);
}

void term_title(struct term *t, const char *title)
{
	struct str safe = STR_INIT;

	clean(&safe, title, strlen(title), CLEAN_LINE);
	t->ops->title(t, str_c(&safe));
	str_finish(&safe);
}

bool term_clipboard(struct term *t, const char *text, size_t n)
{
	return n <= TERM_CLIPBOARD_MAX && t->ops->clipboard(t, text, n);
}

bool term_mouse(struct term *t, bool on)
{
	return t->ops->mouse(t, on);
}

void term_theme(struct term *t, int theme)
{
	if (t->ops->theme) {
		t->ops->theme(t, theme);
	}
}

bool term_is_ascii(const struct term *t)
{
	return t->ascii;
}

int term_amb(const struct term *t)
{
	return t->amb;
}
