#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fs.h"
#include "src/server/conf.h"
#include "unit/unit.h"

static char *file_of(const char *text)
{
	char *path = fs_join(unit_dir(), "fettled.conf");

	assert_int_equal(fs_write(path, text, strlen(text), 0600, NULL), 0);
	return path;
}

static void reads_keys(void **state)
{
	struct server_conf c;
	struct str problems = STR_INIT;

	(void)state;
	char *path = file_of("# a comment\n\ndata = /srv/fettle\n  listen=[::1]:9000  \r\nplain_http = yes\nbody_kib = 64\n");
	conf_init(&c);
	assert_int_equal(conf_read(&c, path, &problems, NULL), 0);
	conf_complete(&c);
	assert_string_equal(c.data, "/srv/fettle");
	assert_string_equal(c.db, "sqlite:/srv/fettle/fettled.db");
	assert_string_equal(c.tls_key, "/srv/fettle/tls-key.pem");
	assert_string_equal(c.address, "::1");
	assert_int_equal(c.port, 9000);
	assert_true(c.plain_http);
	assert_int_equal(c.body_kib, 64);
	assert_int_equal(conf_line(&c, "listen"), 4);
	assert_int_equal(conf_line(&c, "log"), 0);
	conf_finish(&c);
	str_finish(&problems);
	free(path);
}

static void names_the_lines(void **state)
{
	struct server_conf c;
	struct str problems = STR_INIT;

	(void)state;
	char *path = file_of("colour = blue\nthreads = 0\nthreads = many\nlisten = here\nplain_http = perhaps\nlog_level = loud\nnonsense");
	conf_init(&c);
	assert_int_equal(conf_read(&c, path, &problems, NULL), 7);
	for (int i = 1; i <= 7; i++) {
		char at[512];
		snprintf(at, sizeof(at), "%s:%d: ", path, i);
		assert_non_null(strstr(str_c(&problems), at));
	}
	assert_int_equal(c.threads, 2);
	conf_finish(&c);
	str_finish(&problems);
	free(path);
}

static void refuses_what_does_not_fit_together(void **state)
{
	static const struct { const char *keys[3][2]; const char *field; } cases[] = {
		{{{"plain_http", "yes"}, {"listen", "0.0.0.0:80"}}, "plain_http"},
		{{{"forwarded", "yes"}}, "forwarded"},
		{{{"tls_cert", "cert.pem"}}, "tls_key"},
		{{{"tls_key", "key.pem"}}, "tls_cert"},
		{{{"data", ""}}, "data"},
		{{{"db", "mysql://x"}}, "db"},
		{{{"db", "postgresql://x/y"}, {"db_key", "key"}}, "db_key"},
		{{{"plain_http", "yes"}, {"forwarded", "yes"}}, NULL},
		{{{"db", "postgresql://x/y"}}, NULL},
	};

	(void)state;
	for (size_t i = 0; i < lengthof(cases); i++) {
		struct server_conf c;
		struct err e = ERR_NONE;
		conf_init(&c);
		for (int k = 0; k < 3 && cases[i].keys[k][0]; k++) {
			assert_int_equal(conf_set(&c, cases[i].keys[k][0], cases[i].keys[k][1], &e), 0);
		}
		assert_int_equal(conf_check(&c, &e), cases[i].field ? -1 : 0);
		assert_string_equal(e.field, cases[i].field ? cases[i].field : "");
		conf_finish(&c);
	}
}

static void takes_only_addresses(void **state)
{
	static const struct { const char *text; bool ok; } cases[] = {
		{"127.0.0.1:0", true}, {"0.0.0.0:443", true}, {"[::]:8443", true}, {"127.0.0.1:65536", false},
		{"127.0.0.1", false}, {":8443", false}, {"localhost:8443", false}, {"::1:8443", false}, {"[::1:8443", false},
		{"[]:1", false}, {"", false}, {"127.0.0.1:-1", false}, {"127.0.0.1:8443x", false},
	};

	(void)state;
	for (size_t i = 0; i < lengthof(cases); i++) {
		struct server_conf c;
		conf_init(&c);
		int r = conf_set(&c, "listen", cases[i].text, NULL);
		if ((r == 0) != cases[i].ok) {
			fail_msg("%s: %d", cases[i].text, r);
		}
		conf_finish(&c);
	}
}

static void describes_every_key(void **state)
{
	struct str s = STR_INIT;

	(void)state;
	conf_describe(&s);
	assert_non_null(strstr(str_c(&s), "#listen = 127.0.0.1:8443\n"));
	assert_non_null(strstr(str_c(&s), "#token_days = 90\n"));
	str_finish(&s);
}

static void knows_a_password_in_an_address(void **state)
{
	static const struct { const char *db; bool holds; } cases[] = {
		{"postgresql://fettle:secret@db/market", true}, {"postgres://db:5432/market?user=a&password=b", true},
		{"pgsql:host=db password=b", true}, {"postgresql://fettle@db:5432/market", false},
		{"postgresql://db/market", false}, {"postgresql:///market", false}, {"sqlite:/a:b@c/password=1.db", false},
	};

	(void)state;
	for (size_t i = 0; i < lengthof(cases); i++) {
		struct server_conf c;
		conf_init(&c);
		assert_int_equal(conf_set(&c, "db", cases[i].db, NULL), 0);
		if (conf_holds_password(&c) != cases[i].holds) {
			fail_msg("%s", cases[i].db);
		}
		conf_finish(&c);
	}
}

UNIT_TESTS(test_conf,
	cmocka_unit_test(reads_keys),
	cmocka_unit_test(names_the_lines),
	cmocka_unit_test(refuses_what_does_not_fit_together),
	cmocka_unit_test(takes_only_addresses),
	cmocka_unit_test(knows_a_password_in_an_address),
	cmocka_unit_test(describes_every_key));
