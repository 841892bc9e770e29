#ifndef TEXT_CONTACT_UNIT_H
#define TEXT_CONTACT_UNIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"

/*
 * A text as the contact detector reads it: what is invisible left out, all that
 * stands for a digit made one, letters folded to plain small ones. Each unit
 * keeps the bytes it came from.
 */
enum unit_kind { UNIT_SPACE, UNIT_LINE, UNIT_DIGIT, UNIT_LETTER, UNIT_SIGN };
enum unit_made { MADE_PLAIN, MADE_FANCY, MADE_WORD, MADE_LOOKS };
enum unit_script { SCRIPT_LATIN, SCRIPT_CYRILLIC, SCRIPT_HANGUL, SCRIPT_KANA,
	SCRIPT_HAN, SCRIPT_OTHER };

struct unit {
	size_t at, end;    /* bytes of the text */
	int32_t c;         /* folded code point; kana as hiragana */
	uint8_t kind;
	uint8_t digit;     /* value of a UNIT_DIGIT */
	uint8_t made;      /* how a digit was written */
	uint8_t script;    /* of a UNIT_LETTER */
	uint8_t sense;     /* kept by word_sense_of() */
};

struct units {
	VEC(struct unit) u;
};

void units_init(struct units *us, const char *s, size_t n);
void units_finish(struct units *us);

/* The run of letters of one script that begins at i; its end. Apostrophes
   between letters belong to it. */
size_t units_run(const struct units *us, size_t i);
/* Copies the letters i..end as NUL-terminated UTF-8, without apostrophes; what
   does not fit is cut. */
#define UNITS_WORD 48
char *units_word(const struct units *us, size_t i, size_t end, char out[UNITS_WORD]);

/* Turns number words and look-alike letters into digits. */
void units_read_digits(struct units *us);

#endif
