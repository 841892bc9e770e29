#ifndef UI_KEYIN_CSI_H
#define UI_KEYIN_CSI_H

#include "keyin.h"

/* Bytes of the CSI or SS3 sequence at s (which begins with ESC), 0 when it is not all here. */
size_t csi_length(const char *s, size_t n);
/* What it means; NONE when it is no key (an answer, a start of paste, unknown). */
enum keyin_got csi_key(struct keyin *in, const char *s, size_t n, struct key *out);

#endif
