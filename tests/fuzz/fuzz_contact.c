/* The contact guard on whatever people type: its hits lie in the text, in order, on whole characters. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fault.h"
#include "base/str.h"
#include "text/clean.h"
#include "text/contact.h"
#include "text/utf8.h"

enum { HITS = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const char *s, size_t n)
{
	struct contact_hit hits[HITS], few[3];
	size_t found = contact_find(s, n, hits, HITS), end = 0;
	bool valid = utf8_valid(s, n);

	must(found <= HITS);
	for (size_t i = 0; i < found; i++) {
		must(hits[i].kind == CONTACT_PHONE || hits[i].kind == CONTACT_EMAIL);
		must(hits[i].len > 0 && hits[i].start >= end && hits[i].start + hits[i].len <= n);
		must(!valid || utf8_valid(s + hits[i].start, hits[i].len));
		end = hits[i].start + hits[i].len;
	}
	/* fewer asked for are the first of them */
	size_t some = contact_find(s, n, few, lengthof(few));
	must(some == (found < lengthof(few) ? found : lengthof(few)));
	for (size_t i = 0; i < some; i++) {
		must(few[i].start == hits[i].start && few[i].len == hits[i].len && few[i].kind == hits[i].kind);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str shown = STR_INIT;
	char *exact = xmalloc(size + 1);

	/* of its own size, so that reading past its end is seen */
	memcpy(exact, data, size);
	exact[size] = '\0';
	check(exact, size);
	clean(&shown, exact, size, CLEAN_MULTILINE);
	check(str_c(&shown), shown.len);
	str_finish(&shown);
	free(exact);
	return 0;
}
