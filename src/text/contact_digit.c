#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "contact_unit.h"
#include "text/utf8.h"

#define PREFIX_LEAST 3 /* digits that a run must begin with to be read in part */

struct number_word {
	const char *text;
	uint16_t value;
};

/* Whole words; folded as units are: no apostrophes, no marks on Latin letters. */
static const struct number_word spaced[] = {
	{"zero", 0}, {"oh", 0}, {"nought", 0}, {"one", 1}, {"two", 2}, {"three", 3},
	{"four", 4}, {"five", 5}, {"six", 6}, {"seven", 7}, {"eight", 8}, {"nine", 9},
	{"нуль", 0}, {"ноль", 0}, {"один", 1}, {"одна", 1}, {"два", 2}, {"дві", 2},
	{"две", 2}, {"три", 3}, {"чотири", 4}, {"четыре", 4}, {"пять", 5},
	{"шість", 6}, {"шесть", 6}, {"сім", 7}, {"семь", 7}, {"вісім", 8},
	{"восемь", 8}, {"девять", 9},
	{"null", 0}, {"eins", 1}, {"zwei", 2}, {"zwo", 2}, {"drei", 3}, {"vier", 4},
	{"funf", 5}, {"fuenf", 5}, {"sechs", 6}, {"sieben", 7}, {"acht", 8}, {"neun", 9},
	{"cero", 0}, {"uno", 1}, {"dos", 2}, {"tres", 3}, {"cuatro", 4}, {"cinco", 5},
	{"seis", 6}, {"siete", 7}, {"ocho", 8}, {"nueve", 9},
	{"un", 1}, {"deux", 2}, {"trois", 3}, {"quatre", 4}, {"cinq", 5}, {"sept", 7},
	{"huit", 8}, {"neuf", 9},
	/* numbers read in groups */
	{"ten", 10}, {"eleven", 11}, {"twelve", 12}, {"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15},
	{"sixteen", 16}, {"seventeen", 17}, {"eighteen", 18}, {"nineteen", 19}, {"twenty", 20},
	{"thirty", 30}, {"forty", 40}, {"fifty", 50}, {"sixty", 60}, {"seventy", 70}, {"eighty", 80}, {"ninety", 90},
	{"десять", 10}, {"одинадцять", 11}, {"дванадцять", 12}, {"тринадцять", 13}, {"чотирнадцять", 14},
	{"пятнадцять", 15}, {"шістнадцять", 16}, {"сімнадцять", 17}, {"вісімнадцять", 18}, {"девятнадцять", 19},
	{"двадцять", 20}, {"тридцять", 30}, {"сорок", 40}, {"пятдесят", 50}, {"шістдесят", 60}, {"сімдесят", 70},
	{"вісімдесят", 80}, {"девяносто", 90}, {"сто", 100}, {"двісті", 200}, {"триста", 300}, {"чотириста", 400},
	{"пятсот", 500}, {"шістсот", 600}, {"сімсот", 700}, {"вісімсот", 800}, {"девятсот", 900},
	{"одиннадцать", 11}, {"двенадцать", 12}, {"тринадцать", 13}, {"четырнадцать", 14}, {"пятнадцать", 15},
	{"шестнадцать", 16}, {"семнадцать", 17}, {"восемнадцать", 18}, {"девятнадцать", 19}, {"двадцать", 20},
	{"тридцать", 30}, {"пятьдесят", 50}, {"шестьдесят", 60}, {"семьдесят", 70}, {"восемьдесят", 80},
	{"двести", 200}, {"четыреста", 400}, {"пятьсот", 500}, {"шестьсот", 600}, {"семьсот", 700},
	{"восемьсот", 800}, {"девятьсот", 900},
};
static const struct number_word repeats[] = {{"double", 2}, {"triple", 3}};

/* Parts of a run without spaces; the longest first where one begins another. */
static const struct number_word korean[] = {
	{"하나", 1}, {"다섯", 5}, {"여섯", 6}, {"일곱", 7}, {"여덟", 8}, {"여덜", 8},
	{"아홉", 9}, {"제로", 0}, {"공", 0}, {"영", 0}, {"빵", 0}, {"일", 1}, {"이", 2},
	{"삼", 3}, {"사", 4}, {"오", 5}, {"육", 6}, {"륙", 6}, {"칠", 7}, {"팔", 8},
	{"구", 9}, {"둘", 2}, {"셋", 3}, {"넷", 4},
};
static const struct number_word japanese[] = {
	{"ぜろ", 0}, {"れい", 0}, {"まる", 0}, {"いち", 1}, {"さん", 3}, {"よん", 4},
	{"ろく", 6}, {"なな", 7}, {"しち", 7}, {"はち", 8}, {"きゅう", 9}, {"きゅー", 9},
	{"に", 2}, {"し", 4}, {"ご", 5}, {"く", 9},
};
static const struct number_word chinese[] = {
	{"〇", 0}, {"零", 0}, {"一", 1}, {"二", 2}, {"三", 3}, {"四", 4}, {"五", 5},
	{"六", 6}, {"七", 7}, {"八", 8}, {"九", 9}, {"幺", 1},
};

static bool find_word(const struct number_word *words, size_t n, const char *text, uint16_t *value)
{
	for (size_t i = 0; i < n; i++) {
		if (words[i].text[0] == text[0] && strcmp(words[i].text, text) == 0) {
			*value = words[i].value;
			return true;
		}
	}
	return false;
}

/* Makes unit i the digit that the units i..end spelled. */
static void spell(struct units *us, size_t *out, size_t i, size_t end, uint8_t value,
	enum unit_made made)
{
	struct unit u = us->u.v[i];
	u.end = us->u.v[end - 1].end;
	u.kind = UNIT_DIGIT;
	u.digit = value;
	u.c = '0' + value;
	u.made = (uint8_t)made;
	us->u.v[(*out)++] = u;
}

static void keep(struct units *us, size_t *out, size_t i, size_t end)
{
	for (; i < end; i++) {
		us->u.v[(*out)++] = us->u.v[i];
	}
}

/* Units that one part takes from i, 0 when it is not there. */
static size_t part_length(const struct units *us, size_t i, size_t end, const char *part)
{
	size_t n = strlen(part), start = i;
	for (size_t k = 0; k < n; i++) {
		int32_t cp;
		k += utf8_decode(part + k, n - k, &cp);
		if (i >= end || us->u.v[i].c != cp) {
			return 0;
		}
	}
	return i - start;
}

/* The part that a run goes on with at i; its length, 0 when none. */
static size_t next_part(const struct units *us, size_t i, size_t end,
	const struct number_word *parts, size_t count, uint8_t *value)
{
	for (size_t k = 0; k < count; k++) {
		size_t len = part_length(us, i, end, parts[k].text);
		if (len > 0) {
			*value = (uint8_t)parts[k].value;
			return len;
		}
	}
	return 0;
}

/* A run of parts: all of it, or a beginning of several with a particle after. */
static void read_parts(struct units *us, size_t *out, size_t i, size_t end,
	const struct number_word *parts, size_t count, size_t least)
{
	size_t digits = 0, pos = i, len;
	uint8_t value = 0;
	while ((len = next_part(us, pos, end, parts, count, &value)) > 0) {
		pos += len;
		digits++;
	}
	size_t need = pos == end ? least : PREFIX_LEAST;
	if (pos + 1 == end && us->u.v[pos].c == 0xc5d0) {
		need = least; /* "사팔에": 에 is said for the hyphen */
	}
	if (digits < need) {
		keep(us, out, i, end);
		return;
	}
	for (size_t k = i; k < pos; k += len) {
		len = next_part(us, k, end, parts, count, &value);
		spell(us, out, k, k + len, value, MADE_WORD);
	}
	keep(us, out, pos, end);
}

/* The digit a letter can be taken for; -1 if none. */
static int looks_like(int32_t c)
{
	switch (c) {
	case 'o':
	case 0x43e: /* Cyrillic */
		return 0;
	case 'l':
	case 'i':
	case '|':
		return 1;
	case 'b':
		return 8;
	case 's':
		return 5;
	default:
		return -1;
	}
}

/* Up to three look-alikes, touching a digit written as one. */
static bool all_look(const struct units *us, size_t i, size_t end, size_t out)
{
	bool before = out > 0 && us->u.v[out - 1].kind == UNIT_DIGIT
		&& us->u.v[out - 1].end == us->u.v[i].at;
	bool after = end < us->u.n && us->u.v[end].kind == UNIT_DIGIT;
	if (end - i > 3 || (!before && !after)) {
		return false;
	}
	for (; i < end; i++) {
		int v = looks_like(us->u.v[i].c);
		/* At the start only "O" is common; "S", "B" begin part numbers. */
		if (v < 0 || (!before && v > 1)) {
			return false;
		}
	}
	return true;
}

/* The number word that follows after one blank or hyphen; its end, 0 when none does. */
static size_t next_number(const struct units *us, size_t end, uint16_t *value)
{
	char word[UNITS_WORD];
	size_t i = end + 1;
	if (i >= us->u.n || us->u.v[i].kind != UNIT_LETTER
		|| (us->u.v[end].kind != UNIT_SPACE && us->u.v[end].c != '-')) {
		return 0;
	}
	size_t stop = units_run(us, i);
	return find_word(spaced, lengthof(spaced), units_word(us, i, stop, word), value) ? stop : 0;
}

/* What may still be added: units to tens, tens and units to hundreds. */
static uint16_t room_below(uint16_t value)
{
	return value >= 100 ? 100 : value >= 20 ? 10 : 0;
}

/* "sixty seven", "сто двадцять три": as many digits as one would dial; they have room, since each is a word. */
static size_t read_number(struct units *us, size_t *out, size_t i, size_t end, uint16_t value)
{
	uint16_t room = room_below(value), more;
	size_t next;
	while (room > 0 && (next = next_number(us, end, &more)) > 0 && more > 0 && more < room) {
		value = (uint16_t)(value + more);
		room = room_below(more);
		end = next;
	}
	uint16_t scale = value >= 100 ? 100 : value >= 10 ? 10 : 1;
	for (; scale > 1; scale /= 10, i++) {
		spell(us, out, i, i + 1, (uint8_t)(value / scale % 10), MADE_WORD);
	}
	spell(us, out, i, end, (uint8_t)(value % 10), MADE_WORD);
	return end;
}

/* "double five", "triple 7"; the end of what it took, 0 when no digit follows. */
static size_t read_repeat(struct units *us, size_t *out, size_t i, size_t end, uint16_t times)
{
	uint16_t value = 10;
	size_t stop = next_number(us, end, &value);
	if (!stop && end + 1 < us->u.n && us->u.v[end].kind == UNIT_SPACE && us->u.v[end + 1].kind == UNIT_DIGIT) {
		value = us->u.v[end + 1].digit;
		stop = end + 2;
	}
	if (!stop || value > 9) {
		return 0;
	}
	for (; times > 1; times--, i++) {
		spell(us, out, i, i + 1, (uint8_t)value, MADE_WORD);
	}
	spell(us, out, i, stop, (uint8_t)value, MADE_WORD);
	return stop;
}

/* Answers where it read to. */
static size_t read_word(struct units *us, size_t *out, size_t i, size_t end)
{
	char word[UNITS_WORD];
	uint16_t value;
	size_t stop;
	units_word(us, i, end, word);
	if (find_word(spaced, lengthof(spaced), word, &value)) {
		return read_number(us, out, i, end, value);
	}
	if (find_word(repeats, lengthof(repeats), word, &value) && (stop = read_repeat(us, out, i, end, value)) > 0) {
		return stop;
	}
	if (!all_look(us, i, end, *out)) {
		keep(us, out, i, end);
		return end;
	}
	for (; i < end; i++) {
		spell(us, out, i, i + 1, (uint8_t)looks_like(us->u.v[i].c), MADE_LOOKS);
	}
	return end;
}

void units_read_digits(struct units *us)
{
	size_t out = 0;
	for (size_t i = 0; i < us->u.n;) {
		if (us->u.v[i].kind != UNIT_LETTER) {
			us->u.v[out++] = us->u.v[i++];
			continue;
		}
		size_t end = units_run(us, i);
		switch (us->u.v[i].script) {
		case SCRIPT_HANGUL:
			read_parts(us, &out, i, end, korean, lengthof(korean), 1);
			break;
		case SCRIPT_KANA:
			/* One alone is a particle. */
			read_parts(us, &out, i, end, japanese, lengthof(japanese), 2);
			break;
		case SCRIPT_HAN:
			read_parts(us, &out, i, end, chinese, lengthof(chinese), 1);
			break;
		default:
			end = read_word(us, &out, i, end);
			break;
		}
		i = end;
	}
	us->u.n = out;
}
