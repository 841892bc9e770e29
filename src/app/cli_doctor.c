#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/config.h"
#include "base/alloc.h"
#include "base/fs.h"
#include "cli.h"
#include "net/probe.h"
#include "text/cells.h"
#include "ui/probe.h"
#include "unlock.h"

/* What works here and what does not: each finding is a line, and says what to do about it. */

enum { TERMINAL_MS = 1000, SERVER_MS = 10000, CLOCK_OFF_MS = 30000, LEAST_ROWS = 16, LEAST_COLS = 60, LABEL_CELLS = 6 };

enum health { HEALTH_OK, HEALTH_ODD, HEALTH_BAD };

static const struct { const char *wire, *label; } healths[] = {
	[HEALTH_OK] = {"ok", N_("ok")}, [HEALTH_ODD] = {"odd", N_("odd")}, [HEALTH_BAD] = {"bad", N_("BAD")},
};

struct doctor {
	struct cli *c;
	struct json *findings;
	int bad;
	const char *server, *pin;  /* "" none */
};

static struct json *found(struct doctor *d, const char *what, enum health how, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* Borrowed: for values of its own. */
static struct json *found(struct doctor *d, const char *what, enum health how, const char *fmt, ...)
{
	struct json *j = json_new_object();
	struct str text = STR_INIT;
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(&text, fmt, ap);
	va_end(ap);
	d->bad += how == HEALTH_BAD;
	json_set_text(j, "what", what);
	json_set_text(j, "health", healths[how].wire);
	json_set_text(j, "text", str_c(&text));
	json_push(d->findings, j);
	if (!d->c->json) {
		const char *label = tr(healths[how].label);
		struct str line = STR_INIT;
		cells_pad(&line, label, strlen(label), LABEL_CELLS, CELLS_LEFT, 1);
		str_addf(&line, " %-9s %s", what, str_c(&text));
		cli_line(str_c(&line));
		str_finish(&line);
	}
	str_finish(&text);
	return j;
}

/* ---- here ---- */

static void look_at_widths(struct doctor *d, const struct term_facts *f)
{
	struct str odd = STR_INIT;
	struct json *widths = json_new_object();

	if (!f->answers) {
		found(d, "width", HEALTH_ODD, "%s", tr("the terminal does not say where its cursor is: widths are guessed"));
		json_free(widths);
		return;
	}
	for (int i = 0; i < PROBE_SAMPLES; i++) {
		const struct probe_sample *s = &f->samples[i];
		bool ambiguous = i == PROBE_SAMPLES - 1;
		json_set_int(widths, s->name, s->got);
		if (s->got != s->want && !(ambiguous && s->got == 2)) {
			str_addf(&odd, "%s%s (%s) %d/%d", odd.len ? ", " : "", s->name, s->text, s->got, s->want);
		}
	}
	struct json *j = odd.len ? found(d, "width", HEALTH_ODD, tr("other cells than expected: %s; try another font or terminal"), str_c(&odd))
		: f->wide_ambiguous ? found(d, "width", HEALTH_OK, "%s", tr("signs like ± take two cells: set ambiguous = 2 (or auto) in fettle.conf"))
		: found(d, "width", HEALTH_OK, "%s", tr("letters take the cells they should"));
	json_set(j, "cells", widths);
	str_finish(&odd);
}

static void look_at_terminal(struct doctor *d)
{
	struct term_facts f;

	term_probe(&f, TERMINAL_MS);
	if (!f.tty) {
		found(d, "terminal", HEALTH_ODD, "%s", tr("this is no terminal; ask again from one"));
		return;
	}
	bool small = f.rows < LEAST_ROWS || f.cols < LEAST_COLS;
	struct json *j = !f.known || !f.can_address ? found(d, "terminal", HEALTH_BAD,
			tr("TERM=%s is not known here: try TERM=xterm, or install ncurses-term"), f.name)
		: small ? found(d, "terminal", HEALTH_ODD, tr("%s, %dx%d: smaller than %dx%d, where screens begin"), f.name, f.cols, f.rows, LEAST_COLS, LEAST_ROWS)
		: found(d, "terminal", HEALTH_OK, tr("%s, %dx%d, %d colours"), f.name, f.cols, f.rows, f.colours);
	json_set_text(j, "term", f.name);
	json_set_int(j, "cols", f.cols);
	json_set_int(j, "rows", f.rows);
	json_set_int(j, "colours", f.colours);
	look_at_widths(d, &f);
}

static void look_at_locale(struct doctor *d)
{
	const char *lang = getenv("LC_ALL"), *codeset = nl_langinfo(CODESET);

	lang = lang && *lang ? lang : getenv("LC_CTYPE");
	lang = lang && *lang ? lang : getenv("LANG");
	lang = lang ? lang : "";
	bool utf8 = streq(codeset, "UTF-8"), named = strstr(lang, "UTF-8") || strstr(lang, "utf8");
	struct json *j = !utf8 ? found(d, "locale", HEALTH_BAD, tr("%s is not UTF-8: set LANG=C.UTF-8"), codeset)
		: !named ? found(d, "locale", HEALTH_ODD, tr("LANG=%s does not say UTF-8; taken for it: if letters break, set LANG=C.UTF-8"), lang)
		: found(d, "locale", HEALTH_OK, tr("%s; texts in %s"), lang, lang_code(i18n_get()));
	json_set_text(j, "lang", lang_code(i18n_get()));
}

static void look_at_settings(struct doctor *d)
{
	int n = config_problems();

	found(d, "settings", n ? HEALTH_BAD : HEALTH_OK, n ? "%s: fettle config check" : "%s",
		n ? tr("something is wrong") : tr("nothing is wrong"));
}

/* ---- the store ---- */

static void take_server(struct doctor *d)
{
	const char *server = d->c->store ? store_kv(d->c->store, "server", &d->c->arena) : NULL;
	const char *pin = d->c->store ? store_kv(d->c->store, "pin", &d->c->arena) : NULL;

	if (!server) {
		server = getenv("FETTLE_SERVER");
		pin = getenv("FETTLE_PIN");
	}
	d->server = server ? server : "";
	d->pin = pin ? pin : "";
}

/* Looking makes no store. */
static bool there_is_one(void)
{
	char *dir = fs_place(FS_DATA), *path = fs_join(dir, "store.db");
	bool is = access(path, F_OK) == 0;

	free(path);
	free(dir);
	return is;
}

static void look_at_store(struct doctor *d)
{
	struct err e = ERR_NONE;
	struct intent_counts n;

	if (!there_is_one()) {
		found(d, "store", HEALTH_OK, "%s", tr("there is none yet: fettle login makes it"));
		return;
	}
	if (unlock_store(true, &d->c->store, &e)) {
		found(d, "store", HEALTH_BAD, "%s%s%s", tr(err_title(e.code)), *e.text ? ": " : "", tr(e.text));
		return;
	}
	store_intent_counts(d->c->store, &n);
	struct json *j = found(d, "store", n.n[INTENT_REFUSED] ? HEALTH_ODD : HEALTH_OK, tr("it opens; %d wait to be sent, %d were refused"),
		n.waiting, n.n[INTENT_REFUSED]);
	json_set_int(j, "waiting", n.waiting);
	json_set_int(j, "refused", n.n[INTENT_REFUSED]);
	const struct account *acc = store_account(d->c->store);
	if (acc) {
		found(d, "account", HEALTH_OK, tr("signed in as %s, %s"), acc->login, acc->org_name);
	} else {
		found(d, "account", HEALTH_ODD, "%s", tr("nobody is signed in: fettle login"));
	}
}

/* ---- the server ---- */

static void look_at_clock(struct doctor *d, const struct net_probe *p)
{
	if (!p->clock_known) {
		return;
	}
	int64_t off = -p->clock_offset;
	bool far = off > CLOCK_OFF_MS || off < -CLOCK_OFF_MS;
	struct json *j = far ? found(d, "clock", HEALTH_ODD,
			off > 0 ? tr("%lld s ahead of the server's; deadlines follow the server's") : tr("%lld s behind the server's; deadlines follow the server's"),
			(long long)(off > 0 ? off : -off) / 1000)
		: found(d, "clock", HEALTH_OK, tr("%lld ms from the server's"), (long long)off);
	json_set_int(j, "offset_ms", p->clock_offset);
}

static void look_at_server(struct doctor *d)
{
	struct err e = ERR_NONE;
	struct net_probe p;

	take_server(d);
	if (!*d->server) {
		found(d, "server", HEALTH_ODD, "%s", tr("none is known: fettle login names it"));
		return;
	}
	if (d->c->conf.offline) {
		found(d, "server", HEALTH_ODD, "--offline");
		return;
	}
	if (net_probe(d->server, d->pin, SERVER_MS, &p, &e)) {
		struct json *j = found(d, "server", HEALTH_BAD, "%s: %s%s%s", d->server, tr(err_title(e.code)), *e.text ? ": " : "", tr(e.text));
		json_set_text(j, "code", err_slug(e.code));
		return;
	}
	struct json *j = found(d, "server", HEALTH_OK, tr("%s answers after %d ms, version %s; %s"), d->server, p.rtt_ms, p.version,
		*d->pin ? tr("its key is pinned") : tr("its certificate is good"));
	json_set_text(j, "server", d->server);
	json_set_int(j, "rtt_ms", p.rtt_ms);
	json_set_bool(j, "pinned", *d->pin != '\0');
	look_at_clock(d, &p);
}

int cli_doctor(struct cli *c)
{
	struct doctor d = {.c = c, .findings = json_new_array(), .server = "", .pin = ""};

	look_at_terminal(&d);
	look_at_locale(&d);
	look_at_settings(&d);
	look_at_store(&d);
	look_at_server(&d);
	if (c->json) {
		struct json *j = json_new_object();

		json_set_bool(j, "ok", d.bad == 0);
		json_set(j, "findings", d.findings);
		cli_json(j);
	} else {
		json_free(d.findings);
	}
	return d.bad ? CLI_FAILED : CLI_OK;
}
