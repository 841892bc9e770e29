/* Paths, ranges and settings: what the server takes apart itself before anything is decoded. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fault.h"
#include "../../src/server/conf.h"
#include "../../src/server/files.h"
#include "../../src/server/routes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void route(const char *s)
{
	static const char *const methods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "BREW"};
	char id[ROUTE_ID];

	for (size_t i = 0; i < lengthof(methods); i++) {
		struct str allow = STR_INIT;
		const struct route *r = route_find(methods[i], s, id, &allow);
		must(!r || allow.len == 0);
		must(!*id || route_id_valid(id, strlen(id)));
		must(!r || !strstr(r->path, "{id}") == !*id);
		str_finish(&allow);
	}
}

static void range(const char *s)
{
	static const int64_t sizes[] = {0, 1, 10, INT64_C(1) << 40};
	int64_t from, n, to, size;

	for (size_t i = 0; i < lengthof(sizes); i++) {
		if (range_parse(s, sizes[i], &from, &n) > 0) {
			must(from >= 0 && n > 0 && from + n <= sizes[i]);
		}
	}
	if (content_range_parse(s, &from, &to, &size) == 0) {
		must(from >= 0 && from <= to && to < size);
	}
}

static void settings(char *s)
{
	struct server_conf c;

	conf_init(&c);
	char *equals = strchr(s, '=');
	if (equals) {
		*equals = '\0';
		if (conf_set(&c, s, equals + 1, NULL) == 0) {
			conf_check(&c, NULL);
		}
	}
	must(c.address && c.port >= 0 && c.port <= 65535);
	conf_finish(&c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = xstrndup((const char *)data, size);

	route(s);
	range(s);
	settings(s);
	free(s);
	return 0;
}
