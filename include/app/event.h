#ifndef APP_EVENT_H
#define APP_EVENT_H

#include "model/entity.h"

/* Something changed. Carries ids, never pointers: look up on arrival, mark dirty. */
enum event_what {
	EVENT_ROW,     /* the object (kind, id) changed or is gone */
	EVENT_BULK,    /* many of kind; KIND_NONE: of any */
	EVENT_OUTBOX,  /* the intent id; kind: what it is about */
	EVENT_DRAFT,   /* a draft; word and id */
	EVENT_SEEN,    /* read marks */
	EVENT_ACCOUNT, /* who is signed in */
	EVENT_LINK,    /* online, offline, ... */
	EVENT_LOOK,    /* language, theme, size, a minute more: lay out and draw anew */
};

struct event { enum event_what what; enum kind kind; const char *id, *word; };

#endif
