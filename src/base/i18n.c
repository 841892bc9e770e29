#include "base/i18n.h"

#include <langinfo.h>
#include <libintl.h>
#include <limits.h>
#include <locale.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/str.h"

#ifndef LOCALEDIR
#define LOCALEDIR "/usr/local/share/locale"
#endif

static const struct {
	const char *code, *domain;
} langs[LANG_COUNT] = {
	[LANG_EN] = {"en", NULL},
	[LANG_KO] = {"ko", "fettle-ko"},
	[LANG_JA] = {"ja", "fettle-ja"},
	[LANG_UK] = {"uk", "fettle-uk"},
};

static atomic_int current = LANG_EN;
static bool started;
static char *user_language; /* LANGUAGE as the user has it; NULL when unset */

/* A program run from the folder it was built in, or from a moved prefix,
   takes the catalogues beside it. */
static char *folder_beside_program(void)
{
	static const char *const places[] = {"../locale", "../share/locale"};
	char exe[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

	if (n <= 0) {
		return NULL;
	}
	exe[n] = '\0';
	*strrchr(exe, '/') = '\0';
	for (size_t i = 0; i < lengthof(places); i++) {
		char *dir = xasprintf("%s/%s", exe, places[i]);
		char *probe = xasprintf("%s/ko/LC_MESSAGES/fettle-ko.mo", dir);
		bool found = access(probe, R_OK) == 0;
		free(probe);
		if (found) {
			return dir;
		}
		free(dir);
	}
	return NULL;
}

static void set_locale(void)
{
	/* numbers stay in the C locale: our texts are read by programs too */
	if (!setlocale(LC_CTYPE, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0) {
		setlocale(LC_CTYPE, "C.UTF-8");
	}
	/* gettext needs some locale but "C"; which one does not matter, for
	   LANGUAGE decides */
	setlocale(LC_MESSAGES, "C.UTF-8");
}

void i18n_init(const char *dir)
{
	const char *env = getenv("FETTLE_LOCALEDIR");
	char *beside = NULL;

	set_locale();
	if (!started) {
		const char *language = getenv("LANGUAGE");
		user_language = language ? xstrdup(language) : NULL;
		started = true;
	}
	setenv("LANGUAGE", "ko:ja:uk", 1);
	if (env && *env) {
		dir = env;
	} else if (!dir) {
		dir = beside = folder_beside_program();
	}
	for (size_t i = 0; i < LANG_COUNT; i++) {
		if (langs[i].domain) {
			bindtextdomain(langs[i].domain, dir ? dir : LOCALEDIR);
			bind_textdomain_codeset(langs[i].domain, "UTF-8");
		}
	}
	free(beside);
}

void i18n_restore_env(void)
{
	if (!started) {
		return;
	}
	if (user_language) {
		setenv("LANGUAGE", user_language, 1);
	} else {
		unsetenv("LANGUAGE");
	}
}

enum lang i18n_from_env(void)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	const char *language = started ? user_language : getenv("LANGUAGE");
	const char *locale = "";
	enum lang lang;

	for (size_t i = 0; i < lengthof(names) && !*locale; i++) {
		const char *v = getenv(names[i]);
		locale = v ? v : "";
	}
	/* as gettext has it: who asks for the C locale wants no translation */
	if (streq(locale, "C") || streq(locale, "POSIX")) {
		return LANG_EN;
	}
	if (language && lang_parse(language, &lang) == 0) {
		return lang;
	}
	return lang_parse(locale, &lang) == 0 ? lang : LANG_EN;
}

void i18n_set(enum lang lang)
{
	if ((unsigned)lang < LANG_COUNT) {
		atomic_store(&current, (int)lang);
	}
}

static _Thread_local enum lang thread_lang = LANG_COUNT;

void i18n_set_thread(enum lang lang)
{
	thread_lang = lang;
}

enum lang i18n_get(void)
{
	if ((unsigned)thread_lang < LANG_COUNT) {
		return thread_lang;
	}
	return (enum lang)atomic_load_explicit(&current, memory_order_relaxed);
}

const char *lang_code(enum lang lang)
{
	return langs[(unsigned)lang < LANG_COUNT ? lang : LANG_EN].code;
}

/* "ko", "ko_KR.UTF-8", "ko-KR" */
static bool names_lang(const char *s, size_t n, enum lang *out)
{
	size_t word = strcspn(s, "_-.@;,: ");

	word = word < n ? word : n;
	for (size_t i = 0; i < LANG_COUNT; i++) {
		if (word == 2 && strncasecmp(s, langs[i].code, 2) == 0) {
			*out = (enum lang)i;
			return true;
		}
	}
	return false;
}

/* The weight of an entry of Accept-Language in thousandths; 1000 without one. */
static int weight(const char *s, size_t n)
{
	const char *q = memmem(s, n, "q=", 2);
	int v = 0, scale = 1000;

	if (!q) {
		return 1000;
	}
	for (q += 2; q < s + n; q++) {
		if (*q >= '0' && *q <= '9') {
			v += (*q - '0') * scale;
			scale /= 10;
		} else if (*q != '.') {
			break;
		}
	}
	return v;
}

int lang_parse(const char *s, enum lang *out)
{
	int best = 0;

	while (s && *s) {
		enum lang lang;
		s += strspn(s, ",: ");
		size_t n = strcspn(s, ",:");
		int w = weight(s, n);
		if (w > best && names_lang(s, n, &lang)) {
			*out = lang;
			best = w;
		}
		s += n;
	}
	return best > 0 ? 0 : -1;
}

const char *tr(const char *msgid)
{
	return tr_in(i18n_get(), msgid);
}

const char *tr_in(enum lang lang, const char *msgid)
{
	const char *domain = (unsigned)lang < LANG_COUNT ? langs[lang].domain : NULL;

	/* the empty msgid is the catalogue's own header */
	return domain && *msgid ? dgettext(domain, msgid) : msgid;
}

const char *trn(const char *one, const char *many, unsigned long n)
{
	const char *domain = langs[i18n_get()].domain;

	if (!domain) {
		return n == 1 ? one : many;
	}
	return dngettext(domain, one, many, n);
}
