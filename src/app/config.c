#include "app/config.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "app/screens.h"
#include "app_impl.h"
#include "base/fs.h"

#define CONFIG_MAX (64 << 10)

/* Is it one of the words of "auto, mono, 8"? */
static bool one_of(const char *value, const char *words)
{
	size_t n = strlen(value);

	for (const char *p = words; n && !strchr(value, ',') && (p = strstr(p, value)); p++) {
		if ((p == words || p[-1] == ' ') && (p[n] == ',' || !p[n])) {
			return true;
		}
	}
	return false;
}

const struct setting settings[] = {
	{"keymap", "default, vi, emacs", "default", "the keys to start from; the file keys beside this one is laid on top"},
	{"lang", "en, ko, ja, uk", "from the environment", "language of the screens"},
	{"theme", "auto, mono, 8, 16, 256", "auto", "how many colours are used; auto asks the terminal and NO_COLOR"},
	{"mouse", "on, off", "off", "wheel and clicks; Shift-drag still selects in the terminal"},
	{"ascii", "on, off", "off", "no line drawing and no signs beyond ASCII"},
	{"ambiguous", "auto, 1, 2", "1", "cells that characters of ambiguous width take in your terminal; auto asks it"},
	{"readonly", "on, off", "off", "start read-only: nothing can be changed"},
};
const int nsettings = (int)lengthof(settings);

static const struct setting *find_setting(const char *name)
{
	for (int i = 0; i < nsettings; i++) {
		if (!strcmp(settings[i].name, name)) {
			return &settings[i];
		}
	}
	return NULL;
}

bool config_takes(const char *name, const char *value)
{
	const struct setting *s = find_setting(name);

	return s && one_of(value, s->values);
}

static char *trim(char *s)
{
	size_t n;

	s += strspn(s, " \t\r");
	for (n = strlen(s); n && strchr(" \t\r", s[n - 1]); n--) {
		s[n - 1] = '\0';
	}
	return s;
}

/* *s NULL for a line that says nothing; false: what is wrong is in p->text. */
static bool parse_line(char *line, const struct setting **s, char **value, struct config_problem *p)
{
	char *eq, *name;

	line[strcspn(line, "#")] = '\0';
	name = trim(line);
	*s = NULL;
	if (!*name) {
		return true;
	}
	eq = strchr(name, '=');
	if (!eq) {
		snprintf(p->text, sizeof(p->text), "%s", tr("there is no = in this line"));
		return false;
	}
	*eq = '\0';
	*value = trim(eq + 1);
	name = trim(name);
	*s = find_setting(name);
	if (!*s) {
		snprintf(p->text, sizeof(p->text), tr("there is no setting \"%.60s\""), name);
		return false;
	}
	if (!one_of(*value, (*s)->values)) {
		snprintf(p->text, sizeof(p->text), tr("%s is one of %s; not \"%.60s\""), name, (*s)->values, *value);
		return false;
	}
	return true;
}

int config_parse(const char *text, void (*fn)(void *arg, const struct setting *s, const char *value),
	void (*bad)(void *arg, const struct config_problem *p), void *arg)
{
	struct config_problem p = {0};
	int problems = 0;

	while (*text) {
		size_t n = strcspn(text, "\n");
		char *line = xstrndup(text, n), *value = NULL;
		const struct setting *s;

		p.line++;
		if (!parse_line(line, &s, &value, &p)) {
			problems++;
			bad(arg, &p);
		} else if (s) {
			fn(arg, s, value);
		}
		free(line);
		text += n + (text[n] == '\n');
	}
	return problems;
}

char *config_path(const char *name)
{
	char *dir = fs_place(FS_CONFIG), *path = fs_join(dir, name);

	free(dir);
	return path;
}

void config_man(struct str *out)
{
	for (int i = 0; i < nsettings; i++) {
		str_addf(out, ".It Cm %s\n%s.\nOne of %s; default: %s.\n", settings[i].name, settings[i].help, settings[i].values,
			settings[i].dflt);
	}
}

/* ---- what the program makes of it ---- */

static void apply(void *arg, const struct setting *s, const char *value)
{
	struct app *app = arg;
	struct app_conf *c = &app->conf;
	bool on = !strcmp(value, "on");

	/* the command line came first and wins */
	if (!strcmp(s->name, "keymap") && !c->keymap) {
		c->keymap = arena_strdup(&app->texts, value);
	} else if (!strcmp(s->name, "lang") && !c->lang) {
		c->lang = arena_strdup(&app->texts, value);
	} else if (!strcmp(s->name, "theme") && !c->theme) {
		c->theme = arena_strdup(&app->texts, value);
	} else if (!strcmp(s->name, "mouse")) {
		c->mouse = c->mouse || on;
	} else if (!strcmp(s->name, "ascii")) {
		c->ascii = c->ascii || on;
	} else if (!strcmp(s->name, "readonly")) {
		c->read_only = c->read_only || on;
	} else if (!strcmp(s->name, "ambiguous") && !c->ambiguous) {
		c->ambiguous = value[0] == 'a' ? AMBIGUOUS_ASK : value[0] - '0';
	}
}

static void told(void *arg, const struct config_problem *p)
{
	app_say(arg, STYLE_BAD, "fettle.conf:%d: %s", p->line, p->text);
}

struct keymap *config_keys_create(void)
{
	static const char *const scopes[] = {"global", "list", "pager", "form",
		"overlay", "prompt", "palette", "help", "confirm",
#define X_(name) #name,
		SCREENS(X_)
#undef X_
	};
	struct keymap *km = keymap_create();

	for (size_t i = 0; i < lengthof(scopes); i++) {
		keymap_scope(km, scopes[i]);
	}
	return km;
}

struct wanted { const char *name; char *value; };

static void keep_value(void *arg, const struct setting *s, const char *value)
{
	struct wanted *w = arg;

	if (!strcmp(s->name, w->name)) {
		free(w->value);
		w->value = xstrdup(value);
	}
}

static void ignore_problem(void *arg, const struct config_problem *p)
{
	(void)arg;
	(void)p;
}

char *config_value(const char *name)
{
	struct wanted w = {name, NULL};
	char *path = config_path("fettle.conf");
	struct str text = STR_INIT;

	if (!fs_read(path, CONFIG_MAX, &text, NULL)) {
		config_parse(str_c(&text), keep_value, ignore_problem, &w);
	}
	for (int i = 0; i < nsettings && !w.value; i++) {
		if (!strcmp(settings[i].name, name)) {
			w.value = xstrdup(settings[i].dflt);
		}
	}
	str_finish(&text);
	free(path);
	return w.value;
}

static void ignore_setting(void *arg, const struct setting *s, const char *value)
{
	(void)arg;
	(void)s;
	(void)value;
}

int config_problems(void)
{
	char *conf = config_path("fettle.conf"), *keys = config_path("keys"), *base = config_value("keymap");
	struct keymap *km = config_keys_create();
	struct str text = STR_INIT;
	const char *const *lines;
	int n = 0;

	if (!fs_read(conf, CONFIG_MAX, &text, NULL)) {
		n = config_parse(str_c(&text), ignore_setting, ignore_problem, NULL);
	}
	str_clear(&text);
	if (!fs_read(keys, CONFIG_MAX, &text, NULL)) {
		keymap_builtin(km, base, NULL);
		keymap_read(km, keys, str_c(&text), NULL);
		n += (int)keymap_problems(km, &lines);
	}
	str_finish(&text);
	keymap_destroy(km);
	free(base);
	free(keys);
	free(conf);
	return n;
}

void config_keymap(struct app *app, const char *name)
{
	struct keymap *km = config_keys_create();
	char *path = config_path("keys");
	struct str own = STR_INIT;
	struct err e = ERR_NONE;

	if (keymap_builtin(km, name ? name : app->conf.keymap ? app->conf.keymap : "default", &e)) {
		app_say(app, STYLE_BAD, "%s", e.text);
		keymap_destroy(km);
		goto out;
	}
	if (!fs_read(path, CONFIG_MAX, &own, NULL) && keymap_read(km, path, str_c(&own), &e)) {
		app_say(app, STYLE_BAD, "%s", e.text);
	}
	keymap_destroy(app->km);
	app->km = km;
	keyseq_clear(&app->seq);
out:
	str_finish(&own);
	free(path);
}

static void use_lang(struct app *app)
{
	struct arena a;
	const char *kept;
	enum lang lang;

	arena_init(&a);
	kept = store_kv(app->store, "set/lang", &a);
	if ((app->conf.lang && !lang_parse(app->conf.lang, &lang)) || (kept && !lang_parse(kept, &lang))) {
		i18n_set(lang);
	}
	arena_finish(&a);
}

int config_load(struct app *app, struct err *e)
{
	char *path = config_path("fettle.conf");
	struct str text = STR_INIT;

	(void)e;
	if (!fs_read(path, CONFIG_MAX, &text, NULL)) {
		config_parse(str_c(&text), apply, told, app);
	}
	use_lang(app);
	if (!app->conf.theme) {
		app->conf.theme = store_kv(app->store, "set/theme", &app->texts);
	}
	config_keymap(app, NULL);
	str_finish(&text);
	free(path);
	return 0;
}
