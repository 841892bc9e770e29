#ifndef SCREENS_COMPOSER_H
#define SCREENS_COMPOSER_H

#include "app/guard.h"
#include "app/reading.h"
#include "base/vec.h"
#include "model/draft.h"

/* The inside of the quote composer: composer.c writes and sends, composer_draw.c draws. */
enum slot_kind { SLOT_VALID, SLOT_LEAD, SLOT_TEXT, SLOT_QTY, SLOT_SETUP, SLOT_UNIT, SLOT_DISCOUNT,
	SLOT_DISCOUNT_NOTE, SLOT_TAX, SLOT_TERMS, SLOT_NOTE, SLOT_KINDS };

struct slot_info {
	const char *field, *label;
	const struct entity *entity;
	bool line, right;
};
extern const struct slot_info slot_info[SLOT_KINDS];

struct slot { enum slot_kind kind; int line; };

struct composer {
	struct app *app;
	struct arena arena;
	const struct rfq *rfq;
	struct quote_draft *d;
	struct slot at;
	struct edit *edit;             /* NULL: choosing */
	VEC(struct quote_draft *) undo;
	size_t undone;                 /* how many of undo lie ahead */
	int top;                       /* first line shown */
	int timer;
	bool fresh;                    /* what is typed next replaces the cell */
	bool dirty, sent;
	unsigned turn;                 /* app_turn() at the start */
	struct reading changes;        /* since the version that was sent, while V shows them */
	bool compare;
	struct guard guard;
	bool now;                      /* send at once, when the question of the guard is answered */
};

const struct field *slot_field(struct slot s);
void *slot_object(struct composer *c, struct slot s);
const char *slot_text(struct composer *c, struct slot s);  /* as it stands, while it is written too */

void composer_draw(struct composer *c, struct area content);

#endif
