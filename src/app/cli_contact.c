#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/guard.h"
#include "base/clock.h"
#include "cli.h"
#include "text/cells.h"
#include "text/clean.h"
#include "text/format.h"
#include "text/utf8.h"

/* The contact guard on the command line: a check of lines, what staff is told, and the warning before sending. */

/* What is not UTF-8 in a line cannot stand in JSON. */
static void add_valid(struct str *out, const char *s, size_t n)
{
	int32_t cp;

	for (size_t i = 0; i < n;) {
		i += utf8_decode(s + i, n - i, &cp);
		utf8_add(out, cp > 0 ? cp : 0xfffd);
	}
}

static struct json *hit_json(const char *line, const struct contact_hit *hit, struct str *text)
{
	struct json *j = json_new_object();

	str_clear(text);
	add_valid(text, line + hit->start, hit->len);
	json_set_text(j, "text", str_c(text));
	json_set_int(j, "start", (int64_t)hit->start);
	json_set_int(j, "end", (int64_t)(hit->start + hit->len));
	return j;
}

static void check_json(const char *line, const struct contact_hit *hits, size_t n)
{
	struct json *j = json_new_object(), *lists[] = {json_new_array(), json_new_array()};
	struct str b = STR_INIT;

	for (size_t i = 0; i < n; i++) {
		json_push(lists[hits[i].kind], hit_json(line, &hits[i], &b));
	}
	json_set(j, contact_kind_name(CONTACT_PHONE), lists[CONTACT_PHONE]);
	json_set(j, contact_kind_name(CONTACT_EMAIL), lists[CONTACT_EMAIL]);
	str_clear(&b);
	json_write(j, false, &b);
	puts(str_c(&b));
	str_finish(&b);
	json_free(j);
}

static void check_text(const char *line, const struct contact_hit *hits, size_t n, long long number)
{
	struct str b = STR_INIT;

	for (size_t i = 0; i < n; i++) {
		str_clear(&b);
		str_addf(&b, "%lld: %s: ", number, contact_kind_name(hits[i].kind));
		str_addn(&b, line + hits[i].start, hits[i].len);
		cli_line(str_c(&b));
	}
	str_finish(&b);
}

int cli_contact_check(struct cli *c)
{
	struct contact_hit hits[256];
	char *line = NULL;
	size_t cap = 0, n;
	long long number = 0;
	ssize_t got;

	while ((got = getline(&line, &cap, stdin)) >= 0) {
		got -= got > 0 && line[got - 1] == '\n';
		n = contact_find(line, (size_t)got, hits, sizeof(hits) / sizeof(hits[0]));
		if (c->json) {
			check_json(line, hits, n);
		} else {
			check_text(line, hits, n, ++number);
		}
	}
	free(line);
	return ferror(stdin) ? CLI_FAILED : CLI_OK;
}

/* ---- the report ---- */

static void report_line(const char *lang, const char *kind, const char *messages, const char *contacts, const char *reason)
{
	const struct { const char *text; size_t width; enum cells_align align; } cells[] = {
		{lang, 9, CELLS_LEFT}, {kind, 7, CELLS_LEFT}, {messages, 10, CELLS_RIGHT}, {contacts, 10, CELLS_RIGHT},
	};
	struct str b = STR_INIT;

	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
		cells_pad(&b, cells[i].text, strlen(cells[i].text), cells[i].width, cells[i].align, 1);
	}
	str_addf(&b, "  %s", reason);
	cli_line(str_c(&b));
	str_finish(&b);
}

static void report_row(const struct json *row)
{
	const char *lang = json_get_text(row, "lang"), *kind = json_get_text(row, "kind"), *reason = json_get_text(row, "reason");
	char messages[FORMAT_SIZE], contacts[FORMAT_SIZE];

	format_int(messages, json_get_int(row, "messages", 0), i18n_get());
	format_int(contacts, json_get_int(row, "contacts", 0), i18n_get());
	report_line(lang ? lang : "", kind ? kind : "", messages, contacts, reason && *reason ? reason : tr("(no reason given)"));
}

static const char *report_path(struct cli *c, struct err *e)
{
	const char *since = call_arg(c->call, "--since"), *site = call_arg(c->call, "--site");
	char time[CLOCK_TEXT] = "";
	int64_t at;

	if (since && clock_parse(since, &at) && clock_parse(arena_printf(&c->arena, "%sT00:00:00Z", since), &at)) {
		err_set(e, ERR_USAGE, "--since is a day or an RFC 3339 time: 2026-11-01, 2026-11-01T08:00:00Z");
		return NULL;
	}
	if (site && strspn(site, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != strlen(site)) {
		err_set(e, ERR_USAGE, "--site is the id of a site");
		return NULL;
	}
	return arena_printf(&c->arena, "/v1/reports/contact?since=%s&site=%s", since ? clock_format(at, time) : "", site ? site : "");
}

int cli_report_contact(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_need_account(c);
	const char *path = code ? NULL : report_path(c, &e);
	struct json *reply = NULL;
	const struct json *items;

	if (code || !path || cli_get(c, path, &reply, &e)) {
		return code ? code : cli_error(c, &e);
	}
	if (c->json) {
		cli_json(reply);
		return CLI_OK;
	}
	items = json_get(reply, "items");
	if (json_len(items)) {
		report_line(tr("Language"), tr("Kind"), tr("Messages"), tr("Contacts"), tr("Reason"));
	}
	for (size_t i = 0; i < json_len(items); i++) {
		report_row(json_at(items, i));
	}
	if (!json_len(items)) {
		cli_line(tr("No phone number and no address was sent."));
	}
	json_free(reply);
	return CLI_OK;
}

/* ---- before sending ---- */

static void warn(void *arg, const struct contact_text *t, const struct contact_hit *hit)
{
	struct str line = STR_INIT, clean_line = STR_INIT;

	(void)arg;
	str_add(&line, "fettle: ");
	guard_words(t->text, hit, guard_label(t), &line);
	clean(&clean_line, str_c(&line), line.len, 0);
	fprintf(stderr, "%s\n", str_c(&clean_line));
	str_finish(&clean_line);
	str_finish(&line);
}

const char *cli_contacts(struct cli *c, const struct entity *e, const void *obj)
{
	const char *reason = call_arg(c->call, "--contact-reason");
	size_t n = contact_each(e, obj, warn, NULL);

	if (n && !reason) {
		fprintf(stderr, "fettle: %s\n", tr("It is sent as it is; --contact-reason=TEXT says why it is in there."));
	}
	return reason;
}
