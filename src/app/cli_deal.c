#include <string.h>

#include "app/act.h"
#include "base/clock.h"
#include "cli.h"
#include "model/talk.h"
#include "text/format.h"
#include "wire/wire.h"

/* The whole history of a deal, asked of the server: what is here may be behind. */

struct history {
	struct cli *c;
	struct show s;
	const struct deal *deal;
	const struct rfq *rfq;
	struct quote **quotes;
	size_t n;
};

static int read_history(struct history *h, const struct json *j, struct err *e)
{
	struct arena *a = &h->c->arena;
	const struct json *quotes = json_get(j, "quotes");

	h->deal = json_get(j, "deal") ? wire_read(&entity_deal, json_get(j, "deal"), WIRE_REPLY, a, e) : NULL;
	h->rfq = json_get(j, "rfq") ? wire_read(&entity_rfq, json_get(j, "rfq"), WIRE_REPLY, a, e) : NULL;
	if (!h->deal || !h->rfq) {
		return err_set(e, ERR_INVALID, "%s", "");
	}
	h->quotes = arena_alloc(a, (json_len(quotes) + 1) * sizeof(*h->quotes));
	for (size_t i = 0; i < json_len(quotes); i++) {
		struct quote *q = wire_read(&entity_quote, json_at(quotes, i), WIRE_REPLY, a, NULL);

		if (q) {
			h->quotes[h->n++] = q;
		}
	}
	return 0;
}

static const char *text_of(const struct json *j, const char *name)
{
	const char *s = json_get_text(j, name);

	return s ? s : "";
}

/* The side that acted, by name where it is a party's. */
static const char *who(const struct history *h, const struct json *action)
{
	const char *org = text_of(action, "org"), *name = text_of(action, "name");
	int role = enum_find(&enum_role, text_of(action, "role"));
	const char *side = !strcmp(org, h->deal->partner) ? h->deal->partner_name
		: !strcmp(org, h->rfq->customer) ? h->rfq->customer_name
		: role >= 0 ? tr(enum_label(&enum_role, role)) : text_of(action, "role");

	return *name ? arena_printf(&h->c->arena, "%s, %s", side, name) : side;
}

static const char *about(const struct history *h, const char *object)
{
	for (size_t i = 0; i < h->n; i++) {
		if (!strcmp(h->quotes[i]->id, object)) {
			return arena_printf(&h->c->arena, " v%lld", (long long)h->quotes[i]->version);
		}
	}
	return "";
}

static void print_actions(const struct history *h, const struct json *actions)
{
	char text[FORMAT_SIZE];
	int64_t at;

	for (size_t i = 0; i < json_len(actions); i++) {
		const struct json *j = json_at(actions, i);

		if (!clock_parse(text_of(j, "at"), &at)) {
			cli_line(arena_printf(&h->c->arena, "%s  %s%s  %s", format_moment(text, at, h->s.zone, i18n_get()), text_of(j, "what"),
				about(h, text_of(j, "object")), who(h, j)));
		}
	}
}

static const char *speaker(const struct history *h, const char *name, int side)
{
	const char *org = side == ROLE_CUSTOMER ? h->rfq->customer_name : side == ROLE_PARTNER ? h->deal->partner_name
		: tr(enum_label(&enum_role, side));

	return *name ? arena_printf(&h->c->arena, "%s, %s", org, name) : org;
}

static const char *what_of(const struct history *h, const struct message *m)
{
	const char *word = m->kind == MESSAGE_RECORD ? tr(enum_label(&enum_record_kind, m->record))
		: m->kind == MESSAGE_SAID ? "" : tr(enum_label(&enum_message_kind, m->kind));
	char text[FORMAT_SIZE];

	if (m->call_at) {
		word = arena_printf(&h->c->arena, "%s %s", word, format_moment(text, m->call_at, h->s.zone, i18n_get()));
	}
	return *word && *m->detail ? arena_printf(&h->c->arena, "%s: %s", word, m->detail) : word;
}

/* What a message said before it was changed. */
static void print_versions(const struct history *h, const struct json *versions)
{
	char text[FORMAT_SIZE];
	int64_t at;

	for (size_t i = 0; i + 1 < json_len(versions); i++) {
		const struct json *j = json_at(versions, i);

		if (!clock_parse(text_of(j, "at"), &at)) {
			cli_line(arena_printf(&h->c->arena, "      %s, %s: %s", tr("before"), format_moment(text, at, h->s.zone, i18n_get()), text_of(j, "text")));
		}
	}
}

static void print_messages(const struct history *h, const struct json *messages)
{
	struct arena *a = &h->c->arena;
	char text[FORMAT_SIZE];

	for (size_t i = 0; i < json_len(messages); i++) {
		const struct message *m = wire_read(&entity_message, json_at(messages, i), WIRE_REPLY, a, NULL);

		if (!m) {
			continue;
		}
		const char *what = what_of(h, m);
		cli_line(arena_printf(a, "%lld  %s  %s%s%s", (long long)m->number, format_moment(text, m->created, h->s.zone, i18n_get()),
			speaker(h, m->author_name, m->side), *what ? "  " : "", what));
		if (*m->text) {
			cli_line(arena_printf(a, "      %s", m->text));
		}
		for (size_t k = 0; k < m->files.n; k++) {
			cli_line(arena_printf(a, "      %s", ITEM(const struct file_ref, m->files, k)->name));
		}
		print_versions(h, json_get(json_at(messages, i), "history"));
	}
}

static void print_notes(const struct history *h, const struct json *notes)
{
	struct arena *a = &h->c->arena;
	char name[128];

	for (size_t i = 0; i < json_len(notes); i++) {
		const struct note *n = wire_read(&entity_note, json_at(notes, i), WIRE_REPLY, a, NULL);

		if (n) {
			note_name(n, name, sizeof(name));
			cli_line(arena_printf(a, "%s  %s%s%s  %s  %s", name, n->file_name, *n->file_rev ? " " : "", n->file_rev,
				tr(enum_label(&enum_note_state, n->state)), n->text));
		}
	}
}

static void print_talk(const struct history *h, const struct json *j)
{
	if (json_len(json_get(j, "notes"))) {
		cli_line("");
		cli_line(tr("Notes"));
		print_notes(h, json_get(j, "notes"));
	}
	if (json_len(json_get(j, "messages"))) {
		cli_line("");
		cli_line(tr("Messages"));
		print_messages(h, json_get(j, "messages"));
	}
}

static void print_text(struct history *h, const struct json *j)
{
	cli_line(arena_printf(&h->c->arena, "%s %s", tr("Deal"), h->deal->id));
	cli_line(arena_printf(&h->c->arena, "%lld  %s   %s   %s   %s", (long long)h->rfq->number, h->rfq->title,
		h->rfq->customer_name, h->deal->partner_name, tr(enum_label(&enum_deal_state, h->deal->state))));
	cli_line("");
	print_actions(h, json_get(j, "actions"));
	if (*h->deal->profile_text) {
		cli_line("");
		cli_line(tr("Profile as sent"));
		show_profile(&h->s, &(struct profile){.name = h->deal->partner_name, .text = h->deal->profile_text, .strengths = "",
			.works = "", .files = h->deal->profile_files});
	}
	for (size_t i = 0; i < h->n; i++) {
		cli_line("");
		show_quote(&h->s, h->quotes[i]);
		if (i) {
			cli_line("");
			show_diff(&h->s, h->quotes[i - 1], h->quotes[i]);
		}
	}
	print_talk(h, j);
}

/* A long talk comes in pieces: they are put together. */
static int fetch(struct cli *c, const char *deal, struct json **out, struct err *e)
{
	struct json *more = NULL;

	if (cli_get(c, arena_printf(&c->arena, "/v1/deals/%s/history", deal), out, e)) {
		return -1;
	}
	for (int64_t after = json_get_int(*out, "more_after", 0); after; after = json_get_int(more, "more_after", 0)) {
		json_free(more);
		more = NULL;
		if (cli_get(c, arena_printf(&c->arena, "/v1/deals/%s/history?after=%lld", deal, (long long)after), &more, e)) {
			json_free(*out);
			*out = NULL;
			return -1;
		}
		const struct json *rest = json_get(more, "messages");
		for (size_t i = 0; i < json_len(rest); i++) {
			json_push(json_get(*out, "messages"), json_keep(json_at(rest, i)));
		}
	}
	json_free(more);
	json_set(*out, "more_after", NULL);
	return 0;
}

int cli_deal_export(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	const struct deal *d = code ? NULL : find_deal(c->store, call_arg(c->call, "DEAL"), NULL, &c->arena, &e);
	struct history h = {.c = c};
	struct json *reply = NULL;

	if (code || !d) {
		return code ? code : cli_error(c, &e);
	}
	if (fetch(c, d->id, &reply, &e)) {
		return cli_error(c, &e);
	}
	if (c->json) {
		cli_json(reply);
		return CLI_OK;
	}
	h.s = cli_show(c);
	code = read_history(&h, reply, &e) ? cli_error(c, &e) : CLI_OK;
	if (code == CLI_OK) {
		print_text(&h, reply);
	}
	json_free(reply);
	return code;
}
