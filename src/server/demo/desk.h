#ifndef SERVER_DEMO_DESK_H
#define SERVER_DEMO_DESK_H

#include "fill.h"

/* What people ask the support desk, by language; subject NULL ends. */
struct desk_line {
	const char *subject, *task;
	enum ticket_class cls;
	enum policy_action action;
	const char *wished;       /* of a change */
	enum ticket_side side;
	int left;                 /* minutes until an answer is owed; 0: paused */
	enum ticket_state state;
	bool newcomer, hot;
};
extern const struct desk_line *const desk_lines[TONGUES];

/* What the desk says often, by language. */
struct desk_macro { const char *name, *hotkey, *text; enum macro_after after; enum ticket_class cls; };
enum { DESK_MACROS = 3 };
extern const struct desk_macro desk_macros[TONGUES][DESK_MACROS];

#endif
