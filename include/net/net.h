#ifndef NET_NET_H
#define NET_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/loop.h"
#include "store/store.h"
#include "wire/json.h"

/*
 * The client's link to its server: signs in, listens for the doorbell, fetches changes into
 * the store, delivers the outbox, moves files. All of it in the loop's thread, by callbacks;
 * nothing blocks but the functions named ..._wait, which run the loop. Screens never call it to
 * read or write objects: they use the store and its events.
 *
 * Server, pin and token are the store's kv "server", "pin", "token". With a pin only the server's
 * public key counts (curl's sha256//BASE64); without one its certificate must be good for
 * the name. The proxy is the environment's (https_proxy, no_proxy). The library is started at
 * the first use, after the first frame. While online it also keeps house hourly: old accepted intents, and kept files beyond
 * 512 MiB that nothing waits for. No token ever reaches a log or an argument.
 */
struct net;

enum net_state {
	NET_SIGNED_OUT,    /* no token */
	NET_OFFLINE,       /* no link: why says so; tried again by itself */
	NET_CONNECTING,
	NET_ONLINE,
	NET_UNAUTHORISED,  /* the token no longer counts: sign in again; nothing is lost */
	NET_PIN_MISMATCH,  /* the server is not the one that was pinned: nothing is sent to it; tried again slowly */
};
struct net_status {
	enum net_state state;
	int rtt_ms;              /* of the last request; -1 unknown */
	int64_t clock_offset;    /* server's clock - ours, ms */
	bool clock_known;
	int64_t since;           /* clock_ms of the last change of state */
	int64_t next_try;        /* clock_ms, when offline; 0: now or never */
	bool syncing;            /* changes are being fetched */
	bool synced;             /* the feed was at its end at least once since online */
	bool sending;            /* an intent or file is on its way */
	bool parked;             /* net_park: offline by the user's wish */
	struct err why;          /* of offline, unauthorised, pin mismatch; code OK when online */
};
const char *net_state_word(enum net_state st);  /* msgid: "offline", "online" ... */

struct net_conf {
	struct loop *loop;
	struct store *store;
	const char *agent;       /* "fettle/0.1" */
	void (*changed)(void *arg, const struct net_status *st);  /* may be NULL */
	void *arg;
	int64_t hold_retry_ms;   /* longest pause between attempts; 0: 60 s */
};
struct net *net_create(const struct net_conf *conf);
void net_destroy(struct net *n);

/* Connects, and stays connected, when there is a token; without one it waits for a sign-in. */
void net_start(struct net *n);
void net_park(struct net *n, bool parked);  /* offline by wish, and back */
const struct net_status *net_status(const struct net *n);
int64_t net_server_now(const struct net *n); /* clock_ms corrected: deadlines run on the server's clock */

/* Fetches and sends at once, without waiting for the doorbell or a pause; connects anew when offline. */
void net_sync_now(struct net *n);
/* Nothing under way and nothing known to be due: feed at its end, outbox without sendable intents. Held intents and
   being offline do not count. */
bool net_idle(const struct net *n);

/* ---- signing in ---- */
typedef void net_done_fn(void *arg, const struct err *e);  /* e->code ERR_OK: done. May be NULL. */
/*
 * server: "https://host[:port]"; "http://" is refused unless the host is a loopback address. pin NULL or "": none.
 * On success server, pin, token and account are in the store and the link is up. Texts are copied, the password wiped.
 * What another account left in the outbox stays there until that account signs in again.
 */
void net_sign_in(struct net *n, const char *server, const char *pin, const char *login, const char *password, net_done_fn *done, void *arg);
/* Revokes the token when the server can be reached, then forgets it in any case. store_wipe() is the caller's. */
void net_sign_out(struct net *n, net_done_fn *done, void *arg);
int net_sign_in_wait(struct net *n, const char *server, const char *pin, const char *login, const char *password, int timeout_ms, struct err *e);
int net_sign_out_wait(struct net *n, int timeout_ms, struct err *e);

/* ---- for scripts and the command line ---- */
enum net_wait { NET_WAIT_ONLINE, NET_WAIT_OFFLINE, NET_WAIT_SYNCED, NET_WAIT_OUTBOX /* nothing held, queued or sending */, NET_WAIT_IDLE };
bool net_reached(const struct net *n, enum net_wait what);
/* Runs the loop until it is so. ERR_TIMEOUT; or at once the reason when it cannot become so (unauthorised, wrong pin; for
   ONLINE and SYNCED also offline after one attempt). */
int net_wait(struct net *n, enum net_wait what, int timeout_ms, struct err *e);
/* Until this intent is answered: 0 accepted; -1 refused with its problem, or ERR_OFFLINE/TIMEOUT: still queued. */
int net_wait_intent(struct net *n, const char *id, int timeout_ms, struct err *e);

/* ---- single requests: what is not in the store (audit, accounts, search) ---- */
/* reply: borrowed, NULL when there was none; e: problem of the server or of the link. Answers an id; 0: not signed in (done is called all the same). */
typedef void net_reply_fn(void *arg, int status, const struct json *reply, const struct err *e);
int net_get(struct net *n, const char *path, net_reply_fn *done, void *arg);
int net_get_wait(struct net *n, const char *path, int timeout_ms, struct json **reply, struct err *e);

/* ---- files ---- */
/* Into the blob cache (at once when it is there), its content checked against the hash. Answers an id for net_cancel. */
typedef void net_file_fn(void *arg, const char *hash, const struct err *e);
int net_file_get(struct net *n, const char *hash, int64_t size, net_file_fn *done, void *arg);
int net_file_wait(struct net *n, const char *hash, int64_t size, int timeout_ms, struct err *e);
bool net_file_progress(const struct net *n, const char *hash, int64_t *done, int64_t *size); /* up or down; false: none under way */
void net_cancel(struct net *n, int id);  /* done is not called */

#endif
