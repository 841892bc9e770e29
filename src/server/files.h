#ifndef SERVER_FILES_H
#define SERVER_FILES_H

#include "exchange.h"

/*
 * Files over HTTP. An upload is streamed to DIR/part/ACCOUNT/HASH, each account its own,
 * so that nobody can spoil another's; it may come in pieces (Content-Range), and
 * Upload-Offset says how far it is. When whole, its hash is checked on the crew, it is
 * moved to its place and written down by the writer. Who uploads a file that is
 * here already, but not for them, sends it all the same: having the content is the proof.
 */
struct files;

int files_create(struct files **out, const char *data, int64_t max, struct err *e);
void files_destroy(struct files *f);
/* Removes pieces that nobody went on with for a week. */
void files_sweep(struct files *f);

int upload_begin(struct exchange *x, struct err *e);
bool upload_data(struct exchange *x, const char *p, size_t n);
/* As exchange_run(). */
bool upload_end(struct exchange *x);
void upload_abandon(struct upload *u); /* NULL ok; keeps what has arrived */
/* GET and HEAD. */
void file_send(struct exchange *x);

/* "bytes=A-B", "bytes=A-", "bytes=-N" of size: 1 with *from, *n; 0 no range to honour; -1 not
   satisfiable. */
int range_parse(const char *s, int64_t size, int64_t *from, int64_t *n);
/* "bytes A-B/SIZE". */
int content_range_parse(const char *s, int64_t *from, int64_t *to, int64_t *size);

#endif
