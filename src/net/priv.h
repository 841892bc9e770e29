#ifndef NET_PRIV_H
#define NET_PRIV_H

#include "base/vec.h"
#include "http.h"
#include "net/net.h"
#include "net/sse.h"
#include "store/blob.h"
#include "wire/wire.h"

struct sending;
struct transfer;
struct single;
struct sign;

/* What the files of this room share. Each part has its own calls and timers and cleans them up itself. */
struct net {
	struct net_conf conf;
	struct loop *loop;
	struct store *store;
	struct http *http;
	struct net_status st;
	char *agent;
	struct str server, pin, token;
	bool started;
	int tell_timer;
	int last_id;

	/* link.c */
	struct http_call *probe;
	int retry_timer, refresh_timer, poll_timer;
	bool told;               /* a signal says when the store was changed */
	int tries;              /* failures in a row */
	unsigned failures;      /* ever: for net_wait */
	struct http_call *refresh;
	bool reauth;            /* refused while a fresh token was on its way */

	/* bell.c */
	struct http_call *bell;
	struct sse sse;
	bool bell_up;
	int bell_timer, look_timer, bell_tries;
	int64_t rung;           /* newest number heard */

	/* sync.c */
	struct http_call *sync;
	bool sync_wanted;
	int sync_timer, sync_tries, sync_page;
	int64_t sync_since;

	/* deliver.c */
	VEC(struct sending *) sendings;
	int hold_timer, later_timer;
	int deliver_timer;

	VEC(struct transfer *) transfers;  /* transfer.c */
	VEC(struct single *) singles;      /* single.c */
	struct sign *sign;                 /* session.c */
};

/* ---- answers (answer.c) ---- */
enum outcome {
	OUT_GOOD,          /* 2xx; *j is the reply or NULL */
	OUT_REFUSED,       /* the server said no, and will again: e is its problem */
	OUT_AGAIN,         /* busy, limited, closing: e, and *wait_ms or -1 */
	OUT_LINK,          /* no answer, or not from our server: e */
	OUT_UNAUTHORISED,  /* 401: e */
};
enum outcome answer_read(const struct http_answer *a, struct json **j, struct err *e, int *wait_ms);
/* A pause before the next try: doubling up to max, of which a random half is taken off. */
int64_t pause_ms(const struct net *n, int tries);

/* ---- net.c ---- */
struct http_peer net_peer(const struct net *n);
void net_load(struct net *n);           /* server, pin and token from the store */
void net_tell(struct net *n);           /* status changed: the callback comes before the next draw */
void net_set_state(struct net *n, enum net_state state, const struct err *why);
void timer_stop(struct net *n, int *id);
void timer_start(struct net *n, int *id, enum loop_clock clock, int64_t ms, loop_fn *fn);

/* ---- link.c ---- */
void link_start(struct net *n);         /* connects, unless it is or may not */
void link_stop(struct net *n);          /* drops everything under way */
void link_restart(struct net *n);       /* with the server and token the store has now */
void link_suspect(struct net *n, const struct err *why); /* a call failed: is the link still there? */
void link_unauthorised(struct net *n, const struct err *why);
bool link_up(const struct net *n);
void link_finish(struct net *n);

/* ---- bell.c ---- */
void bell_start(struct net *n);
void bell_stop(struct net *n);

/* ---- sync.c ---- */
void sync_want(struct net *n);
void sync_stop(struct net *n);

/* ---- deliver.c ---- */
void deliver_kick(struct net *n);       /* looks at the outbox, soon */
void deliver_stop(struct net *n);       /* those under way go back to queued */
bool deliver_idle(struct net *n);       /* nothing under way, nothing that could be */

/* ---- transfer.c: files up and down ---- */
typedef void transfer_done_fn(void *arg, enum outcome out, const struct err *e, bool sent);
struct transfer *upload_begin(struct net *n, const char *hash, transfer_done_fn *done, void *arg);
void transfer_drop(struct net *n, struct transfer *t);  /* done is not called; NULL ok */
int64_t transfer_moved(const struct transfer *t);       /* bytes so far: a sign of life */
void transfers_kick(struct net *n);     /* there is a link again */
void transfers_stop(struct net *n);
bool transfer_cancel(struct net *n, int id);

/* ---- single.c ---- */
bool single_cancel(struct net *n, int id);
void singles_stop(struct net *n, bool tell);

/* ---- session.c ---- */
void sign_stop(struct net *n);
int account_take(struct net *n, const struct json *j, struct err *e); /* from a reply of session or me */
void clock_take(struct net *n, const struct json *j, const struct http_answer *a);

#endif
