#ifndef TEXT_CONTACT_WORD_H
#define TEXT_CONTACT_WORD_H

#include <stdbool.h>
#include <stddef.h>

#include "contact_unit.h"

/*
 * What the words around a number say it is: to be called, or the number of a
 * thing. The vocabulary is that of any phrase book, not of one collection.
 */
enum word_sense { SENSE_NONE, SENSE_CALL, SENSE_THING, SENSE_MEASURE };

/* Of the run of letters i..end, with the word after it ("call me"). The answer is
   kept in the run's first unit. */
enum word_sense word_sense_of(struct units *us, size_t i, size_t end);
/* A sign that says it: a telephone pictogram, "#", "№", "〒", "$". */
enum word_sense sign_sense(int32_t c);

#endif
