#ifndef APP_READING_H
#define APP_READING_H

#include "app/app.h"
#include "app/show.h"
#include "ui/pager.h"

/* What screens that show a long text share: lines from show.h into a pager, scrolling, search. */
struct reading { struct app *app; struct pager *pager; char *needle; };

void reading_init(struct reading *r, struct app *app);
void reading_finish(struct reading *r);
void reading_clear(struct reading *r);
/* The text anew, by fill; the place in it stays. */
void reading_fill(struct reading *r, void (*fill)(void *arg, const struct show *s), void *arg);
/* A struct show whose lines go into the pager. */
struct show reading_show(struct reading *r, struct arena *a);
enum handled reading_verb(struct reading *r, const struct verb_call *call);
void reading_draw(struct reading *r, struct area content);

#endif
