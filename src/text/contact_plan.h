#ifndef TEXT_CONTACT_PLAN_H
#define TEXT_CONTACT_PLAN_H

#include <stdbool.h>

/*
 * Numbering plans in outline: ITU-T E.164 country codes with the lengths of
 * their national numbers, and the national shapes of the countries this
 * program's users live in. Digits are ASCII, NUL-terminated.
 */

/* Begins with a country code and has a length that fits it. */
bool plan_international(const char *digits);

/*
 * Digits in their groups, joined by "-", as people of Korea, Japan, Ukraine,
 * North America and countries with a trunk 0 write them: "010-1234-5678".
 */
bool plan_grouped(const char *groups);

/* A run without groups that is a number of one of these on its own evidence. */
bool plan_bare(const char *digits);

/* Groups, or a run, that are one when they are all there is to the text. */
bool plan_alone(const char *groups);

#endif
