#ifndef UI_THEME_H
#define UI_THEME_H

#include "ui/surface.h"

/*
 * How each style looks, by what the terminal can. A colour is a number of the
 * terminal's palette, so that the first 16 are the user's own; -1 is the terminal's
 * default. Background colours are never set: nobody knows what stands on them.
 * Styles that tell a state differ in attributes too, and the screen says it in words.
 */
enum palette { PALETTE_MONO, PALETTE_8, PALETTE_16, PALETTE_256, PALETTE_COUNT };
enum { LOOK_BOLD = 1, LOOK_DIM = 2, LOOK_UNDERLINE = 4, LOOK_REVERSE = 8 };

struct look {
	unsigned char attrs;
	short colour;
};

struct look theme_look(enum palette p, enum style st);
/* From the number of colours the terminal says it has, and NO_COLOR (no-color.org). */
enum palette theme_palette(int colours, const char *no_color);

#endif
