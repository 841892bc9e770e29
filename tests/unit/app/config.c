#include "app/config.h"

#include <string.h>

#include "base/alloc.h"
#include "unit/unit.h"

struct seen { struct str good, bad; };

static void good(void *arg, const struct setting *s, const char *value)
{
	str_addf(&((struct seen *)arg)->good, "%s=%s;", s->name, value);
}

static void bad(void *arg, const struct config_problem *p)
{
	str_addf(&((struct seen *)arg)->bad, "%d;", p->line);
}

static void reads_settings_and_names_lines(void **state)
{
	(void)state;
	static const struct { const char *text, *good, *bad; } cases[] = {
		{"", "", ""}, {"\n# only a comment\n\t \n", "", ""}, {"lang = ko", "lang=ko;", ""},
		{"lang=uk # ours\r\ntheme =\t256 \r\n", "lang=uk;theme=256;", ""}, {"lang = kox\n", "", "1;"},
		{"\n\nlang\ntheme=16", "theme=16;", "3;"}, {"langs = ko", "", "1;"}, {"lang = ko, ja", "", "1;"}, {"lang =", "", "1;"},
		{"= ko", "", "1;"}, {"lang = KO", "", "1;"}, {"mouse = on\nmouse = off", "mouse=on;mouse=off;", ""},
		{"ambiguous = auto", "ambiguous=auto;", ""}, {"ambiguous = 3", "", "1;"},
	};

	for (size_t i = 0; i < lengthof(cases); i++) {
		struct seen s = {STR_INIT, STR_INIT};

		config_parse(cases[i].text, good, bad, &s);
		if (strcmp(str_c(&s.good), cases[i].good) != 0 || strcmp(str_c(&s.bad), cases[i].bad) != 0) {
			fail_msg("\"%s\": \"%s\" \"%s\"", cases[i].text, str_c(&s.good), str_c(&s.bad));
		}
		str_finish(&s.good);
		str_finish(&s.bad);
	}
}

static void defaults_are_values(void **state)
{
	(void)state;

	for (int i = 0; i < nsettings; i++) {
		bool said = strchr(settings[i].dflt, ' ') != NULL; /* "from the environment" */

		if (!said && !config_takes(settings[i].name, settings[i].dflt)) {
			fail_msg("%s: %s", settings[i].name, settings[i].dflt);
		}
	}
	assert_true(config_takes("theme", "256"));
	assert_false(config_takes("theme", "25"));
	assert_false(config_takes("theme", "56"));
	assert_false(config_takes("theme", "8, 16"));
	assert_false(config_takes("theme", ""));
	assert_false(config_takes("colour", "256"));
}

UNIT_TESTS(config,
	cmocka_unit_test(reads_settings_and_names_lines),
	cmocka_unit_test(defaults_are_values));
