#ifndef LIB_HTTPS_H
#define LIB_HTTPS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/*
 * A plain HTTPS client for tests: one kept-alive connection, the server's key pinned.
 * Everything blocks; a request that gets no answer ends the test program.
 */
struct https;

struct https_request {
	const char *method, *path;
	const char *token;           /* NULL: signed out */
	const char *const *headers;  /* "Name: value" lines */
	size_t nheaders;
	const char *body;            /* NULL: none */
	size_t nbody;
};

struct https_reply {
	int status;                  /* -1: the connection ended without an answer */
	struct str headers, body;
};

struct https *https_create(const char *base, const char *pin);
void https_destroy(struct https *h);
/* Also when the server cut the connection: status -1. */
void https_call(struct https *h, const struct https_request *q, struct https_reply *out);
/* The same where servers come and go: whatever goes wrong is status -1. */
void https_try(struct https *h, const struct https_request *q, struct https_reply *out);
void https_reply_finish(struct https_reply *r);
/* Sends these bytes over a connection of its own and adds what comes back to out, until the
   server ends it; false when it does not within ten seconds. */
bool https_raw(const char *base, const char *pin, const char *bytes, size_t n, struct str *out);
/* Does a new connection meet this key? */
bool https_pin_holds(const char *base, const char *pin);
/* The value of a header in buf, NULL when it is not there. */
const char *https_header(const struct https_reply *r, const char *name, char *buf, size_t size);

/*
 * An open event stream. https_stream_read() waits until the text so far holds `until` (true) or
 * the stream ends (false), at most ten seconds, then the test ends.
 */
struct https_stream;
struct https_stream *https_stream_open(const char *base, const char *pin, const struct https_request *q);
bool https_stream_read(struct https_stream *s, const char *until);
const char *https_stream_text(const struct https_stream *s);
int https_stream_status(const struct https_stream *s);
void https_stream_close(struct https_stream *s);

#endif
