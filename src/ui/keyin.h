#ifndef UI_KEYIN_H
#define UI_KEYIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "base/vec.h"
#include "ui/key.h"

/*
 * From the bytes a terminal sends to keys. Knows xterm's sequences and those of its
 * family (rxvt, linux, PuTTY; modifiers; CSI u; SGR mouse; bracketed paste), and what
 * keyin_define() adds from terminfo. What it does not know is swallowed whole, so that
 * the tail of a strange sequence is never typed. Reads nothing itself and never waits:
 * a sequence may come in pieces.
 */
#define KEYIN_PASTE_MAX ((size_t)1 << 20)

struct keyin_seq {
	char bytes[16];
	struct key key;
};

struct keyin {
	struct str in;          /* not taken yet, from pos on */
	size_t pos;
	VEC(struct keyin_seq) seqs;
	bool bs_is_8;           /* ^H is the erase key here, not C-h */
	bool pasting, paste_lost;
	struct str paste, given; /* coming in; handed out with the last key */
	int report_row, report_col; /* a cursor report, 0 when none came */
};

enum keyin_got {
	KEYIN_NONE, /* nothing is left */
	KEYIN_MORE, /* what is left is the start of something */
	KEYIN_KEY,
};

void keyin_init(struct keyin *in);
void keyin_finish(struct keyin *in);
void keyin_define(struct keyin *in, const char *bytes, struct key k);
void keyin_feed(struct keyin *in, const char *bytes, size_t n);
/* over: no more bytes will come soon, so that a lone ESC is the Esc key. A paste's
   text is valid until the next call. */
enum keyin_got keyin_next(struct keyin *in, bool over, struct key *out);

#endif
