#ifndef APP_CLI_H
#define APP_CLI_H

#include "app/act.h"
#include "app/show.h"
#include "base/loop.h"
#include "cmd/verb.h"
#include "net/net.h"
#include "store/store.h"
#include "wire/json.h"

/* One run of `fettle NOUN VERB ...`: the same verbs as on screens, with the same rules. */
enum cli_exit {
	CLI_OK = 0,
	CLI_FAILED = 1,      /* anything not below */
	CLI_USAGE = 2,
	CLI_SIGNED_OUT = 3,
	CLI_NOT_FOUND = 4,
	CLI_REFUSED = 5,     /* a rule or the server said no */
	CLI_QUEUED = 6,      /* no link: kept in the outbox, sent when there is one */
	CLI_STORE = 7,       /* the local store could not be used */
};

struct cli_conf { bool read_only, offline; const char *lang; };

struct cli {
	struct cli_conf conf;
	struct loop *loop;
	struct store *store;
	struct net *net;
	struct arena arena;
	const struct verb_call *call;
	bool json;
};

int cli_run(const struct cli_conf *conf, enum verb_id id, int argc, char **argv);
int cli_exit_of(enum errcode code);
/* When argv asks for --json: a usage error as a problem object, true. */
bool cli_usage_json(int argc, char **argv, const char *why);

/* cli.c: for the handlers. Each answers an exit code. */
typedef int cli_fn(struct cli *c);
int cli_error(struct cli *c, const struct err *e);        /* to stderr, as a problem object under --json */
void cli_json(struct json *j);                            /* prints and frees */
void cli_line(const char *text);                          /* cleaned */
struct show cli_show(struct cli *c);
int64_t cli_now(struct cli *c);
int cli_fresh(struct cli *c);                             /* sign-in checked, and synced as far as the link allows */
int cli_need_account(struct cli *c);

cli_fn cli_project_list, cli_project_show, cli_project_filter, cli_quote_list, cli_quote_show, cli_profile_show,
	cli_outbox_list, cli_whoami;
cli_fn cli_project_optin, cli_profile_edit, cli_profile_send, cli_quote_new, cli_quote_set, cli_quote_line,
	cli_quote_attach, cli_quote_send, cli_quote_discard, cli_quote_decline, cli_chat_request, cli_order_place,
	cli_order_confirm, cli_outbox_retry, cli_outbox_recall, cli_outbox_drop, cli_file_save;
cli_fn cli_quote_pdf, cli_deal_export, cli_project_compare, cli_contact_check, cli_report_contact;
cli_fn cli_drawing_show, cli_drawing_text, cli_drawing_info;
cli_fn cli_drawing_anchor, cli_drawing_reanchor;
cli_fn cli_chat_list, cli_chat_show, cli_chat_send, cli_chat_edit, cli_chat_history, cli_chat_read, cli_chat_search, cli_chat_call,
	cli_chat_answer, cli_project_ask, cli_note_list, cli_note_add, cli_note_reply, cli_note_state;
cli_fn cli_ticket_list, cli_ticket_show, cli_ticket_new, cli_ticket_assign, cli_ticket_class, cli_ticket_reply, cli_ticket_merge, cli_ticket_split,
	cli_ticket_plain, cli_ticket_act, cli_ticket_next, cli_approval_list, cli_approval_decide, cli_macro_list, cli_macro_add, cli_policy_list,
	cli_policy_set;
cli_fn cli_store_seal, cli_login, cli_logout, cli_sync, cli_config_check, cli_doctor, cli_keys_list, cli_verbs_list, cli_completions;

/* Asks the server for what is not in the store; -1 with ERR_OFFLINE under --offline. *reply is the caller's. */
int cli_get(struct cli *c, const char *path, struct json **reply, struct err *e);

/* Says on stderr what in an object looks like a phone number or an address; answers the reason that was given, NULL none. */
const char *cli_contacts(struct cli *c, const struct entity *e, const void *obj);

/* For what writes: text of an option, "-" reads it from stdin; an act, the second warns of contacts in what is said;
   the answer as far as it comes soon; files of --attach; what has no answer to wait for, {what: id} under --json. */
const char *cli_text(struct cli *c, const char *value);
struct act cli_act(struct cli *c);
struct act cli_act_saying(struct cli *c, const struct entity *e, const void *obj);
int cli_done(struct cli *c, const struct act *act, int r, const struct err *e);
int cli_attach(struct cli *c, struct items *files, struct err *e);
int cli_say(struct cli *c, const char *what, const char *id);

/* An object for --json: its fields, and what this account may do with it. */
struct json *cli_project_json(struct cli *c, const struct project_row *row);

#endif
