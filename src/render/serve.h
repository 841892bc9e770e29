#ifndef RENDER_SERVE_H
#define RENDER_SERVE_H

#include "source.h"

/* Answers requests on the socket until the client hangs up, a request is nonsense, or it cannot be written to. */
void serve(struct source *s, int sock, const char *note, int time_ms);
/* Writes all of it; false when the other side is gone. */
bool serve_write(int sock, const struct str *b);

#endif
