#include "marks.h"

#include <stdint.h>
#include <stdlib.h>

void marks_init(struct marks *m)
{
	*m = (struct marks){.places = map_create()};
}

static void drop_ids(struct marks *m)
{
	for (size_t i = 0; i < m->ids.n; i++) {
		free(m->ids.v[i]);
	}
	vec_finish(&m->ids);
}

void marks_finish(struct marks *m)
{
	drop_ids(m);
	map_destroy(m->places, NULL);
	m->places = NULL;
}

void marks_clear(struct marks *m)
{
	marks_finish(m);
	marks_init(m);
}

bool marks_has(const struct marks *m, const char *id)
{
	return m->ids.n > 0 && map_get(m->places, id) != NULL;
}

static void place(struct marks *m, size_t i)
{
	map_set(m->places, m->ids.v[i], (void *)(uintptr_t)(i + 1));
}

void marks_set(struct marks *m, const char *id, bool on)
{
	uintptr_t at = (uintptr_t)map_get(m->places, id);

	if (on && !at) {
		*vec_add(&m->ids) = xstrdup(id);
		place(m, m->ids.n - 1);
	} else if (!on && at) {
		map_remove(m->places, id);
		free(m->ids.v[at - 1]);
		vec_remove(&m->ids, at - 1);
		for (size_t i = at - 1; i < m->ids.n; i++) {
			place(m, i);
		}
	}
}

int marks_all(const struct marks *m, const char ***ids)
{
	if (ids) {
		*ids = (const char **)m->ids.v;
	}
	return (int)m->ids.n;
}
