#ifndef UNIT_STORE_HELP_H
#define UNIT_STORE_HELP_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "store/store.h"
#include "unit/unit.h"

/* An account "a1" of role partner in org "o1", in a store in dir. */
static inline struct store *help_open(const char *dir)
{
	struct store *s = NULL;
	struct err e = ERR_NONE;

	if (store_open(&s, &(struct store_conf){.dir = dir}, &e)) {
		fail_msg("store_open: %s %s", err_slug(e.code), e.text);
	}
	return s;
}

static inline void help_sign_in(struct store *s, const char *account)
{
	struct err e = ERR_NONE;
	char *text = xasprintf("{\"account\":{\"id\":\"%s\",\"login\":\"%s\",\"role\":\"partner\",\"org\":\"o1\"},\"sites\":[\"s1\"]}", account, account);
	struct json *j = json_parse(text, strlen(text), &e);

	assert_non_null(j);
	assert_int_equal(store_set_account(s, j, &e), 0);
	json_free(j);
	free(text);
}

static inline struct store *help_store(const char *dir)
{
	struct store *s = help_open(dir);

	if (!store_account(s)) {
		help_sign_in(s, "a1");
	}
	return s;
}

/* Applies a JSON list of changes after the store's position. */
static inline int help_apply(struct store *s, int64_t last, const char *changes)
{
	struct err e = ERR_NONE;
	struct json *j = json_parse(changes, strlen(changes), &e);

	if (!j) {
		fail_msg("not JSON: %s", e.text);
	}
	int n = store_apply(s, store_feed(s), j, last, &e);
	if (n < 0) {
		fail_msg("store_apply: %s %s", err_slug(e.code), e.text);
	}
	json_free(j);
	return n;
}

static inline void help_rfq(struct str *out, int64_t n, const char *id, int rev, int number, const char *title, const char *state, int64_t due)
{
	char time[CLOCK_TEXT];

	str_addf(out, "%s{\"n\":%lld,\"kind\":\"rfq\",\"id\":\"%s\",\"rev\":%d,\"object\":{\"id\":\"%s\",\"rev\":%d,\"number\":%d,"
		"\"title\":\"%s\",\"state\":\"%s\",\"process\":\"mill\",\"currency\":\"KRW\",\"due\":\"%s\",\"breaks\":[{\"qty\":10}]}}",
		out->len > 1 ? "," : "", (long long)n, id, rev, id, rev, number, title, state, clock_format(due, time));
}

#endif
