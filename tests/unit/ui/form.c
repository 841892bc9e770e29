#include "ui/form.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "unit/unit.h"

static const char *const incoterms[] = {"EXW works", "FCA carrier", "FOB port", "FOB free", NULL};

static const char *complete_term(const char *prefix, int i)
{
	for (int k = 0; incoterms[k]; k++) {
		if (strncmp(incoterms[k], prefix, strlen(prefix)) == 0 && i-- == 0) {
			return incoterms[k];
		}
	}
	return NULL;
}

static bool check_count(const char *text, char why[128])
{
	if (text[0] && strspn(text, "0123456789") == strlen(text)) {
		return true;
	}
	snprintf(why, 128, "a number");
	return false;
}

static const struct form_field fields[] = {
	{.name = "count", .label = "Quantity", .max = 12, .check = check_count},
	{.name = "terms", .label = "Terms", .max = 40, .hint = "EXW", .complete = complete_term},
	{.name = "note", .label = "Note", .flags = EDIT_MULTILINE, .rows = 3},
	{.name = "secret", .label = "Pass", .flags = EDIT_SECRET, .max = 64},
};

struct fix {
	struct form *f;
	struct surface s;
	struct str text;
};

static struct fix fix;

static int setup(void **state)
{
	i18n_init(NULL);
	surface_init(&fix.s, 6, 30);
	fix.f = form_create(fields, 4);
	*state = &fix;
	return 0;
}

static int teardown(void **state)
{
	struct fix *f = *state;

	form_destroy(f->f);
	surface_finish(&f->s);
	str_finish(&f->text);
	return 0;
}

/* True when the last one was taken. */
static bool keys(struct fix *f, const char *s)
{
	bool taken = false;
	struct key k;
	size_t n;

	while ((n = key_parse_typed(s, &k)) > 0) {
		taken = form_key(f->f, &k);
		s += n;
	}
	return taken;
}

static const char *picture(struct fix *f)
{
	surface_clear(&f->s);
	form_draw(f->f, surface_area(&f->s));
	str_clear(&f->text);
	surface_picture(&f->s, &f->text);
	str_addf(&f->text, "%d,%d", f->s.cursor_row, f->s.cursor_col);
	return str_c(&f->text);
}

static void is_drawn_in_columns(void **state)
{
	struct fix *f = *state;

	assert_string_equal(picture(f), "> Quantity\n  Terms     EXW\n  Note\n\n\n  Pass\n0,12");
	keys(f, "200<Tab>");
	assert_string_equal(picture(f), "  Quantity  200\n> Terms      EXW\n  Note\n\n\n  Pass\n1,12");
	assert_int_equal(form_rows(f->f), 6);
	surface_resize(&f->s, 3, 30);
	form_focus(f->f, "note");
	keys(f, "a<Enter>b");
	assert_string_equal(picture(f), "> Note      a\n            b\n\n1,13");
	form_focus(f->f, "secret");
	keys(f, "xyz");
	assert_string_equal(picture(f), "            a\n            b\n> Pass      ***\n2,15");
	form_next(f->f, 1);
	assert_string_equal(picture(f), "> Quantity  200\n  Terms     EXW\n  Note      a\n0,15");
}

static void focus_goes_round(void **state)
{
	struct fix *f = *state;

	keys(f, "<Tab><Tab><Tab>");
	assert_string_equal(form_focused(f->f), "secret");
	keys(f, "<Tab>");
	assert_string_equal(form_focused(f->f), "count");
	keys(f, "<S-Tab><S-Tab>");
	assert_string_equal(form_focused(f->f), "note");
	keys(f, "one<Up>");
	assert_string_equal(form_focused(f->f), "terms");
	keys(f, "<Down><Enter>x<Up>y");
	assert_string_equal(form_focused(f->f), "note");
	assert_string_equal(form_get(f->f, "note"), "oyne\nx");
	assert_false(form_focus(f->f, "no such"));
	assert_null(form_get(f->f, "no such"));
	assert_false(keys(f, "<Esc>"));
	form_focus(f->f, "count");
	assert_false(keys(f, "<Enter>"));
}

static void completes(void **state)
{
	struct fix *f = *state;

	form_focus(f->f, "terms");
	keys(f, "F<Tab>");
	assert_string_equal(form_get(f->f, "terms"), "FCA carrier");
	keys(f, "<Tab>");
	assert_string_equal(form_get(f->f, "terms"), "FOB port");
	keys(f, "<S-Tab><S-Tab>");
	assert_string_equal(form_get(f->f, "terms"), "F");
	keys(f, "O<Tab>");
	assert_string_equal(form_get(f->f, "terms"), "FOB ");
	keys(f, "p<Tab>");
	assert_string_equal(form_get(f->f, "terms"), "FOB port");
	assert_string_equal(form_focused(f->f), "terms");
	keys(f, "<Tab>");
	assert_string_equal(form_focused(f->f), "note");
	form_set(f->f, "terms", "");
	form_focus(f->f, "terms");
	keys(f, "zz<Tab>");
	assert_string_equal(form_focused(f->f), "note");
}

static void checks(void **state)
{
	struct fix *f = *state;
	char why[128];

	form_focus(f->f, "note");
	assert_string_equal(form_check(f->f, why), "count");
	assert_string_equal(why, "a number");
	assert_string_equal(form_focused(f->f), "count");
	keys(f, "12");
	assert_null(form_check(f->f, why));
}

static void kills_go_between_fields(void **state)
{
	struct fix *f = *state;
	unsigned n = form_changes(f->f);

	keys(f, "moved<C-u><Tab><C-y>");
	assert_string_equal(form_get(f->f, "terms"), "moved");
	assert_true(form_changes(f->f) > n);
}

static void mouse_focuses(void **state)
{
	struct fix *f = *state;

	form_set(f->f, "note", "first\nsecond");
	picture(f);
	assert_true(keys(f, "<Mouse:3,15>"));
	assert_string_equal(form_focused(f->f), "note");
	keys(f, "|");
	assert_string_equal(form_get(f->f, "note"), "first\nsec|ond");
	assert_true(keys(f, "<Mouse:0,2>"));
	assert_string_equal(form_focused(f->f), "count");
	surface_resize(&f->s, 2, 30);
	picture(f);
	assert_false(keys(f, "<Mouse:2,15>"));
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

UNIT_TESTS(form,
	T(is_drawn_in_columns),
	T(focus_goes_round),
	T(completes),
	T(checks),
	T(kills_go_between_fields),
	T(mouse_focuses));
