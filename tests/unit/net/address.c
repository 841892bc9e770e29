#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "src/net/http.h"
#include "unit/unit.h"

static void servers_are_made_uniform(void **state)
{
	(void)state;
	static const struct { const char *in, *want; } cases[] = {
		{"https://Market.Example.org", "https://market.example.org"},
		{"market.example.org", "https://market.example.org"},
		{"https://h:8443/", "https://h:8443"},
		{"HTTPS://10.0.0.7", "https://10.0.0.7"},
		{"https://[2001:DB8::1]:443", "https://[2001:db8::1]:443"},
		{"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
		{"http://localhost", "http://localhost"},
		{"http://[::1]:9", "http://[::1]:9"},
		{"http://market.example.org", NULL},
		{"http://127.0.0.1.evil.org", NULL},
		{"http://localhost.evil.org", NULL},
		{"ftp://h", NULL},
		{"https://user:pass@h", NULL},
		{"https://h/path", NULL},
		{"https://h?x", NULL},
		{"https://h:0", NULL},
		{"https://h:65536", NULL},
		{"https://h:+80", NULL},
		{"https://h:80a", NULL},
		{"https://", NULL},
		{"", NULL},
		{"https://[::1", NULL},
		{"https://h o", NULL},
		{"https://h\r\nX: y", NULL},
	};

	for (size_t i = 0; i < lengthof(cases); i++) {
		struct str out = STR_INIT;
		struct err e = ERR_NONE;
		int r = http_server(cases[i].in, &out, &e);

		assert_int_equal(r, cases[i].want ? 0 : -1);
		if (cases[i].want) {
			assert_string_equal(str_c(&out), cases[i].want);
		} else {
			assert_int_equal(e.code, ERR_INVALID_FIELD);
		}
		str_finish(&out);
	}
}

static void pins_are_checked(void **state)
{
	(void)state;
#define PIN "sha256//NITYkwoBXJfeKsrhCrn6UqvWIQJkCKC+IIZis9vF1b8="
	static const struct { const char *in; int want; } cases[] = {
		{"", 0}, {PIN, 0}, {PIN ";" PIN, 0}, {"sha256//abc", -1}, {"sha1//NITYkwoBXJfeKsrhCrn6UqvWIQJkCKC+IIZis9vF1b8=", -1},
		{PIN "x", -1}, {"/etc/passwd", -1}, {PIN ";/etc/passwd", -1},
	};

	for (size_t i = 0; i < lengthof(cases); i++) {
		assert_int_equal(http_pin_ok(cases[i].in, NULL), cases[i].want);
	}
}

static void paths_are_escaped(void **state)
{
	(void)state;
	struct str out = STR_INIT;

	http_escape("a-Z_0.~/?&=% \r\n가", &out);
	assert_string_equal(str_c(&out), "a-Z_0.~%2F%3F%26%3D%25%20%0D%0A%EA%B0%80");
	str_finish(&out);
}

static void a_far_proxy_is_not_asked_for_this_machine(void **state)
{
	(void)state;
	static const struct { const char *proxy, *server; bool skips; } cases[] = {
		{"", "https://127.0.0.1:5", false},
		{"http://proxy.corp:3128", "https://127.0.0.1:5", true},
		{"http://u:p@proxy.corp:3128", "https://localhost", true},
		{"http://127.0.0.1:3128", "https://127.0.0.1:5", false},
		{"localhost:3128", "https://[::1]:5", false},
		{"http://proxy.corp:3128", "https://market.example.org", false},
	};
	char *before = getenv("https_proxy") ? xstrdup(getenv("https_proxy")) : NULL;

	for (size_t i = 0; i < lengthof(cases); i++) {
		setenv("https_proxy", cases[i].proxy, 1);
		if (*cases[i].proxy || !getenv("HTTPS_PROXY")) {
			assert_int_equal(http_skips_proxy(cases[i].server), cases[i].skips);
		}
	}
	if (before) {
		setenv("https_proxy", before, 1);
	} else {
		unsetenv("https_proxy");
	}
	free(before);
}

UNIT_TESTS(address,
	cmocka_unit_test(servers_are_made_uniform),
	cmocka_unit_test(pins_are_checked),
	cmocka_unit_test(paths_are_escaped),
	cmocka_unit_test(a_far_proxy_is_not_asked_for_this_machine));
