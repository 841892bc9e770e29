#ifndef SERVER_MAN_H
#define SERVER_MAN_H

#include "base/str.h"

/*
 * The parts of fettled(8) and fettle-api(7) that are made from tables, as mdoc(7):
 * "conf", "routes", "entities", "problems". -1 when there is no such part.
 */
int man_part(const char *what, struct str *out);

#endif
