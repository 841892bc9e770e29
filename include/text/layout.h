#ifndef TEXT_LAYOUT_H
#define TEXT_LAYOUT_H

#include <stddef.h>

/*
 * Command keys go by position: the Latin keys (US layout) that a user of
 * another layout pressed to make a cluster.
 *
 *	Hangul 2-set    ㅓ "j", ㅃ "Q"; a syllable an input method committed is
 *	                taken apart: 아 "dk", 쾅 "zhkd", 값 "rkqt"; compatibility
 *	                and conjoining jamo alike
 *	Cyrillic        uk and ru (ЙЦУКЕН): о "j", О "J", ж ";", Ж ":", ї "]"
 *	full width      ｊ "j" and the ideographic space " "
 *
 * cluster: NUL-terminated, as it came from the terminal. Writes the keys, each
 * one ASCII character, and a NUL; returns their number, 0 when it is ASCII
 * already or none of these (then try the key itself). Shift is lost where the
 * input method loses it (Shift-ㅓ is ㅓ).
 */
#define LAYOUT_SIZE 8

size_t layout_latin(const char *cluster, char out[LAYOUT_SIZE]);

#endif
