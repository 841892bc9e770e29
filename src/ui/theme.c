#include "ui/theme.h"

#include <stddef.h>

#define B LOOK_BOLD
#define D LOOK_DIM
#define U LOOK_UNDERLINE
#define R LOOK_REVERSE

static const struct look table[STYLE_COUNT][PALETTE_COUNT] = {
	/*               mono           8             16            256 */
	[STYLE_TEXT]   = {{0, -1},      {0, -1},      {0, -1},      {0, -1}},
	[STYLE_DIM]    = {{D, -1},      {D, -1},      {0, 8},       {0, 244}},
	[STYLE_BOLD]   = {{B, -1},      {B, -1},      {B, -1},      {B, -1}},
	[STYLE_TITLE]  = {{B, -1},      {B, -1},      {B, -1},      {B, -1}},
	[STYLE_PLACE]  = {{B, -1},      {B, 6},       {B, 6},       {B, 6}},
	/* plain: a coloured marker costs twice the bytes of each line moved */
	[STYLE_CURSOR] = {{0, -1},      {0, -1},      {0, -1},      {0, -1}},
	[STYLE_MARK]   = {{B, -1},      {B, 5},       {B, 5},       {B, 5}},
	[STYLE_GOOD]   = {{0, -1},      {0, 2},       {0, 2},       {0, 2}},
	[STYLE_WARN]   = {{U, -1},      {U, 3},       {U, 3},       {U, 3}},
	[STYLE_BAD]    = {{B | U, -1},  {B, 1},       {B, 1},       {B, 1}},
	[STYLE_LINK]   = {{U, -1},      {U, 6},       {U, 6},       {U, 6}},
	[STYLE_KEY]    = {{B, -1},      {0, 6},       {0, 6},       {0, 6}},
	[STYLE_MATCH]  = {{R, -1},      {B | U, 3},   {B | U, 3},   {B | U, 3}},
	[STYLE_INPUT]  = {{0, -1},      {0, -1},      {0, -1},      {0, -1}},
	[STYLE_SELECT] = {{R, -1},      {R, -1},      {R, -1},      {R, -1}},
	[STYLE_NOTE]   = {{B, -1},      {B, 4},       {B, 12},      {B, 33}},
};

struct look theme_look(enum palette p, enum style st)
{
	if ((unsigned)st >= STYLE_COUNT || (unsigned)p >= PALETTE_COUNT) {
		return (struct look){0, -1};
	}
	return table[st][p];
}

enum palette theme_palette(int colours, const char *no_color)
{
	if (no_color && no_color[0]) {
		return PALETTE_MONO;
	}
	return colours >= 256 ? PALETTE_256 : colours >= 16 ? PALETTE_16
		: colours >= 8 ? PALETTE_8 : PALETTE_MONO;
}
