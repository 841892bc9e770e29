#ifndef APP_ACT_H
#define APP_ACT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/ulid.h"
#include "model/draft.h"
#include "store/blob.h"
#include "store/store.h"

/*
 * What users do that others must learn of: each checks the rule here, then puts an intent into
 * the outbox. The same functions serve screens and the command line. now: the server's clock.
 * hold: keep it for UNDO_HOLD_MS so that it can be taken back. id gets the intent's id.
 * contact_reason: why a phone number or an address is in it; NULL: none, or none given.
 */
struct act {
	struct store *store;
	int64_t now;
	bool hold;
	const char *contact_reason;
	char id[ULID_SIZE];  /* out: the intent */
};

/* files: as attached in the draft or profile (hashes of blobs). */
int act_profile_send(struct act *c, const char *rfq, const char *text, struct items files, struct err *e);
int act_profile_put(struct act *c, const struct profile *p, struct err *e);
int act_quote_send(struct act *c, const struct quote_draft *d, struct err *e); /* drops the draft "quote" of the rfq */
/* A partner declines a request; a customer a quote. price < 0 and lead < 0: no counter-offer. */
int act_rfq_decline(struct act *c, const char *rfq, const char *reason, int64_t price, int64_t lead, struct err *e);
int act_quote_decline(struct act *c, const char *quote, const char *reason, int64_t price, int64_t lead, struct err *e);
int act_chat_request(struct act *c, const char *deal, struct err *e);
int act_order_place(struct act *c, const char *quote, struct err *e);
int act_order_confirm(struct act *c, const char *deal, struct err *e);
int act_takes_profile(struct act *c, const char *rfq, bool on, struct err *e);

/* ---- drafts of quotes: kept under word "quote" and the rfq's id ---- */
struct quote_draft *draft_load(struct store *s, const char *rfq, struct arena *a);  /* NULL: none */
int draft_save(struct store *s, const struct quote_draft *d, struct err *e);
int draft_drop(struct store *s, const char *rfq, struct err *e);
bool draft_same(const struct quote_draft *a, const struct quote_draft *b);
/* The draft there is, else the next version of what was sent, else a new one. Not saved yet. */
struct quote_draft *draft_begin(struct store *s, const char *rfq, const char *from_quote, struct arena *a, struct err *e);

/* Copies a file in and adds it to the list; refuses more than 20 and over 64 MiB. Blocks for as long as that takes. */
int attach_file(struct store *s, const char *path, struct items *files, struct arena *a, struct err *e);
/* What it is made of, for app/attach.h: opens path as the user means it; what was copied in, under the file's own name
   (f borrows from both); and adding that. */
const char *attach_name(const char *path);
int attach_open(struct store *s, const char *path, struct blob_import **out, struct err *e);
int attach_check(struct store *s, const struct blob_import *im, const char *name, struct file_ref *f, struct err *e);
int attach_put(struct items *files, const struct file_ref *f, struct arena *a, struct err *e);
/* Takes one off again, named or by its number from 1; false: there is no such file. */
bool detach_file(struct items *files, const char *name);

/* ---- finding what the user means: a ULID, or an RFQ number, "#2093" ---- */
const struct rfq *find_rfq(struct store *s, const char *word, struct arena *a, struct err *e);
/* A quote's id, or an RFQ number for its newest version, "2093/2" for version 2. */
const struct quote *find_quote(struct store *s, const char *word, struct arena *a, struct err *e);
/* A file of a request or quote by its number there, or by its name; of a request also one that came with a profile
   or quote about it. NULL: there is none. */
const struct file_ref *find_file(struct store *s, const char *object, const char *word, struct arena *a);
/* A deal's or quote's id, or an RFQ's number or id, with "/" and the beginning of the partner's name where there are several.
   w (NULL: any): only those that allow this act, and the one that refuses it where none does. */
struct wanted_act { const struct reader *me; enum deal_act act; int64_t now; };
const struct deal *find_deal(struct store *s, const char *word, const struct wanted_act *w, struct arena *a, struct err *e);
/* The words find_deal() takes that begin so: "2096/Daesung CNC" for "2096/". */
size_t find_deal_words(struct store *s, const char *prefix, struct arena *a, const char **out, size_t max);

/* Your organisation's profile; NULL: none yet. */
struct profile *own_profile(struct store *s, const struct reader *me, struct arena *a);

#endif
