#ifndef BASE_I18N_H
#define BASE_I18N_H

/*
 * Translation by gettext, switchable at run time and per thread of work: every
 * language is a message domain of its own (fettle-ko, fettle-ja, fettle-uk), so
 * no generated locale is needed and a server may answer each user in theirs.
 *
 *	tr("Title")                     in the program's current language
 *	trn("%d row", "%d rows", n)     with the language's plural forms
 *	tr_in(LANG_KO, "Title")         in a given one (thread-safe)
 *	N_("Title")                     marks a msgid in a table
 * An empty string is answered unchanged.
 */
enum lang { LANG_EN, LANG_KO, LANG_JA, LANG_UK, LANG_COUNT };

#define N_(s) s

/*
 * Sets the locale: the user's own if it exists, else C.UTF-8, so that cells and
 * UTF-8 work on a machine without generated locales. dir: folder of the
 * catalogues, NULL for the built-in one (FETTLE_LOCALEDIR overrides).
 */
void i18n_init(const char *dir);
/* For a child between fork and exec: the user's own LANGUAGE again, which
   i18n_init() has replaced, so that their editor speaks their language. */
void i18n_restore_env(void);
enum lang i18n_from_env(void); /* LANGUAGE, LC_ALL, LC_MESSAGES, LANG */
void i18n_set(enum lang lang);
/* For this thread only, while it works for one user of a server; LANG_COUNT: the program's
   language again. */
void i18n_set_thread(enum lang lang);
enum lang i18n_get(void);
const char *lang_code(enum lang lang);       /* "en" */
int lang_parse(const char *s, enum lang *out); /* "ko", "ko_KR.UTF-8", "uk-UA,en;q=0.5" */

const char *tr(const char *msgid) __attribute__((format_arg(1)));
const char *trn(const char *one, const char *many, unsigned long n)
	__attribute__((format_arg(1), format_arg(2)));
const char *tr_in(enum lang lang, const char *msgid)
	__attribute__((format_arg(2)));

#endif
