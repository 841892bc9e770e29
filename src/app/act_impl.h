#ifndef APP_ACT_IMPL_H
#define APP_ACT_IMPL_H

#include "app/act.h"

/* What the files of acts share. */
/* What one act is, before it becomes an intent. */
struct doing {
	const char *route;      /* name in the table of routes */
	const char *verb, *title;
	const char *path_id;
	const struct entity *body;
	const void *obj;
	const char *only;       /* what of the body is said, "cls assignee"; NULL: all */
	enum kind kind, answer;
	const char *object, *lane;
	int64_t base_rev;
	struct items files;
	const char *draft_word, *draft_id;
};

int act_put(struct act *c, const struct doing *d, struct arena *a, struct err *e);
int act_signed_in(struct act *c, const struct reader **me, struct err *e);
const struct rfq *act_need_rfq(struct act *c, const char *id, struct arena *a, struct err *e);
const struct deal *act_own_deal(struct act *c, const char *rfq, struct arena *a);
/* The rule, held here first so that the answer comes at once, offline too. */
int act_allowed(struct act *c, const struct rfq *rfq, const struct deal *deal, enum deal_act act, struct err *e);
bool act_waits(struct act *c, const char *verb, const char *lane, struct arena *a); /* is one on its way already? */

#endif
