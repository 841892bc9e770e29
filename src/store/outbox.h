#ifndef STORE_OUTBOX_H
#define STORE_OUTBOX_H

#include "priv.h"

/* What outbox.c (the user's side) and deliver.c (net's side) share. */
extern const char intent_columns[];
struct intent *intent_read(const struct val *cols, struct arena *a);
void outbox_tell(struct store *s, const struct intent *in);

#endif
