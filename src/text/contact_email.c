#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"
#include "contact_find.h"

#define LOCAL_MOST 64   /* RFC 5321 */
#define DOMAIN_MOST 253 /* RFC 1035 */

/* Units first..end-1. */
struct span {
	size_t first, end;
};

static bool is_letter(const struct unit *u)
{
	return u->kind == UNIT_LETTER || u->kind == UNIT_DIGIT;
}

static bool is_ascii(const struct unit *u)
{
	return u->c < 0x80;
}

static bool in_local(const struct unit *u)
{
	return is_letter(u) || (u->c > ' ' && u->c < 0x7f
		&& strchr(".!#$&'*+/=?^_`{|}~-%", (int)u->c) != NULL);
}

/* "..." before the at-sign, on one line; its first unit, or at. */
static size_t quoted_local(const struct units *us, size_t at)
{
	for (size_t i = at - 1; i > 0 && at - i < LOCAL_MOST; i--) {
		const struct unit *u = &us->u.v[i - 1];
		if (u->c == '"') {
			return i - 1;
		}
		if (u->kind == UNIT_LINE) {
			break;
		}
	}
	return at;
}

/* The first unit of the local part that ends before at; at if there is none. A
   name in ASCII does not go on into the script of the sentence around it. */
static size_t local_start(const struct units *us, size_t at)
{
	const struct unit *u = us->u.v;
	size_t i = at;
	if (at > 1 && u[at - 1].c == '"') {
		return quoted_local(us, at);
	}
	bool ascii = at > 0 && is_ascii(&u[at - 1]);
	while (i > 0 && at - i < LOCAL_MOST && in_local(&u[i - 1]) && u[i - 1].kind != UNIT_SPACE) {
		bool cjk = u[i - 1].kind == UNIT_LETTER && (u[i - 1].script == SCRIPT_HANGUL
			|| u[i - 1].script == SCRIPT_KANA || u[i - 1].script == SCRIPT_HAN);
		if (ascii && cjk) {
			break;
		}
		i--;
	}
	while (i < at && !is_letter(&u[i]) && u[i].c != '_') {
		i++; /* brackets and dots in front belong to the sentence */
	}
	return i;
}

/* A name in files, not on the network. */
static bool is_file_type(const char *word)
{
	static const char *const type[] = {"png", "jpg", "jpeg", "gif", "svg", "pdf", "dxf", "dwg",
		"step", "stp", "iges", "igs", "stl", "zip", "xls", "xlsx", "doc", "docx", "csv", "txt",
		"ngc", "html", "htm"};
	for (size_t i = 0; i < lengthof(type); i++) {
		if (strcmp(type[i], word) == 0) {
			return true;
		}
	}
	return false;
}

/* One label of a domain; its end. In ASCII it stops before another script, as
   "example.comまで" does. */
static size_t label_end(const struct units *us, size_t i)
{
	const struct unit *u = us->u.v;
	bool ascii = i < us->u.n && is_ascii(&u[i]);
	size_t start = i;
	while (i < us->u.n && (is_letter(&u[i]) || (u[i].c == '-' && i > start))) {
		bool cjk = u[i].kind == UNIT_LETTER && u[i].script >= SCRIPT_HANGUL
			&& u[i].script <= SCRIPT_HAN;
		bool more = i + 1 < us->u.n && is_ascii(&u[i + 1]) && is_letter(&u[i + 1]);
		if (ascii && cjk && !more) {
			break;
		}
		i++;
	}
	while (i > start && u[i - 1].c == '-') {
		i--;
	}
	return i;
}

static bool all_digits(const struct units *us, size_t i, size_t end)
{
	for (; i < end; i++) {
		if (us->u.v[i].kind != UNIT_DIGIT) {
			return false;
		}
	}
	return true;
}

static bool any_digit(const struct units *us, size_t i, size_t end)
{
	for (; i < end; i++) {
		if (us->u.v[i].kind == UNIT_DIGIT) {
			return true;
		}
	}
	return false;
}

/* A last label that can be one; the first label and how many there are decide
   on digits ("500@1.25" is a price, four numbers an address). */
static bool good_domain(const struct units *us, size_t start, size_t first_end,
	size_t last, size_t end, size_t labels)
{
	char word[UNITS_WORD];
	if (labels < 2 || end - start > DOMAIN_MOST) {
		return false;
	}
	if (all_digits(us, last, end)) {
		return !any_digit(us, start, first_end)
			|| (labels == 4 && all_digits(us, start, first_end));
	}
	if (any_digit(us, last, last + 1) || is_file_type(units_word(us, last, end, word))) {
		return false;
	}
	return end - last >= 2 || !is_ascii(&us->u.v[last]);
}

/* The domain that begins at i, labels joined by full stops; its end, or i. */
static size_t domain_end(const struct units *us, size_t i)
{
	size_t pos = i, last = i, first_end = 0, good = i, labels = 0;
	for (;;) {
		size_t end = label_end(us, pos);
		if (end == pos) {
			break;
		}
		first_end = labels == 0 ? end : first_end;
		labels++;
		last = pos;
		if (good_domain(us, i, first_end, last, end, labels)) {
			good = end;
		}
		bool stop = end < us->u.n && (us->u.v[end].c == '.' || us->u.v[end].c == 0x3002);
		if (!stop) {
			break;
		}
		pos = end + 1;
	}
	return good;
}

static void add_email(const struct units *us, size_t first, size_t end, struct hits *out)
{
	size_t start = us->u.v[first].at;
	*vec_add(&out->h) = (struct contact_hit){.kind = CONTACT_EMAIL, .start = start,
		.len = us->u.v[end - 1].end - start};
}

/* ---- disguises: at and dot in words, in brackets, spaced out ---- */

static bool is_blank(const struct unit *u)
{
	return u->kind == UNIT_SPACE || u->c == '_';
}

static bool is_wrap(const struct unit *u)
{
	return u->kind == UNIT_SIGN && u->c < 0x80 && u->c > 0 && strchr("()[]{}<>*-", (int)u->c);
}

/* Blanks and at most two brackets from i on. */
static size_t skip_wrap(const struct units *us, size_t i)
{
	size_t wraps = 0;
	while (i < us->u.n && (is_blank(&us->u.v[i]) || (is_wrap(&us->u.v[i]) && wraps < 2))) {
		wraps += is_wrap(&us->u.v[i]);
		i++;
	}
	return i;
}

static size_t skip_wrap_back(const struct units *us, size_t i)
{
	size_t wraps = 0;
	while (i > 0 && (is_blank(&us->u.v[i - 1]) || (is_wrap(&us->u.v[i - 1]) && wraps < 2))) {
		wraps += is_wrap(&us->u.v[i - 1]);
		i--;
	}
	return i;
}

static bool one_of(const char *word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (word[0] == list[i][0] && strcmp(word, list[i]) == 0) {
			return true;
		}
	}
	return false;
}

static const char *const at_words[] = {"at", "골뱅이", "앳", "앳트", "엣", "에트", "애트", "골뱅", "あっと", "あっとまーく",
	"собака", "собачка", "равлик", "ат", "ет", "arroba", "chiocciola", "klammeraffe", "arobase"};
static const char *const dot_words[] = {"dot", "punkt", "punto", "point", "ponto", "점", "닷", "쩜",
	"どっと", "крапка", "точка", "дот"};
static const char *const com_words[] = {"닷컴", "점컴", "どっとこむ"};
/* What follows a dot in words: generic names, and countries that are no common words. */
static const char *const ends[] = {"com", "net", "org", "info", "biz", "edu", "gov", "io", "co",
	"kr", "jp", "ua", "us", "uk", "de", "fr", "es", "eu", "ru", "cn", "tw", "hk", "sg", "pl", "cz",
	"nl", "se", "fi", "dk", "ch", "ca", "au", "br", "mx", "tr", "ro", "gr", "il", "vn", "th", "ph",
	"my", "app", "dev", "shop", "online", "site", "store", "tech", "example", "컴", "콤", "넷", "こむ",
	"ком", "нет", "укр"};

/* The word that begins at i: letters of one script. Its end. */
static size_t word_at(const struct units *us, size_t i, char out[UNITS_WORD])
{
	out[0] = '\0';
	if (i >= us->u.n || us->u.v[i].kind != UNIT_LETTER) {
		return i;
	}
	size_t end = units_run(us, i);
	units_word(us, i, end, out);
	return end;
}

/* A dot at i, as a sign or a word, with what wraps it; its end, or i. */
static size_t dot_end(const struct units *us, size_t i)
{
	char word[UNITS_WORD];
	size_t k = skip_wrap(us, i);
	if (k >= us->u.n) {
		return i;
	}
	int32_t c = us->u.v[k].c;
	if (c == '.' || c == 0x3002 || c == ',') {
		return skip_wrap(us, k + 1);
	}
	size_t end = word_at(us, k, word);
	return one_of(word, dot_words, lengthof(dot_words)) ? skip_wrap(us, end) : i;
}

/* A hyphen at i that joins two parts of a label, not one around a dot in words. */
static bool joins_label(const struct units *us, size_t i)
{
	char word[UNITS_WORD];
	if (us->u.v[i].c != '-' || i + 1 >= us->u.n || !is_letter(&us->u.v[i + 1])) {
		return false;
	}
	word_at(us, i + 1, word);
	return !one_of(word, dot_words, lengthof(dot_words));
}

/* The label that begins at i: letters of one script, digits, hyphens inside. */
static size_t loose_label(const struct units *us, size_t i)
{
	const struct unit *u = us->u.v;
	size_t end = i;
	while (end < us->u.n) {
		bool same = is_letter(&u[end]) && (u[end].kind == UNIT_DIGIT
			|| u[i].kind == UNIT_DIGIT || u[end].script == u[i].script);
		if (!same && !(end > i && joins_label(us, end))) {
			break;
		}
		end++;
	}
	return end;
}

/* Labels with dots of any kind between from i on; the end, or i. */
static size_t loose_domain(const struct units *us, size_t i)
{
	char word[UNITS_WORD], com[UNITS_WORD];
	size_t pos = i, good = i, labels = 0;
	if (i >= us->u.n || us->u.v[i].kind != UNIT_LETTER) {
		return i;
	}
	for (;;) {
		size_t end = loose_label(us, pos);
		if (end == pos) {
			return good;
		}
		units_word(us, pos, end, word);
		bool last = labels > 0 && one_of(word, ends, lengthof(ends));
		bool glued = ends_with(word, "dotcom") && strlen(word) > strlen("dotcom");
		good = last || glued ? end : good;
		labels++;
		size_t com_end = word_at(us, skip_wrap(us, end), com);
		if (one_of(com, com_words, lengthof(com_words))) {
			return com_end;
		}
		pos = dot_end(us, end);
		if (pos == end) {
			return good;
		}
	}
}

/* A word that is no one's name before "at", and no one's domain after it. */
static bool is_filler(const char *word)
{
	static const char *const filler[] = {"the", "a", "an", "this", "that", "our", "my", "your",
		"any", "all", "each", "every", "look", "least", "is", "are", "was", "be", "not", "and", "or",
		"only", "them", "it", "us", "me", "up"};
	return one_of(word, filler, lengthof(filler));
}

/* "available at example.com", "hosted at", "see it at" speak of a place, not of a
   person; a full stop that is written as one leaves that reading open. */
static bool is_place(const struct units *us, size_t at, size_t domain, const char *before)
{
	static const char *const said[] = {"found", "see", "seen", "site", "page", "pages", "website",
		"web", "here", "there", "online", "info", "information", "details", "more", "docs", "file",
		"files", "forum", "support", "help", "account", "server", "store", "shop", "price", "prices",
		"mail", "email", "address", "domain", "works", "buy", "report", "out", "back", "him", "her"};
	const struct unit *u = us->u.v;
	size_t n = strlen(before);
	bool bare = at > 0 && u[at - 1].kind == UNIT_SPACE && u[at].kind == UNIT_LETTER
		&& u[at].script == SCRIPT_LATIN;
	if (!bare) {
		return false;
	}
	size_t end = domain;
	while (end < us->u.n && is_letter(&u[end])) {
		end++;
	}
	bool stop = end < us->u.n && u[end].c == '.';
	return stop && (one_of(before, said, lengthof(said)) || ends_with(before, "ed")
		|| ends_with(before, "ing") || (n > 4 && ends_with(before, "able")));
}

/* The name that ends before at: letters, digits and joints. */
static size_t loose_local(const struct units *us, size_t end)
{
	size_t i = end;
	const struct unit *u = us->u.v;
	while (i > 0 && end - i < LOCAL_MOST && (is_letter(&u[i - 1])
		|| ((u[i - 1].c == '.' || u[i - 1].c == '-' || u[i - 1].c == '+') && i < end))) {
		bool same = u[i - 1].kind != UNIT_LETTER || u[end - 1].kind != UNIT_LETTER
			|| u[i - 1].script == u[end - 1].script;
		if (!same) {
			break;
		}
		i--;
	}
	return i;
}

/* "name (at) example dot com": the at is at..at_end. */
static size_t find_worded(const struct units *us, size_t at, size_t at_end, struct hits *out)
{
	char word[UNITS_WORD];
	size_t name_end = skip_wrap_back(us, at);
	size_t name = loose_local(us, name_end);
	size_t domain = skip_wrap(us, at_end);
	size_t mark = word_at(us, domain, word);
	if (streq(word, "mark")) {
		domain = skip_wrap(us, mark);
	}
	size_t end = loose_domain(us, domain);
	if (name == name_end || end == domain) {
		return 0;
	}
	word_at(us, domain, word);
	char before[UNITS_WORD];
	units_word(us, name, name_end, before);
	if (is_filler(word) || is_filler(before) || is_place(us, at, domain, before)) {
		return 0;
	}
	add_email(us, name, end, out);
	return end;
}

/* Single letters with single spaces between, around an at-sign. */
static size_t find_spelled(const struct units *us, size_t at, struct hits *out)
{
	const struct unit *u = us->u.v;
	size_t first = at, end = at, letters = 0, dots = 0;
	while (first >= 2 && u[first - 1].kind == UNIT_SPACE && in_local(&u[first - 2])
		&& (first == 2 || u[first - 3].kind == UNIT_SPACE)) {
		first -= 2;
	}
	while (end + 2 < us->u.n && u[end + 1].kind == UNIT_SPACE
		&& (is_letter(&u[end + 2]) || u[end + 2].c == '.' || u[end + 2].c == '-')
		&& (end + 3 == us->u.n || u[end + 3].kind != u[end + 2].kind)) {
		end += 2;
		letters += is_letter(&u[end]);
		dots += u[end].c == '.';
	}
	if (at - first < 4 || letters < 4 || dots == 0) {
		return 0;
	}
	add_email(us, first, end + 1, out);
	return end + 1;
}

/* "gmail: partmaker77" */
static size_t find_provider(const struct units *us, size_t i, size_t end, struct hits *out)
{
	static const char *const provider[] = {"gmail", "hotmail", "outlook", "yahoo", "naver", "daum",
		"hanmail", "kakao", "icloud", "ukrnet", "지메일", "네이버", "다음", "한메일", "ぢめーる", "やふー"};
	char word[UNITS_WORD];
	units_word(us, i, end, word);
	if (!one_of(word, provider, lengthof(provider))) {
		return 0;
	}
	size_t k = end;
	while (k < us->u.n && us->u.v[k].kind == UNIT_SPACE) {
		k++;
	}
	if (k >= us->u.n || (us->u.v[k].c != ':' && us->u.v[k].c != '=')) {
		return 0;
	}
	for (k++; k < us->u.n && us->u.v[k].kind == UNIT_SPACE; k++) {
	}
	size_t name = k;
	while (k < us->u.n && (is_letter(&us->u.v[k]) || us->u.v[k].c == '.' || us->u.v[k].c == '_')) {
		k++;
	}
	bool handle = k - name >= 5 && us->u.v[name].kind == UNIT_LETTER && any_digit(us, name, k);
	if (!handle) {
		return 0;
	}
	add_email(us, i, k, out);
	return k;
}

/* "name(a)example.com", "name☆example.com": a sign that stands in for the at, with
   a name no sentence has before it. */
static size_t find_stand_in(const struct units *us, size_t i, struct hits *out)
{
	const struct unit *u = us->u.v;
	if (i == 0 || i + 1 >= us->u.n) {
		return 0;
	}
	bool glued = is_letter(&u[i - 1]) && is_ascii(&u[i - 1]) && is_letter(&u[i + 1])
		&& is_ascii(&u[i + 1]) && u[i - 1].end == u[i].at && u[i].end == u[i + 1].at;
	bool pictured = u[i].kind == UNIT_SIGN && u[i].c > 0x2190 && glued;
	bool lettered = u[i].c == 'a' && ((u[i].made == MADE_FANCY && glued)
		|| (is_wrap(&u[i - 1]) && is_wrap(&u[i + 1])));
	if (!pictured && !lettered) {
		return 0;
	}
	size_t end = skip_wrap_back(us, i), name = loose_local(us, end);
	bool handle = any_digit(us, name, end) || pictured;
	for (size_t k = name; k < end; k++) {
		handle |= u[k].c == '.' || u[k].c == '_';
	}
	return handle ? find_worded(us, i, i + 1, out) : 0;
}

/* What an at-sign at i makes; the end of the address, or 0. */
static size_t find_sign(const struct units *us, size_t i, struct hits *out)
{
	size_t first = local_start(us, i);
	size_t end = domain_end(us, i + 1);
	if (first < i && end > i + 1) {
		add_email(us, first, end, out);
		return end;
	}
	end = find_spelled(us, i, out);
	return end ? end : find_worded(us, i, i + 1, out);
}

void contact_emails(struct units *us, struct hits *out)
{
	for (size_t i = 0; i < us->u.n;) {
		size_t next = 0, end = i + 1;
		if (us->u.v[i].c == '@') {
			next = find_sign(us, i, out);
		} else if ((next = find_stand_in(us, i, out)) > 0) {
			end = next;
		} else if (us->u.v[i].kind == UNIT_LETTER
			&& (i == 0 || us->u.v[i - 1].kind != UNIT_LETTER
				|| us->u.v[i - 1].script != us->u.v[i].script)) {
			char word[UNITS_WORD];
			end = word_at(us, i, word);
			if (one_of(word, at_words, lengthof(at_words))) {
				next = find_worded(us, i, end, out);
			} else {
				next = find_provider(us, i, end, out);
			}
		}
		i = next > i ? next : end;
	}
}
