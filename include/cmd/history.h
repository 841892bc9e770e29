#ifndef CMD_HISTORY_H
#define CMD_HISTORY_H

#include <stddef.h>

#include "base/str.h"

/*
 * Lines that were typed, newest last, each once, at most HISTORY_MAX. Where they are kept is the
 * caller's: history_read() what was stored, and save() is called with each change.
 */
#define HISTORY_MAX 200

struct history;
struct history *history_create(void);
void history_destroy(struct history *h);
void history_on_change(struct history *h, void (*save)(void *arg, struct history *h), void *arg);
/* Lines parted by \n, oldest first; adds to what is there and does not call save. */
void history_read(struct history *h, const char *text);
void history_write(const struct history *h, struct str *out);
void history_add(struct history *h, const char *line);
size_t history_count(const struct history *h);
/*
 * Walks among the lines that begin with prefix: *pos is 0 at the line being typed, and n for
 * the n-th newest. NULL when there is no older (pos stays), or when back at the typed line.
 */
const char *history_older(const struct history *h, const char *prefix, size_t *pos);
const char *history_newer(const struct history *h, const char *prefix, size_t *pos);

#endif
