#include "ui/key.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "unit/unit.h"

static void notation_round_trips(void **state)
{
	(void)state;
	static const char *const names[] = {"j", "G", "C-d", "M-a", "C-M-x", "M-A", "Enter",
		"Esc", "Tab", "S-Tab", "Space", "C-Space", "Up", "S-Up", "C-Left", "C-M-S-Right",
		"PgUp", "PgDn", "Home", "End", "BS", "M-BS", "Del", "Ins", "F1", "F9", "F10", "F12",
		"S-F5", "WheelUp", "WheelDown", "ж", "한", "<", ">", "-", "C--", "M-<", "C-_",
		"M-Enter"};

	for (size_t i = 0; i < lengthof(names); i++) {
		struct key k, again;
		char text[KEY_TEXT], angled[KEY_TEXT + 2];

		assert_int_equal(key_parse(names[i], &k), strlen(names[i]));
		assert_string_equal(key_format(&k, text), names[i]);
		snprintf(angled, sizeof(angled), "<%s>", names[i]);
		if (strchr(names[i], '-') && strlen(names[i]) > 1) {
			assert_int_equal(key_parse(angled, &again), strlen(angled));
			assert_true(key_equal(&k, &again));
		}
	}
}

static void strings_of_keys(void **state)
{
	(void)state;
	static const struct {
		const char *text, *keys;
	} cases[] = {
		{"gg<C-d><Enter>", "g g C-d Enter"},
		{"up", "u p"},
		{"Up", "Up"},
		{"gEnd", "g E n d"},
		{"<esc><cr", "Esc < c r"},
		{"a<lt>b", "a < b"},
		{"<b>", "< b >"},
		{"<>", "< >"},
		{"<C->>x", "C-> x"},
		{"<S-a><C-A><C-S-a>", "A C-a C-a"},
		{"<A-x>", "M-x"},
		{"견적<Tab>", "견 적 Tab"},
		{"F1", "F1"},
		{"F13", "F 1 3"},
		{"<F13>", "< F 1 3 >"},
		{" ", "Space"},
		{"<Mouse:3,10><WheelUp>", "Mouse WheelUp"},
	};

	for (size_t i = 0; i < lengthof(cases); i++) {
		char got[128] = "", one[KEY_TEXT];
		struct key k;
		size_t n;

		for (const char *s = cases[i].text; (n = key_parse(s, &k)) > 0; s += n) {
			strcat(got, got[0] ? " " : "");
			strcat(got, key_format(&k, one));
			if (s == cases[i].text && n < strlen(s)) {
				/* the rest of a string is typed */
				for (s += n, n = 0; (n = key_parse_typed(s, &k)) > 0; s += n) {
					strcat(got, " ");
					strcat(got, key_format(&k, one));
				}
				break;
			}
		}
		assert_string_equal(got, cases[i].keys);
	}
}

static void typed_text_has_no_names(void **state)
{
	(void)state;
	struct key k;

	assert_int_equal(key_parse_typed("End", &k), 1);
	assert_string_equal(k.text, "E");
	assert_int_equal(key_parse_typed("", &k), 0);
	assert_int_equal(key_parse("", &k), 0);
}

static void mouse_has_a_place(void **state)
{
	(void)state;
	struct key k;

	assert_int_equal(key_parse("<Mouse:3,10>", &k), 12);
	assert_int_equal(k.kind, KEYK_MOUSE);
	assert_int_equal(k.row, 3);
	assert_int_equal(k.col, 10);
}

UNIT_TESTS(key,
	cmocka_unit_test(notation_round_trips),
	cmocka_unit_test(strings_of_keys),
	cmocka_unit_test(typed_text_has_no_names),
	cmocka_unit_test(mouse_has_a_place));
