#include "base/i18n.h"

#include <errno.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/fs.h"
#include "unit/unit.h"

static void parses_names(void **state)
{
	(void)state;
	static const struct {
		const char *s;
		int want; /* -1: none of ours */
	} cases[] = {
		{"ko", LANG_KO},
		{"ko_KR.UTF-8", LANG_KO},
		{"uk-UA,en;q=0.5", LANG_UK},
		{"en;q=0.5, ja;q=0.9", LANG_JA},
		{"fr, uk;q=0.1", LANG_UK},
		{"ja;q=0, en;q=0.001", LANG_EN},
		{"de:ja:ko", LANG_JA},
		{"EN-us", LANG_EN},
		{"kok", -1},
		{"k", -1},
		{"C.UTF-8", -1},
		{"", -1},
		{",,:;q=", -1},
		{NULL, -1},
	};

	for (size_t i = 0; i < lengthof(cases); i++) {
		enum lang lang = LANG_COUNT;
		int r = lang_parse(cases[i].s, &lang);
		assert_int_equal(r, cases[i].want < 0 ? -1 : 0);
		assert_int_equal(lang, cases[i].want < 0 ? LANG_COUNT : cases[i].want);
	}
	for (int i = 0; i < LANG_COUNT; i++) {
		enum lang lang;
		assert_int_equal(lang_parse(lang_code((enum lang)i), &lang), 0);
		assert_int_equal(lang, i);
	}
}

/* A catalogue as msgfmt writes it: entries sorted by msgid. */
static void write_catalogue(const char *root, const char *code, const char *const (*texts)[2],
	const size_t (*sizes)[2], size_t n)
{
	struct str mo = STR_INIT;
	uint32_t head[7] = {0x950412de, 0, (uint32_t)n, 28, (uint32_t)(28 + 8 * n), 0, 0};
	uint32_t at = (uint32_t)(28 + 16 * n);

	str_addn(&mo, head, sizeof(head));
	for (int side = 0; side < 2; side++) {
		for (size_t i = 0; i < n; i++) {
			uint32_t pair[2] = {(uint32_t)sizes[i][side], at};
			str_addn(&mo, pair, sizeof(pair));
			at += (uint32_t)sizes[i][side] + 1;
		}
	}
	for (int side = 0; side < 2; side++) {
		for (size_t i = 0; i < n; i++) {
			str_addn(&mo, texts[i][side], sizes[i][side] + 1);
		}
	}
	char *dir = xasprintf("%s/%s/LC_MESSAGES", root, code);
	char *path = xasprintf("%s/fettle-%s.mo", dir, code);
	assert_int_equal(fs_mkdirs(dir, 0700, NULL), 0);
	assert_int_equal(fs_write(path, mo.s, mo.len, 0600, NULL), 0);
	str_finish(&mo);
	free(path);
	free(dir);
}

#define PAIR(id, text) {id, text}
#define SIZES(id, text) {sizeof(id) - 1, sizeof(text) - 1}
#define HEAD(plural) "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: " plural "\n"
#define KO_HEAD HEAD("nplurals=1; plural=0;")
#define UK_HEAD HEAD("nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 " \
	"&& (n%100<10 || n%100>=20) ? 1 : 2);")
#define ROWS "%lu row\0%lu rows"
#define UK_ROWS "%lu рядок\0%lu рядки\0%lu рядків"

static const char *write_catalogues(void)
{
	static const char *const ko[][2] = {
		PAIR("", KO_HEAD), PAIR(ROWS, "%lu행"), PAIR("Title", "제목")};
	static const size_t ko_sizes[][2] = {
		SIZES("", KO_HEAD), SIZES(ROWS, "%lu행"), SIZES("Title", "제목")};
	static const char *const uk[][2] = {
		PAIR("", UK_HEAD), PAIR(ROWS, UK_ROWS), PAIR("Title", "Назва")};
	static const size_t uk_sizes[][2] = {
		SIZES("", UK_HEAD), SIZES(ROWS, UK_ROWS), SIZES("Title", "Назва")};
	const char *dir = unit_dir();

	write_catalogue(dir, "ko", ko, ko_sizes, lengthof(ko));
	write_catalogue(dir, "uk", uk, uk_sizes, lengthof(uk));
	return dir;
}

static void assert_rows(unsigned long n, const char *want)
{
	char text[64];

	snprintf(text, sizeof(text), trn("%lu row", "%lu rows", n), n);
	assert_string_equal(text, want);
}

static void translates_without_generated_locales(void **state)
{
	(void)state;
	const char *dir = write_catalogues();

	unsetenv("FETTLE_LOCALEDIR");
	setenv("LC_ALL", "ko_KR.EUC-KR", 1); /* not there, and not UTF-8 */
	i18n_init(dir);
	assert_string_equal(nl_langinfo(CODESET), "UTF-8");
	assert_int_equal(wcwidth(L'제'), 2);

	assert_int_equal(i18n_get(), LANG_EN);
	assert_string_equal(tr("Title"), "Title");
	assert_rows(1, "1 row");
	assert_rows(2, "2 rows");
	i18n_set(LANG_KO);
	assert_string_equal(tr("Title"), "제목");
	assert_string_equal(tr(""), "");
	assert_string_equal(tr("Not translated"), "Not translated");
	assert_rows(1, "1행");
	i18n_set(LANG_UK);
	assert_string_equal(tr("Title"), "Назва");
	assert_rows(1, "1 рядок");
	assert_rows(3, "3 рядки");
	assert_rows(11, "11 рядків");
	assert_rows(21, "21 рядок");
	assert_string_equal(tr_in(LANG_KO, "Title"), "제목");
	assert_string_equal(tr_in(LANG_JA, "Title"), "Title"); /* no catalogue */
	assert_string_equal(tr_in(LANG_EN, "Title"), "Title");
	i18n_set(LANG_EN);

	/* libc's own messages stay English, whatever is installed */
	struct err e;
	errno = ENOENT;
	err_errno(&e, "x");
	assert_string_equal(e.text, "x: No such file or directory");
	unsetenv("LC_ALL");
}

static enum lang from_env(const char *language, const char *lc_all, const char *lang)
{
	setenv("LC_ALL", lc_all, 1);
	setenv("LANG", lang, 1);
	if (language) {
		setenv("LANGUAGE", language, 1);
	} else {
		unsetenv("LANGUAGE");
	}
	return i18n_from_env();
}

static void asks_the_environment(void **state)
{
	(void)state;
	/* before i18n_init(), which keeps the user's LANGUAGE for itself */
	assert_int_equal(from_env(NULL, "", "ko_KR.UTF-8"), LANG_KO);
	assert_int_equal(from_env(NULL, "uk_UA", "ko_KR.UTF-8"), LANG_UK);
	assert_int_equal(from_env("ja", "", "ko_KR.UTF-8"), LANG_JA);
	assert_int_equal(from_env("ja", "C.UTF-8", ""), LANG_JA);
	assert_int_equal(from_env("de", "", "ko_KR.UTF-8"), LANG_KO);
	assert_int_equal(from_env("ja", "C", "ko_KR.UTF-8"), LANG_EN);
	assert_int_equal(from_env("uk", "", ""), LANG_UK);
	assert_int_equal(from_env(NULL, "", "de_DE.UTF-8"), LANG_EN);
	assert_int_equal(from_env(NULL, "", ""), LANG_EN);
	unsetenv("LC_ALL");
	setenv("LANG", "C.UTF-8", 1);
}

static void gives_the_environment_back(void **state)
{
	(void)state;
	assert_string_equal(getenv("LANGUAGE"), "ko:ja:uk");
	i18n_restore_env();
	assert_null(getenv("LANGUAGE"));
	i18n_init(NULL);
	assert_string_equal(getenv("LANGUAGE"), "ko:ja:uk");
	assert_int_equal(i18n_from_env(), LANG_EN);
}

UNIT_TESTS(i18n,
	cmocka_unit_test(parses_names),
	cmocka_unit_test(asks_the_environment),
	cmocka_unit_test(translates_without_generated_locales),
	cmocka_unit_test(gives_the_environment_back));
