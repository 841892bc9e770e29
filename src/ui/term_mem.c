#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "base/str.h"
#include "base/vec.h"
#include "text/clean.h"
#include "backend.h"

/* A terminal that is only memory: keys are fed in, the picture is read back. */
struct mem {
	struct term base;
	VEC(struct key) keys; /* those from next on wait */
	size_t next;
	char *paste;          /* of the key given out last */
	struct surface shown;
	char *clipboard;
	char *title;
	int bells;
};

static void mem_theme(struct term *t, int theme)
{
	(void)t;
	(void)theme; /* styles are kept as they are; a picture has no colours */
}

static const struct term_ops mem_ops;

static struct mem *mem_of(struct term *t)
{
	must(t->ops == &mem_ops);
	return (struct mem *)t;
}

static const struct mem *mem_get(const struct term *t)
{
	must(t->ops == &mem_ops);
	return (const struct mem *)t;
}

struct term *term_create_memory(int rows, int cols)
{
	struct mem *m = xcalloc(1, sizeof(*m));

	m->base = (struct term){.ops = &mem_ops, .rows = rows, .cols = cols, .amb = 1};
	surface_init(&m->shown, rows, cols);
	m->clipboard = xstrdup("");
	m->title = xstrdup("");
	return &m->base;
}

static void mem_destroy(struct term *t)
{
	struct mem *m = mem_of(t);

	for (size_t i = m->next; i < m->keys.n; i++) {
		free((char *)m->keys.v[i].paste);
	}
	vec_finish(&m->keys);
	surface_finish(&m->shown);
	free(m->paste);
	free(m->clipboard);
	free(m->title);
	free(m);
}

static int mem_fd(const struct term *t)
{
	(void)t;
	return -1;
}

static struct key mem_key(struct term *t)
{
	struct mem *m = mem_of(t);

	free(m->paste);
	m->paste = NULL;
	if (m->next == m->keys.n) {
		m->next = m->keys.n = 0;
		return (struct key){0};
	}
	struct key k = m->keys.v[m->next++];
	m->paste = (char *)k.paste;
	return k;
}

void term_feed(struct term *t, const struct key *k)
{
	struct mem *m = mem_of(t);
	struct key *to = vec_add(&m->keys);

	*to = *k;
	to->paste = NULL;
	if (k->kind == KEYK_PASTE) {
		struct str safe = STR_INIT;
		clean(&safe, k->paste, k->paste_len, CLEAN_MULTILINE);
		to->paste_len = safe.len;
		to->paste = str_take(&safe);
	}
}

void term_feed_resize(struct term *t, int rows, int cols)
{
	t->rows = rows;
	t->cols = cols;
	term_feed(t, &(struct key){.kind = KEYK_RESIZE});
}

static void mem_show(struct term *t, const struct surface *s)
{
	surface_copy(&mem_of(t)->shown, s);
}

static void mem_nothing(struct term *t)
{
	(void)t;
}

static void mem_bell(struct term *t)
{
	mem_of(t)->bells++;
}

static void mem_title(struct term *t, const char *title)
{
	struct mem *m = mem_of(t);

	free(m->title);
	m->title = xstrdup(title);
}

static bool mem_clipboard(struct term *t, const char *text, size_t n)
{
	struct mem *m = mem_of(t);

	free(m->clipboard);
	m->clipboard = xstrndup(text, n);
	return true;
}

static bool mem_mouse(struct term *t, bool on)
{
	(void)t;
	(void)on;
	return true;
}

const struct surface *term_shown(const struct term *t)
{
	return &mem_get(t)->shown;
}

const char *term_clipboard_shown(const struct term *t)
{
	return mem_get(t)->clipboard;
}

const char *term_title_shown(const struct term *t)
{
	return mem_get(t)->title;
}

int term_bells(const struct term *t)
{
	return mem_get(t)->bells;
}

static const struct term_ops mem_ops = {
	.destroy = mem_destroy,
	.fd = mem_fd,
	.key = mem_key,
	.show = mem_show,
	.redraw = mem_nothing,
	.resized = mem_nothing,
	.leave = mem_nothing,
	.enter = mem_nothing,
	.bell = mem_bell,
	.title = mem_title,
	.clipboard = mem_clipboard,
	.mouse = mem_mouse,
	.theme = mem_theme,
};
