#ifndef UI_PAGER_H
#define UI_PAGER_H

#include <stdbool.h>

#include "ui/surface.h"

/* A long text, wrapped at the area's width, scrolled, searched. The text is cleaned on
   the way in and may be styled by lines. */
struct pager;
struct pager *pager_create(void);
void pager_destroy(struct pager *p);
void pager_clear(struct pager *p);
void pager_line(struct pager *p, enum style st, const char *text); /* appends a paragraph */
bool pager_scroll(struct pager *p, int lines);
bool pager_page(struct pager *p, int pages);
bool pager_to(struct pager *p, int line); /* -1: end */
bool pager_search(struct pager *p, const char *folded, bool forward); /* next hit after the top */
void pager_draw(struct pager *p, struct area a);
int pager_lines(const struct pager *p); /* after the last draw */

#endif
