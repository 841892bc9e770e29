#ifndef UI_PAGER_H
#define UI_PAGER_H

#include <stdbool.h>

#include "ui/surface.h"

/*
 * A long text, wrapped at the area's width, scrolled, searched. The text is cleaned on
 * the way in and may be styled by lines. Scrolling stops where the last line is on the
 * last row. Lines are counted as wrapped at the last draw (80 columns before it).
 */
struct pager;
struct pager *pager_create(void);
void pager_destroy(struct pager *p);
void pager_clear(struct pager *p);
/* Appends a paragraph; line ends in it part its lines. An empty one is an empty line. */
void pager_line(struct pager *p, enum style st, const char *text);
bool pager_scroll(struct pager *p, int lines);
bool pager_page(struct pager *p, int pages); /* one line of the page before stays */
bool pager_to(struct pager *p, int line);    /* -1: end */
/* Brings the next line (before: the one before) with folded (text/utf8.h: utf8_fold) to
   the top as far as that goes and shows all hits; wraps around; false when there are
   none. "" ends the showing. */
bool pager_search(struct pager *p, const char *folded, bool forward);
void pager_draw(struct pager *p, struct area a);
int pager_lines(const struct pager *p); /* after the last draw */
int pager_top(const struct pager *p);   /* the first line shown */

#endif
