#include "routes.h"

#include <string.h>

#include "base/alloc.h"
#include "base/ulid.h"
#include "server/endpoints.h"

/* "none" in the table becomes NULL: &*p is p, even for a null p (C17 6.5.3.2). */
#define entity_none (*(const struct entity *)NULL)
#define ROUTE(name, method, path, roles, flags, body, answer, list, fn, help) \
	{name, method, path, roles, flags, &entity_##body, &entity_##answer, list, fn, help},
const struct route routes[] = {
#include "wire/routes.def"
};
#undef ROUTE
const size_t nroutes = lengthof(routes);

static bool is_hash(const char *s, size_t n)
{
	return n == 64 && strspn(s, "0123456789abcdef") >= 64;
}

bool hash_valid(const char *s)
{
	return is_hash(s, strlen(s));
}

bool route_id_valid(const char *s, size_t n)
{
	char ulid[ULID_SIZE];

	if (n != ULID_LEN) {
		return is_hash(s, n);
	}
	memcpy(ulid, s, n);
	ulid[n] = '\0';
	return ulid_valid(ulid);
}

static bool path_matches(const char *pattern, const char *path, char id[ROUTE_ID])
{
	const char *hole = strstr(pattern, "{id}");

	id[0] = '\0';
	if (!hole) {
		return strcmp(pattern, path) == 0;
	}
	size_t before = (size_t)(hole - pattern);
	if (strncmp(pattern, path, before) != 0) {
		return false;
	}
	size_t n = strcspn(path + before, "/");
	if (strcmp(path + before + n, hole + 4) != 0 || !route_id_valid(path + before, n)) {
		return false;
	}
	memcpy(id, path + before, n);
	id[n] = '\0';
	return true;
}

static void add_method(struct str *allow, const char *method)
{
	if (!strstr(str_c(allow), method)) {
		str_addf(allow, "%s%s", allow->len ? ", " : "", method);
	}
}

const struct route *route_find(const char *method, const char *path, char id[ROUTE_ID], struct str *allow)
{
	const struct route *by_get = NULL;
	char got[ROUTE_ID];

	id[0] = '\0';
	for (size_t i = 0; i < nroutes; i++) {
		if (!path_matches(routes[i].path, path, got)) {
			continue;
		}
		memcpy(id, got, sizeof(got));
		if (strcmp(routes[i].method, method) == 0) {
			str_clear(allow);
			return &routes[i];
		}
		if (strcmp(routes[i].method, "GET") == 0) {
			by_get = &routes[i];
			if (strcmp(method, "HEAD") != 0) {
				add_method(allow, "HEAD");
			}
		}
		add_method(allow, routes[i].method);
	}
	if (by_get && strcmp(method, "HEAD") == 0) {
		str_clear(allow);
		return by_get;
	}
	return NULL;
}

const struct route *route_named(const char *name)
{
	for (size_t i = 0; i < nroutes; i++) {
		if (strcmp(routes[i].name, name) == 0) {
			return &routes[i];
		}
	}
	return NULL;
}
