#include "model/entity.h"

#include <string.h>

#include "base/alloc.h"

#define X_(n, N, w, l, b) {w, l, b},
#define E_(name, P) \
	static const struct enum_value values_##name[] = {ENUM_##name(X_)}; \
	const struct enum_names enum_##name = {#name, values_##name, lengthof(values_##name)};
ENUMS(E_)
#undef E_
#undef X_

int enum_find(const struct enum_names *n, const char *wire)
{
	for (int i = 0; wire && i < n->n; i++) {
		if (!strcmp(n->v[i].wire, wire)) {
			return i;
		}
	}
	return -1;
}

static const struct enum_value *value_at(const struct enum_names *n, int v)
{
	return &n->v[v >= 0 && v < n->n ? v : 0];
}

const char *enum_wire(const struct enum_names *n, int v)
{
	return value_at(n, v)->wire;
}

const char *enum_label(const struct enum_names *n, int v)
{
	return value_at(n, v)->label;
}

const char *enum_brief(const struct enum_names *n, int v)
{
	return value_at(n, v)->brief;
}
