#include "cli.h"
#include "unlock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/fs.h"
#include "rebuilt.h"
#include "text/clean.h"
#include "wire/wire.h"

#define SYNC_MS 5000
#define REPLY_MS 30000

static const struct { enum verb_id id; cli_fn *fn; } handlers[] = {
	{VERB_PROJECT_LIST, cli_project_list}, {VERB_PROJECT_SHOW, cli_project_show}, {VERB_PROJECT_FILTER, cli_project_filter},
	{VERB_PROJECT_OPTIN, cli_project_optin}, {VERB_PROFILE_SHOW, cli_profile_show}, {VERB_PROFILE_EDIT, cli_profile_edit},
	{VERB_PROFILE_SEND, cli_profile_send}, {VERB_QUOTE_LIST, cli_quote_list}, {VERB_QUOTE_SHOW, cli_quote_show},
	{VERB_QUOTE_NEW, cli_quote_new}, {VERB_QUOTE_SET, cli_quote_set}, {VERB_QUOTE_LINE, cli_quote_line},
	{VERB_QUOTE_ATTACH, cli_quote_attach}, {VERB_QUOTE_SEND, cli_quote_send}, {VERB_QUOTE_DISCARD, cli_quote_discard},
	{VERB_QUOTE_DECLINE, cli_quote_decline}, {VERB_CHAT_REQUEST, cli_chat_request}, {VERB_ORDER_PLACE, cli_order_place},
	{VERB_ORDER_CONFIRM, cli_order_confirm}, {VERB_FILE_SAVE, cli_file_save}, {VERB_OUTBOX_LIST, cli_outbox_list},
	{VERB_OUTBOX_RETRY, cli_outbox_retry}, {VERB_OUTBOX_RECALL, cli_outbox_recall}, {VERB_OUTBOX_DROP, cli_outbox_drop}, {VERB_SYNC, cli_sync},
	{VERB_LOGIN, cli_login}, {VERB_LOGOUT, cli_logout}, {VERB_WHOAMI, cli_whoami}, {VERB_CONFIG_CHECK, cli_config_check}, {VERB_DOCTOR, cli_doctor},
	{VERB_KEYS_LIST, cli_keys_list}, {VERB_VERBS_LIST, cli_verbs_list}, {VERB_COMPLETIONS, cli_completions},
	{VERB_STORE_SEAL, cli_store_seal}, {VERB_PROJECT_COMPARE, cli_project_compare},
	{VERB_TICKET_LIST, cli_ticket_list}, {VERB_TICKET_SHOW, cli_ticket_show}, {VERB_TICKET_NEW, cli_ticket_new}, {VERB_TICKET_TAKE, cli_ticket_assign},
	{VERB_TICKET_ASSIGN, cli_ticket_assign}, {VERB_TICKET_CLASS, cli_ticket_class}, {VERB_TICKET_REPLY, cli_ticket_reply},
	{VERB_TICKET_NOTE, cli_ticket_reply}, {VERB_TICKET_STATUS, cli_ticket_reply}, {VERB_TICKET_MERGE, cli_ticket_merge},
	{VERB_TICKET_UNMERGE, cli_ticket_plain}, {VERB_TICKET_VOTE, cli_ticket_plain}, {VERB_TICKET_SPLIT, cli_ticket_split}, {VERB_TICKET_ACT, cli_ticket_act},
	{VERB_TICKET_NEXT, cli_ticket_next}, {VERB_APPROVAL_LIST, cli_approval_list}, {VERB_APPROVAL_AGREE, cli_approval_decide},
	{VERB_APPROVAL_DECLINE, cli_approval_decide}, {VERB_MACRO_LIST, cli_macro_list}, {VERB_MACRO_ADD, cli_macro_add},
	{VERB_POLICY_LIST, cli_policy_list}, {VERB_POLICY_SET, cli_policy_set},
	{VERB_CHAT_LIST, cli_chat_list}, {VERB_CHAT_SHOW, cli_chat_show}, {VERB_CHAT_SEND, cli_chat_send}, {VERB_CHAT_EDIT, cli_chat_edit},
	{VERB_CHAT_HISTORY, cli_chat_history}, {VERB_CHAT_READ, cli_chat_read}, {VERB_CHAT_SEARCH, cli_chat_search}, {VERB_CHAT_CALL, cli_chat_call},
	{VERB_CHAT_CALL_ACCEPT, cli_chat_answer}, {VERB_CHAT_CALL_CANCEL, cli_chat_answer}, {VERB_PROJECT_ASK, cli_project_ask},
	{VERB_NOTE_LIST, cli_note_list}, {VERB_NOTE_ADD, cli_note_add}, {VERB_NOTE_REPLY, cli_note_reply}, {VERB_NOTE_STATE, cli_note_state},
	{VERB_CONTACT_CHECK, cli_contact_check}, {VERB_DEAL_EXPORT, cli_deal_export}, {VERB_QUOTE_PDF, cli_quote_pdf}, {VERB_REPORT_CONTACT, cli_report_contact},
	{VERB_DRAWING_SHOW, cli_drawing_show}, {VERB_DRAWING_TEXT, cli_drawing_text}, {VERB_DRAWING_INFO, cli_drawing_info},
	{VERB_DRAWING_ANCHOR, cli_drawing_anchor}, {VERB_DRAWING_REANCHOR, cli_drawing_reanchor},
};

/* Those that need no store. */
static bool storeless(enum verb_id id)
{
	return id == VERB_CONFIG_CHECK || id == VERB_KEYS_LIST || id == VERB_VERBS_LIST || id == VERB_COMPLETIONS
		|| id == VERB_CONTACT_CHECK || id == VERB_DOCTOR /* opens it itself */
		|| id == VERB_DRAWING_SHOW || id == VERB_DRAWING_TEXT || id == VERB_DRAWING_INFO
		|| id == VERB_DRAWING_ANCHOR || id == VERB_DRAWING_REANCHOR;
}

int cli_exit_of(enum errcode code)
{
	switch (code) {
	case ERR_OK: return CLI_OK;
	case ERR_USAGE: return CLI_USAGE;
	case ERR_UNAUTHORIZED:
	case ERR_BAD_CREDENTIALS:
	case ERR_TOKEN_EXPIRED: return CLI_SIGNED_OUT;
	case ERR_NOT_FOUND: return CLI_NOT_FOUND;
	case ERR_READ_ONLY: return CLI_REFUSED;
	case ERR_OFFLINE:
	case ERR_TIMEOUT: return CLI_QUEUED;
	case ERR_CORRUPT:
	case ERR_KEY:
	case ERR_LOCKED:
	case ERR_DISK_FULL: return CLI_STORE;
	default: return err_http(code) >= 400 && err_http(code) < 500 ? CLI_REFUSED : CLI_FAILED;
	}
}

void cli_line(const char *text)
{
	struct str b = STR_INIT;

	clean(&b, text, strlen(text), 0);
	puts(str_c(&b));
	str_finish(&b);
}

static void write_json(const struct json *j, int fd, struct str *b)
{
	if (isatty(fd)) {
		json_write_shown(j, b);
	} else {
		json_write(j, true, b);
	}
}

void cli_json(struct json *j)
{
	struct str b = STR_INIT;

	write_json(j, 1, &b);
	puts(str_c(&b));
	str_finish(&b);
	json_free(j);
}

int cli_error(struct cli *c, const struct err *e)
{
	struct str b = STR_INIT;

	if (c->json) {
		struct json *j = wire_problem(e, i18n_get(), "");

		write_json(j, 2, &b);
		json_free(j);
	} else {
		struct str text = STR_INIT;

		str_addf(&text, "fettle: %s%s%s", tr(err_title(e->code)), *e->text ? ": " : "", tr(e->text));
		clean(&b, str_c(&text), text.len, 0);
		str_finish(&text);
	}
	fprintf(stderr, "%s\n", str_c(&b));
	str_finish(&b);
	return cli_exit_of(e->code);
}

static void print_line(void *arg, enum style st, const char *text)
{
	(void)arg;
	(void)st;
	cli_line(text);
}

int64_t cli_now(struct cli *c)
{
	return net_server_now(c->net);
}

struct show cli_show(struct cli *c)
{
	const struct account *acc = store_account(c->store);

	return (struct show){.store = c->store, .me = store_reader(c->store), .zone = acc ? acc->zone : "", .now = cli_now(c),
		.a = &c->arena, .line = print_line};
}

int cli_need_account(struct cli *c)
{
	struct err e = ERR_NONE;

	if (store_reader(c->store)) {
		return CLI_OK;
	}
	err_set(&e, ERR_UNAUTHORIZED, "fettle login");
	return cli_error(c, &e);
}

int cli_fresh(struct cli *c)
{
	struct err e = ERR_NONE;
	int r = cli_need_account(c);

	if (r || c->conf.offline) {
		return r;
	}
	net_start(c->net);
	if (net_wait(c->net, NET_WAIT_SYNCED, SYNC_MS, &e)) {
		/* what is here is shown all the same, and it is said that it may be old */
		fprintf(stderr, "fettle: %s (%s)\n", tr("not up to date: no link to the server"), tr(err_title(e.code)));
	}
	return CLI_OK;
}

int cli_get(struct cli *c, const char *path, struct json **reply, struct err *e)
{
	if (c->conf.offline) {
		return err_set(e, ERR_OFFLINE, "--offline");
	}
	return net_get_wait(c->net, path, REPLY_MS, reply, e);
}

static int open_all(struct cli *c, struct err *e)
{
	struct net_conf nc = {.loop = NULL, .agent = "fettle"};

	if (unlock_store(c->conf.read_only, &c->store, e)) {
		return -1;
	}
	c->loop = loop_create();
	nc.loop = c->loop;
	nc.store = c->store;
	c->net = net_create(&nc);
	return 0;
}

/* Also what this run met: it is mended at once, so that the next run does not meet it again. */
static int tell_damage(struct cli *c, int r)
{
	bool known = store_rebuilt(c->store);
	const char *words;

	store_poll(c->store);
	words = rebuilt_words(c->store, &c->arena);
	if (words) {
		struct str b = STR_INIT;

		clean(&b, words, strlen(words), 0);
		fprintf(stderr, "fettle: %s\n", str_c(&b));
		str_finish(&b);
	}
	/* what was printed may lack what could not be read */
	return words && !known && r == CLI_OK ? CLI_STORE : r;
}

static void use_lang(struct cli *c)
{
	const char *kept = c->conf.lang ? c->conf.lang : getenv("FETTLE_LANG") ? getenv("FETTLE_LANG") : c->store ? store_kv(c->store, "set/lang", &c->arena) : NULL;
	enum lang lang;

	if (kept && !lang_parse(kept, &lang)) {
		i18n_set(lang);
	}
}

static cli_fn *handler_of(enum verb_id id)
{
	for (size_t i = 0; i < lengthof(handlers); i++) {
		if (handlers[i].id == id) {
			return handlers[i].fn;
		}
	}
	return NULL;
}

static bool wants_json(int argc, char **argv)
{
	for (int i = 0; i < argc; i++) {
		if (!strcmp(argv[i], "--json")) {
			return true;
		}
	}
	return false;
}

bool cli_usage_json(int argc, char **argv, const char *why)
{
	struct cli c = {.json = wants_json(argc, argv)};
	struct err e = ERR_NONE;

	if (c.json) {
		err_set(&e, ERR_USAGE, "%s", why);
		cli_error(&c, &e);
	}
	return c.json;
}

int cli_run(const struct cli_conf *conf, enum verb_id id, int argc, char **argv)
{
	struct cli c = {.conf = *conf, .json = wants_json(argc, argv)};
	struct err e = ERR_NONE;
	struct verb_call call;
	cli_fn *fn = handler_of(id);
	int r;

	arena_init(&c.arena);
	if (verb_parse_argv(id, argc, argv, &c.arena, &call, &e)) {
		r = cli_error(&c, &e);
		goto out;
	}
	c.call = &call;
	if (conf->read_only && (verbs[id].flags & VF_WRITES)) {
		err_set(&e, ERR_READ_ONLY, "%s", "");
		r = cli_error(&c, &e);
		goto out;
	}
	if (!storeless(id) && open_all(&c, &e)) {
		cli_error(&c, &e);
		r = CLI_STORE;
		goto out;
	}
	use_lang(&c);
	r = fn(&c);
	if (c.store) {
		r = tell_damage(&c, r);
	}
out:
	net_destroy(c.net);
	store_close(c.store);
	loop_destroy(c.loop);
	arena_finish(&c.arena);
	return r;
}
