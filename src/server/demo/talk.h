#ifndef SERVER_DEMO_TALK_H
#define SERVER_DEMO_TALK_H

#include "fill.h"

/* What two people say to each other, by language: c the customer, p the partner. */
struct talk_line { char who; const char *text; };
extern const struct talk_line *const talk_lines[TONGUES]; /* who 0 ends */
extern const char *const talk_questions[TONGUES];
/* What is pinned to drawings: who says it, what the other side answers, and what becomes of it. */
struct talk_note { char who; const char *text, *answer; enum note_state state; };
enum { TALK_NOTES = 3 };
extern const struct talk_note talk_notes[TONGUES][TALK_NOTES];

#endif
