#ifndef BASE_VEC_H
#define BASE_VEC_H

#include <stddef.h>
#include <stdlib.h>

#include "base/alloc.h"

/*
 * A growing array of any type, as a struct of its own:
 *	VEC(struct hit) hits = {0};
 *	*vec_add(&hits) = (struct hit){...};
 *	for (size_t i = 0; i < hits.n; i++) use(&hits.v[i]);
 *	vec_finish(&hits);
 */
#define VEC(type) struct { type *v; size_t n, cap; }

#define vec_add(a) \
	(vec_grow((void **)&(a)->v, &(a)->cap, (a)->n, sizeof(*(a)->v)), \
	 &(a)->v[(a)->n++])
#define vec_finish(a) (free((a)->v), (a)->v = NULL, (a)->n = (a)->cap = 0)
#define vec_remove(a, i) \
	vec_close((a)->v, &(a)->n, (i), sizeof(*(a)->v))

void vec_grow(void **v, size_t *cap, size_t n, size_t size);
void vec_close(void *v, size_t *n, size_t i, size_t size);

#endif
