#ifndef UI_OSC_H
#define UI_OSC_H

#include "base/str.h"

/*
 * OSC 52, "put this in the user's clipboard", as the terminal at the other end of ssh
 * gets it. Inside tmux it is sent twice, plain (for set-clipboard on) and wrapped (for
 * allow-passthrough on); GNU screen takes it wrapped, in pieces.
 */
enum osc_wrap { OSC_PLAIN, OSC_TMUX, OSC_SCREEN };
void osc_clipboard(struct str *out, const char *text, size_t n, enum osc_wrap wrap);

#endif
