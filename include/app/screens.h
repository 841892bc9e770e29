#ifndef APP_SCREENS_H
#define APP_SCREENS_H

#include "ui/screen.h"

/* The registry: one line a screen; its file in screens/ ends with the table. */
#define SCREENS(X) \
	X(projects) X(project) X(quotes) X(quote) X(compare) X(composer) X(profile) X(decline) X(outbox) X(messages) X(login) \
	X(drawing) \
	X(chats) X(chat) X(found) X(history) X(ask) \
	X(desk) X(ticket) X(answer) X(intake) X(inbox)

#define X_(name) extern const struct screen screen_##name;
SCREENS(X_)
#undef X_

/* The places of row 1, by number; screen NULL: none yet. role: shown to these (1 << role), 0: all. */
struct place { const char *screen, *title; unsigned role; };

#endif
