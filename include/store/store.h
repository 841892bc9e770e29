#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/ulid.h"
#include "model/entity.h"
#include "model/rules.h"
#include "wire/json.h"

/*
 * The client's local store: one sealed SQLite file, DIR/store.db, that screens read and
 * verbs write. Nothing in it can be read without the key. Everything here runs in the loop's
 * thread and answers from the local disk and cache; what is written durably (drafts,
 * outbox, marks) has reached the disk when the call returns (one fsync), so write a
 * draft after a pause in typing, not on each key.
 *
 * Two clients may use one store at once: writes are short transactions, each waits for
 * the other's; store_poll() notices what the other one changed.
 *
 * Outcomes: as db.h. ERR_CORRUPT at any call: store_rebuild(). ERR_DISK_FULL: nothing was
 * changed; what the user typed is still with the caller.
 */
struct store;

enum store_seal {
	STORE_NEW,         /* there is no store yet */
	STORE_KEY_FILE,    /* opened by DIR/store.key, mode 0600 */
	STORE_PASSPHRASE,  /* opened by a passphrase (Argon2id; blocks some 100 ms) */
};
enum store_seal store_seal_of(const char *dir);

struct store_conf {
	const char *dir;         /* made (0700) when absent */
	const char *passphrase;  /* NULL: key file. A new store is made as this says */
	bool read_only;          /* --read-only: drafts, intents and marks answer ERR_READ_ONLY; the server's news still come in */
};

/*
 * ERR_KEY: wrong passphrase, or a passphrase is needed. A damaged store is moved aside and
 * made anew, with the outbox and drafts that could still be read: store_rebuilt() says so.
 */
int store_open(struct store **out, const struct store_conf *conf, struct err *e);
void store_close(struct store *s);
const char *store_dir(const struct store *s);
/* Key file to passphrase, new passphrase, or back (NULL). The key itself stays; what opens it changes. */
int store_rekey(struct store *s, const char *passphrase, struct err *e);

/* What happened to a damaged store; NULL when nothing did. To be told to the user. */
struct store_rebuild {
	char moved_to[256];           /* the damaged file, kept */
	int intents, drafts;          /* saved */
	bool all_read;                /* false: some rows of outbox or drafts could not be read */
	struct err why;
};
const struct store_rebuild *store_rebuilt(const struct store *s);
/* Why a damaged store could not be made anew yet (store_poll() tries again); NULL: there is none. To be told, too. */
const struct err *store_unmended(const struct store *s);
/* The same on a store in use. Lists made before are empty until reloaded. The next sync fetches all again. */
int store_rebuild(struct store *s, struct err *e);

/* ---- events: what screens redraw by. Called after the commit, in the loop's thread. ---- */
enum store_what {
	STORE_ROW,      /* the object (kind, id) changed or is gone */
	STORE_BULK,     /* many of kind changed (KIND_NONE: of any kind) */
	STORE_OUTBOX,   /* the intent id changed; kind, object: what it is about */
	STORE_DRAFT,    /* word, id */
	STORE_SEEN,     /* kind, id; KIND_NONE: many */
	STORE_KV,       /* word: the key; the account when "account" */
	STORE_REBUILT,  /* the store was damaged and made anew: store_rebuilt() */
};
struct store_event { enum store_what what; enum kind kind; const char *id; const char *word; };
typedef void store_event_fn(void *arg, const struct store_event *ev);
/* Several may listen; fn may read the store, and write too. */
void store_listen(struct store *s, store_event_fn *fn, void *arg);
void store_unlisten(struct store *s, store_event_fn *fn, void *arg);
/*
 * Did another process change the store since last asked? Then sends STORE_BULK, OUTBOX and so on. Cheap; net does it
 * when it is told. Also where a store that was found damaged meanwhile is rebuilt.
 */
bool store_poll(struct store *s);
/*
 * The signal comes after a commit, another client's or our own, and when damage was found, until store_watch(s, 0); by
 * default it would end the process, so have a handler. False: it cannot be told, ask every second.
 */
bool store_watch(struct store *s, int signo);

/*
 * From here on the reads share one view of the store and take its locks once, until a write, store_poll() or
 * store_let_go(): a round of the loop, no longer, or the store cannot tidy up. Nests not.
 */
void store_hold(struct store *s);
void store_let_go(struct store *s);

/* ---- who this store belongs to ---- */
/*
 * The signed-in account as a reader for rules (borrowed, until it changes); NULL when
 * signed out. Drafts, outbox and marks belong to an account: those of another one are kept but
 * neither shown nor sent.
 */
const struct reader *store_reader(const struct store *s);
const struct account *store_account(const struct store *s);
/* json: {"account":{...},"sites":[{...} or "id"]}, kept in kv "account"; NULL signs out. Another account than
   before: the copies of objects are dropped, for it may not see them. */
int store_set_account(struct store *s, const struct json *account, struct err *e);
/* Signing out of a shared machine: everything but settings ("set/...") goes, blobs too. */
int store_wipe(struct store *s, struct err *e);

/* ---- kv: server, pin, token, account, feed, filter/NAME, set/NAME, history/NAME ... ---- */
/* In the arena; NULL when unset. */
const char *store_kv(struct store *s, const char *key, struct arena *a);
int64_t store_kv_int(struct store *s, const char *key, int64_t dflt);
int store_kv_set(struct store *s, const char *key, const char *value, struct err *e); /* NULL removes */
int store_kv_set_int(struct store *s, const char *key, int64_t value, struct err *e);
/* Those whose key starts with prefix, by key; 0 to go on. */
typedef int store_kv_fn(void *arg, const char *key, const char *value);
int store_kv_each(struct store *s, const char *prefix, store_kv_fn *fn, void *arg, struct err *e);

/* ---- objects ---- */
/* In the arena; NULL when it is not here (or cannot be read: *e, may be NULL). */
void *store_get(struct store *s, enum kind kind, const char *id, struct arena *a, struct err *e);
/* By the number people use (rfq.number; for quotes the newest version of that rfq). */
void *store_get_number(struct store *s, enum kind kind, int64_t number, struct arena *a, struct err *e);
/*
 * One page of the feed in one transaction. since must be the position the store is at
 * (else nothing happens and 0 is answered: another client was faster); an object older than
 * the one here is skipped. Answers how many changed. change: {"n","kind","id","rev","gone","object"}.
 */
int store_apply(struct store *s, int64_t since, const struct json *changes, int64_t last, struct err *e);
int64_t store_feed(struct store *s);  /* position; 0: nothing yet */
/* One object from a reply; older ones are skipped. Marks it seen: it is our own doing. */
int store_put(struct store *s, enum kind kind, const void *obj, struct err *e);
int store_drop(struct store *s, enum kind kind, const char *id, struct err *e);
/* Forgets all objects, and where the feed was. */
int store_forget(struct store *s, struct err *e);

/* ---- lists: keyset paging behind ui/list.h's source ---- */
enum store_order { ORDER_DEADLINE, ORDER_NEWEST, ORDER_TITLE, ORDER_STATE, ORDER_NUMBER, ORDER_COUNT };
const char *store_order_name(enum store_order o);        /* "deadline": for verbs and saved filters */
int store_order_find(const char *name);                  /* -1: none */

/*
 * Masks are of enum values (1 << RFQ_OPEN); 0 = any. ORDER_DEADLINE puts what is open first, the
 * nearest deadline at the top, then the rest, the latest first; NEWEST and NUMBER count down. Tickets by deadline: hot
 * ones, what is owed (late ones first), what waits for others, what is over.
 */
struct store_query {
	enum kind kind;          /* KIND_RFQ, KIND_QUOTE, KIND_DEAL, KIND_ORG, KIND_PROFILE, KIND_ACCOUNT */
	const char *text;        /* as typed: all words, the last may be growing; NULL or "": all */
	unsigned state;          /* the object's own state */
	unsigned process;        /* rfq: process; ticket: class; policy_rule: action */
	unsigned deal;           /* rfq: state of your deal; 1 << DEAL_NONE: no deal yet */
	bool unread;             /* not seen since it changed */
	bool own;                /* rfq: only with a deal */
	const char *rfq;         /* quote, deal: of this request; policy_rule, macro: of this site; approval: of this ticket */
	/* ticket; NULL: any */
	const char *assignee;    /* an account's id, or "none" */
	const char *site, *lang; /* a site's id; "uk" */
	unsigned side;           /* 1 << SIDE_CUSTOMER */
	bool hot;
	enum store_order order;
};
/* As saved: {"text":"...","state":["open"],"process":[...],"deal":[...],"unread":true,"own":true,"order":"deadline"}, of tickets
   "cls" for "process", and "side", "assignee", "site", "lang", "hot". Unknown words are errors. */
struct json *store_query_json(const struct store_query *q);
int store_query_read(const struct json *j, enum kind kind, struct arena *a, struct store_query *out, struct err *e);

struct store_list;
struct store_list *store_list_create(struct store *s);
void store_list_destroy(struct store_list *l);
/* Copies q. Cheap; nothing is read before the first question. */
void store_list_set(struct store_list *l, const struct store_query *q);
const struct store_query *store_list_query(const struct store_list *l);
/*
 * Always of what the store holds now. Ids after (forward) or before the anchor, in list order; anchor NULL: from the
 * start / the last n. An anchor that is gone or no longer matches keeps its place
 * as long as the object is in the store; else the start. Answers how many; 0 when the store fails.
 */
int store_list_page(struct store_list *l, const char *anchor, bool forward, int n, const char **ids, struct arena *a);
int64_t store_list_count(struct store_list *l);
int64_t store_list_total(struct store_list *l);  /* of the kind, without any filter: "48 of 1,204" */
int64_t store_list_index(struct store_list *l, const char *id); /* -1: not in the list */
bool store_list_at(struct store_list *l, int64_t i, char id[64]);
bool store_list_has(struct store_list *l, const char *id);

/* What the row of a request for quote shows, joined. */
enum intent_state { INTENT_NONE, INTENT_HELD, INTENT_QUEUED, INTENT_SENDING, INTENT_REFUSED, INTENT_ACCEPTED };
struct project_row {
	const struct rfq *rfq;
	const struct deal *deal;     /* yours: the one deal of a partner, the latest touched of a customer; NULL: none */
	const struct quote *quote;   /* the latest version of that deal; NULL: none */
	int deals;                   /* how many deals there are to see */
	bool unread;
	bool draft;                  /* an unsent draft of anything about it */
	enum intent_state pending;   /* the most urgent of what waits: refused, sending, queued, held; accepted ones are none */
};
bool store_project(struct store *s, const char *rfq, struct arena *a, struct project_row *out);
/* As store_list_page(), of a list of requests: rows[i] belongs to ids[i]. */
int store_list_projects(struct store_list *l, const char *anchor, bool forward, int n, const char **ids, struct project_row *rows, struct arena *a);
/* The other way round: the request of a quote or deal, "" unknown. */
const char *store_rfq_of(struct store *s, const char *id, struct arena *a);
/* All quotes (or deals) of a request, newest first; answers how many, *out in the arena. */
int store_quotes(struct store *s, const char *rfq, struct arena *a, struct quote ***out, struct err *e);
int store_deals(struct store *s, const char *rfq, struct arena *a, struct deal ***out, struct err *e);

/* ---- read marks ---- */
/* seen = false makes it unread again. For KIND_RFQ its deal and quotes too. */
int store_seen(struct store *s, enum kind kind, const char *id, bool seen, struct err *e);
int store_seen_all(struct store *s, enum kind kind, struct err *e);
bool store_unread(struct store *s, enum kind kind, const char *id);
int64_t store_unread_count(struct store *s, enum kind kind);
/* The next unread row of a list after the anchor (wraps); NULL: none. */
const char *store_list_next_unread(struct store_list *l, const char *anchor, struct arena *a);

/* ---- drafts: what was typed and not sent ---- */
/* word: "quote", "profile", "decline", ...; id: what it is about. Durable. */
struct draft { const char *word, *id, *json; int64_t updated; };
int store_draft_put(struct store *s, const char *word, const char *id, const char *json, struct err *e);
const struct draft *store_draft(struct store *s, const char *word, const char *id, struct arena *a);
int store_draft_drop(struct store *s, const char *word, const char *id, struct err *e);
typedef int store_draft_fn(void *arg, const struct draft *d);  /* newest first; 0 to go on */
int store_drafts(struct store *s, const char *word /* NULL: all */, store_draft_fn *fn, void *arg, struct err *e);

/* ---- outbox ---- */
/*
 * An intent: something the user did, to be told to the server. Its id is the Idempotency-Key, so that
 * sending it twice does it once. Intents of one lane are delivered strictly in the order they were
 * made; one that was refused is answered, and holds up nothing. States:
 *	held      waits for not_before (undo); recall takes it back
 *	queued    to be sent when there is a link
 *	sending   with some client now (a lease: when that one dies, queued again)
 *	accepted  done; kept for a week for the record
 *	refused   the server said no: problem says why; retry, recall or drop
 */
struct intent_file { const char *hash, *name; };  /* in the blob cache (store/blob.h), sent before the intent */
struct intent {
	const char *id;          /* ULID; NULL in store_intent_put: made */
	const char *verb;        /* "quote.send" */
	const char *title;       /* what it says in the outbox; a msgid, or "" */
	const char *method, *path;  /* "POST", "/v1/quotes" */
	const char *body;        /* JSON, or "" */
	enum kind kind;          /* what it is about */
	const char *object;      /* its id */
	const char *lane;        /* ordered with others of this lane: the rfq's id; "" = object */
	enum kind answer;        /* the entity in the reply, put into the store; KIND_NONE: none */
	int64_t base_rev;        /* If-Match; -1: none */
	const struct intent_file *files;
	size_t nfiles;
	const char *draft_word, *draft_id, *draft;  /* dropped by put, restored by recall; "" = none */
	int64_t not_before;      /* ms; later than now: held until then */

	/* set by the store */
	enum intent_state state;
	int attempts;
	bool touched;            /* bytes of it may have reached the server: it may have been done */
	int64_t next_try;        /* ms; 0: as soon as possible */
	struct err problem;      /* why refused, or why the last attempt failed */
	const char *reply;       /* JSON of the accepted reply, "" */
	int64_t created, updated;
};
#define UNDO_HOLD_MS 10000

/* Durable when it returns 0; id (may be NULL) gets the new id. Drops the draft in the same transaction. */
int store_intent_put(struct store *s, const struct intent *in, char id[ULID_SIZE], struct err *e);
const struct intent *store_intent(struct store *s, const char *id, struct arena *a);
/* Newest last. mask of 1 << INTENT_...; 0: all. */
int store_intents(struct store *s, unsigned mask, struct arena *a, struct intent ***out, struct err *e);
/* Those about an object (kind may be KIND_NONE: object or lane), newest last. */
int store_intents_of(struct store *s, enum kind kind, const char *object, struct arena *a, struct intent ***out, struct err *e);
struct intent_counts { int n[INTENT_ACCEPTED + 1]; int waiting; /* held + queued + sending */ };
void store_intent_counts(struct store *s, struct intent_counts *out);
/* Takes it back: gone, its draft is there again. ERR_STATE when it may have reached the server already. */
int store_intent_recall(struct store *s, const char *id, struct err *e);
/* Send now: held and refused become queued; queued is tried at once. NULL: all queued and refused. */
int store_intent_retry(struct store *s, const char *id, struct err *e);
/* Forgets it, whatever its state but sending. */
int store_intent_drop(struct store *s, const char *id, struct err *e);
int store_intent_prune(struct store *s, struct err *e); /* accepted ones older than a week */

/* For net: the delivery. */
/* The next to send, leased to this client for lease_ms and counted as touched from now on (the answer's touched is what it
   was before); NULL: none now, and *wait says in how many ms there may be one (-1: not before something changes). */
const struct intent *store_intent_take(struct store *s, int64_t lease_ms, struct arena *a, int64_t *wait, struct err *e);
int store_intent_accept(struct store *s, const char *id, const struct json *reply, struct err *e);
int store_intent_refuse(struct store *s, const char *id, const struct err *why, struct err *e);
/* Back to queued, not before next_try (clock_ms). touched: its bytes may have reached the server, now or before. */
int store_intent_later(struct store *s, const char *id, const struct err *why, int64_t next_try, bool touched, struct err *e);
int store_intent_hurry(struct store *s, struct err *e); /* there is a link again: no more pauses for what is queued */
int store_intent_lease(struct store *s, const char *id, int64_t lease_ms, struct err *e); /* still at it */

#endif
