#ifndef UI_BACKEND_H
#define UI_BACKEND_H

#include "ui/term.h"

/* What a backend of the terminal fills in; it embeds struct term as its first member. */
struct term_ops {
	void (*destroy)(struct term *t);
	int (*fd)(const struct term *t);
	struct key (*key)(struct term *t);
	void (*show)(struct term *t, const struct surface *s);
	void (*redraw)(struct term *t);
	void (*resized)(struct term *t);
	void (*leave)(struct term *t);
	void (*enter)(struct term *t);
	void (*bell)(struct term *t);
	void (*title)(struct term *t, const char *title); /* cleaned */
	bool (*clipboard)(struct term *t, const char *text, size_t n);
	bool (*mouse)(struct term *t, bool on);
	void (*theme)(struct term *t, int theme); /* NULL: has no colours */
};

struct term {
	const struct term_ops *ops;
	int rows, cols;
	int amb;
	bool ascii;
};

/* OSC 52 in one piece is refused by xterm above this. */
#define TERM_CLIPBOARD_MAX 74994

#endif
