#ifndef NET_SSE_H
#define NET_SSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/*
 * Server-sent events (WHATWG HTML, section 9.2), parsed as the bytes come, in pieces of any
 * size. Line ends are LF, CRLF or CR; a byte order mark at the start is skipped; comments only count as
 * a sign of life. Lines and events longer than the limit are dropped whole, not cut.
 */
#define SSE_LINE_MAX 65536

struct sse_event { const char *type, *data, *id; };  /* "message" when unnamed; borrowed */
typedef void sse_fn(void *arg, const struct sse_event *ev);

struct sse {
	struct str line, data, type, id, last_id;
	bool started, cr, skipping, dropped;
	int bom;
	long long retry_ms;  /* as the server asked; -1: never did */
	sse_fn *fn;
	void *arg;
};
void sse_init(struct sse *p, sse_fn *fn, void *arg);
void sse_finish(struct sse *p);
void sse_feed(struct sse *p, const void *bytes, size_t n);
/* A new connection: what was half read goes, the last id stays. */
void sse_restart(struct sse *p);
const char *sse_last_id(const struct sse *p);  /* "" at first; for Last-Event-ID */

#endif
