#ifndef SERVER_DEMO_PDF_FONT_H
#define SERVER_DEMO_PDF_FONT_H

#include "draw.h"

/*
 * The fonts of a PDF that embeds none: Helvetica for Latin (WinAnsi), Helvetica with
 * Cyrillic glyph names in its upper half, and the readers' own Korean and Japanese.
 */
enum pdf_font { PDF_LATIN, PDF_CYRILLIC, PDF_KOREAN, PDF_JAPANESE, PDF_FONTS };

struct pdf_glyph { enum pdf_font font; unsigned code; int width; /* 1/1000 of the size */ };
/* How to set a code point on a sheet in this language; what no font has is a question mark. */
struct pdf_glyph pdf_glyph(int32_t cp, int tongue);

/* Encoding, widths and ToUnicode of the Cyrillic font. */
void pdf_cyrillic_encoding(struct str *out);  /* a dictionary */
void pdf_cyrillic_widths(struct str *out);    /* an array from PDF_CYRILLIC_FIRST */
void pdf_cyrillic_map(struct str *out);       /* lines of beginbfchar */
enum { PDF_CYRILLIC_FIRST = 0x80 };
int pdf_cyrillic_last(void);

#endif
