#include "cmd/history.h"

#include <stdlib.h>
#include <string.h>

#include "base/vec.h"

struct history {
	VEC(char *) lines;
	void (*save)(void *arg, struct history *h);
	void *arg;
};

struct history *history_create(void)
{
	return xcalloc(1, sizeof(struct history));
}

void history_destroy(struct history *h)
{
	if (!h) {
		return;
	}
	for (size_t i = 0; i < h->lines.n; i++) {
		free(h->lines.v[i]);
	}
	vec_finish(&h->lines);
	free(h);
}

void history_on_change(struct history *h, void (*save)(void *arg, struct history *h), void *arg)
{
	h->save = save;
	h->arg = arg;
}

static void drop_at(struct history *h, size_t i)
{
	free(h->lines.v[i]);
	vec_remove(&h->lines, i);
}

static void add(struct history *h, const char *s, size_t n)
{
	char *line = xstrndup(s, n);

	for (size_t i = 0; i < h->lines.n; i++) {
		if (strcmp(h->lines.v[i], line) == 0) {
			drop_at(h, i);
			break;
		}
	}
	*vec_add(&h->lines) = line;
	if (h->lines.n > HISTORY_MAX) {
		drop_at(h, 0);
	}
}

/* A line end would split the line when it is read back. */
void history_add(struct history *h, const char *line)
{
	size_t n = strcspn(line, "\n");

	if (n == 0) {
		return;
	}
	add(h, line, n);
	if (h->save) {
		h->save(h->arg, h);
	}
}

void history_read(struct history *h, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");
		if (n > 0) {
			add(h, text, n);
		}
		text += n + (text[n] == '\n');
	}
}

void history_write(const struct history *h, struct str *out)
{
	for (size_t i = 0; i < h->lines.n; i++) {
		str_addf(out, "%s\n", h->lines.v[i]);
	}
}

size_t history_count(const struct history *h)
{
	return h->lines.n;
}

const char *history_older(const struct history *h, const char *prefix, size_t *pos)
{
	for (size_t p = *pos + 1; p <= h->lines.n; p++) {
		const char *line = h->lines.v[h->lines.n - p];
		if (starts_with(line, prefix)) {
			*pos = p;
			return line;
		}
	}
	return NULL;
}

const char *history_newer(const struct history *h, const char *prefix, size_t *pos)
{
	while (*pos > 1) {
		const char *line = h->lines.v[h->lines.n - --*pos];
		if (starts_with(line, prefix)) {
			return line;
		}
	}
	*pos = 0;
	return NULL;
}
