#ifndef UI_PROBE_H
#define UI_PROBE_H

#include <stdbool.h>

/*
 * What the terminal of this process (/dev/tty, wherever output goes) can do, for somebody who looks for
 * what is wrong. Draws nothing lasting: samples are written on the current line, the cursor is
 * asked for, the line is cleared. Keys that are typed meanwhile are lost. Blocks for timeout_ms at most.
 */
enum { PROBE_SAMPLES = 6 };

struct probe_sample { const char *name, *text; int want, got; }; /* cells; got -1: no answer */

struct term_facts {
	bool tty;                /* else only name is filled */
	char name[64];           /* TERM */
	bool known;              /* there is a terminfo entry */
	bool can_address;        /* and it can place the cursor: without it no screen */
	int colours;             /* 0: mono */
	int rows, cols;
	bool answers;            /* to where the cursor is */
	bool wide_ambiguous;     /* signs of ambiguous width take two cells */
	struct probe_sample samples[PROBE_SAMPLES];
};

void term_probe(struct term_facts *out, int timeout_ms);

#endif
