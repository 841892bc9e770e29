#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fs.h"
#include "base/i18n.h"
#include "model/entity.h"
#include "text/cells.h"
#include "unit/unit.h"

/* What po/README.md promises of the catalogues in build/locale. */

#define BRIEF_CELLS 8
#define PROCESS_CELLS 6 /* the column "Proc" */

static const enum lang langs[] = {LANG_KO, LANG_JA, LANG_UK};

static int cells(enum lang lang, const char *msgid)
{
	return (int)cells_text(tr_in(lang, msgid), 1);
}

static void add_unescaped(struct str *out, const char *s)
{
	for (; *s && *s != '"'; s++) {
		if (*s != '\\') {
			str_addc(out, *s);
		} else {
			s++;
			str_addc(out, *s == 'n' ? '\n' : *s == 't' ? '\t' : *s);
		}
	}
}

/* gettext answers the msgid itself when it knows none. */
static int lacks(const char *msgid)
{
	int missing = 0;

	for (size_t i = 0; i < lengthof(langs) && *msgid; i++) {
		if (tr_in(langs[i], msgid) == msgid) {
			print_message("%s lacks \"%s\"\n", lang_code(langs[i]), msgid);
			missing++;
		}
	}
	return missing;
}

static void knows_every_text(void **state)
{
	(void)state;
	struct str pot = STR_INIT, id = STR_INIT;
	int n = 0, missing = 0;
	bool inside = false;

	i18n_init(NULL);
	assert_int_equal(fs_read("po/fettle.pot", 4 << 20, &pot, NULL), 0);
	for (char *line, *rest = pot.s; (line = strsep(&rest, "\n"));) {
		if (!strncmp(line, "msgid \"", 7)) {
			str_clear(&id);
			add_unescaped(&id, line + 7);
			inside = true;
		} else if (inside && *line == '"') {
			add_unescaped(&id, line + 1);
		} else if (inside) {
			n += id.len > 0;
			missing += lacks(str_c(&id));
			inside = false;
		}
	}
	assert_true(n > 500);
	assert_int_equal(missing, 0);
	str_finish(&id);
	str_finish(&pot);
}

static void fits_its_columns(void **state)
{
	(void)state;
	static const struct enum_names *const all[] = {
#define X_(name, P) &enum_##name,
		ENUMS(X_)
#undef X_
	};
	int wrong = 0;

	i18n_init(NULL);
	for (size_t i = 0; i < lengthof(all); i++) {
		int most = all[i] == &enum_process ? PROCESS_CELLS : BRIEF_CELLS;
		for (int v = 0; v < all[i]->n; v++) {
			const char *brief = enum_brief(all[i], v);
			for (size_t k = 0; k < lengthof(langs); k++) {
				if (cells(langs[k], brief) > most || (int)strlen(brief) > most) {
					print_message("%s: \"%s\" is wider than %d\n", lang_code(langs[k]), tr_in(langs[k], brief), most);
					wrong++;
				}
			}
		}
	}
	assert_int_equal(wrong, 0);
}

static void counts_as_ukrainians_do(void **state)
{
	(void)state;
	static const struct { unsigned long n; const char *want; } cases[] = {
		{0, "%lld пропозицій"}, {1, "%lld пропозиція"}, {2, "%lld пропозиції"}, {4, "%lld пропозиції"}, {5, "%lld пропозицій"},
		{11, "%lld пропозицій"}, {12, "%lld пропозицій"}, {21, "%lld пропозиція"}, {22, "%lld пропозиції"}, {112, "%lld пропозицій"},
		{1001, "%lld пропозиція"},
	};

	i18n_init(NULL);
	i18n_set(LANG_UK);
	for (size_t i = 0; i < lengthof(cases); i++) {
		assert_string_equal(trn("%lld partner quoted", "%lld partners quoted", cases[i].n), cases[i].want);
	}
	i18n_set(LANG_EN);
}

/* The words of the trade that are not ours to choose. */
static void speaks_the_trade(void **state)
{
	(void)state;
	static const struct { enum lang lang; const char *en, *want; } cases[] = {
		{LANG_KO, "Profile sent", "회사소개서 보냄"}, {LANG_KO, "Send profile only", "회사 소개서만 보내기"},
		{LANG_KO, "Requests for quote", "견적요청서"}, {LANG_KO, "Quote", "견적서"}, {LANG_KO, "Order placed", "발주"},
		{LANG_KO, "Contract confirmed", "계약 확정"}, {LANG_KO, "Customer", "고객"}, {LANG_KO, "Partner", "파트너"},
		{LANG_JA, "List", "元値"}, {LANG_JA, "Discount", "値引き金額"}, {LANG_JA, "Net", "値引き後金額"},
		{LANG_JA, "consent asked", "確認中"}, {LANG_JA, "agreed", "合意済"}, {LANG_JA, "declined", "否認"},
		{LANG_UK, "Customer", "Замовник"}, {LANG_UK, "Partner", "Постачальник"}, {LANG_UK, "Site", "Майданчик"},
		{LANG_UK, "site admin", "адміністратор майданчика"},
	};

	i18n_init(NULL);
	for (size_t i = 0; i < lengthof(cases); i++) {
		assert_string_equal(tr_in(cases[i].lang, cases[i].en), cases[i].want);
	}
}

UNIT_TESTS(test_words,
	cmocka_unit_test(knows_every_text),
	cmocka_unit_test(fits_its_columns),
	cmocka_unit_test(counts_as_ukrainians_do),
	cmocka_unit_test(speaks_the_trade));
