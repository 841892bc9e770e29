#include <stdlib.h>
#include <string.h>

#include "app/act.h"
#include "base/str.h"

/* "2093" or "#2093"; -1 when it is none. */
static int64_t number_of(const char *word, char **end)
{
	long long v;

	word += *word == '#';
	v = *word >= '0' && *word <= '9' ? strtoll(word, end, 10) : -1;
	return v > 0 && v < 1000000000 ? v : -1;
}

const struct rfq *find_rfq(struct store *s, const char *word, struct arena *a, struct err *e)
{
	char *end = NULL;
	int64_t n = ulid_valid(word) ? -1 : number_of(word, &end);
	const struct rfq *r = NULL;

	if (n > 0 && !*end) {
		r = store_get_number(s, KIND_RFQ, n, a, e);
	} else if (ulid_valid(word)) {
		r = store_get(s, KIND_RFQ, word, a, e);
	}
	if (!r) {
		err_set(e, ERR_NOT_FOUND, tr("no request for quote \"%.60s\" here; try fettle sync"), word);
	}
	return r;
}

static const struct quote *version_of(struct store *s, const char *rfq, int64_t version, struct arena *a)
{
	struct quote **q;
	int n = store_quotes(s, rfq, a, &q, NULL);

	for (int i = 0; i < n; i++) {
		if (q[i]->version == version) {
			return q[i];
		}
	}
	return NULL;
}

/* A number names a quote only where one partner quoted. */
static bool one_partner(struct store *s, const char *rfq, struct arena *a, struct err *e)
{
	struct quote **q;
	int n = store_quotes(s, rfq, a, &q, NULL);

	for (int i = 1; i < n; i++) {
		if (strcmp(q[i]->partner, q[0]->partner) != 0) {
			err_set(e, ERR_USAGE, "several partners quoted; name the quote by its id");
			return false;
		}
	}
	return true;
}

const struct quote *find_quote(struct store *s, const char *word, struct arena *a, struct err *e)
{
	char none[] = "", *end = none;
	bool id = ulid_valid(word);
	const struct quote *q = id ? store_get(s, KIND_QUOTE, word, a, NULL) : NULL;
	const struct rfq *r = id && !q ? store_get(s, KIND_RFQ, word, a, NULL) : NULL;
	int64_t n = r ? r->number : id ? -1 : number_of(word, &end);
	long long version;

	if (n > 0) {
		r = r ? r : store_get_number(s, KIND_RFQ, n, a, e);

		if (r && !one_partner(s, r->id, a, e)) {
			return NULL;
		}
		q = !*end ? store_get_number(s, KIND_QUOTE, n, a, e)
			: r && *end == '/' && parse_i64(end + 1, &version) ? version_of(s, r->id, version, a) : NULL;
	}
	if (!q) {
		err_set(e, ERR_NOT_FOUND, tr("no quote \"%.60s\" here; try fettle sync"), word);
	}
	return q;
}

static const struct file_ref *by_name(struct items files, const char *name)
{
	for (size_t i = 0; i < files.n; i++) {
		if (!strcmp(ITEM(const struct file_ref, files, i)->name, name)) {
			return ITEM(const struct file_ref, files, i);
		}
	}
	return NULL;
}

/* What partners sent about a request. */
static const struct file_ref *sent_file(struct store *s, const char *rfq, const char *name, struct arena *a)
{
	const struct file_ref *f = NULL;
	struct quote **quotes;
	struct deal **deals;
	int nq = store_quotes(s, rfq, a, &quotes, NULL), nd = store_deals(s, rfq, a, &deals, NULL);

	for (int i = 0; i < nq && !f; i++) {
		f = by_name(quotes[i]->files, name);
	}
	for (int i = 0; i < nd && !f; i++) {
		f = by_name(deals[i]->profile_files, name);
	}
	return f;
}

const struct file_ref *find_file(struct store *s, const char *object, const char *word, struct arena *a)
{
	const struct rfq *r = store_get(s, KIND_RFQ, object, a, NULL);
	const struct quote *q = r ? NULL : store_get(s, KIND_QUOTE, object, a, NULL);
	const struct profile *p = r || q ? NULL : store_get(s, KIND_PROFILE, object, a, NULL);
	struct items files = r ? r->files : q ? q->files : p ? p->files : (struct items){0};
	const struct file_ref *f = by_name(files, word);
	long long n;

	if (!f && parse_i64(word, &n) && n >= 1 && n <= (long long)files.n) {
		return ITEM(const struct file_ref, files, n - 1);
	}
	return f || !r ? f : sent_file(s, object, word, a);
}

const struct deal *find_deal(struct store *s, const char *word, struct arena *a, struct err *e)
{
	const struct deal *d = ulid_valid(word) ? store_get(s, KIND_DEAL, word, a, NULL) : NULL;
	const struct rfq *rfq = d ? NULL : find_rfq(s, word, a, NULL);
	struct deal **all;

	if (rfq && store_deals(s, rfq->id, a, &all, NULL) == 1) {
		d = all[0];
	} else if (rfq) {
		err_set(e, ERR_NOT_FOUND, tr("RFQ %s has no deal, or more than one: name the deal's id"), word);
		return NULL;
	}
	if (!d) {
		err_set(e, ERR_NOT_FOUND, tr("no deal \"%.60s\" here; try fettle sync"), word);
	}
	return d;
}

/* A profile has its organisation's id. */
struct profile *own_profile(struct store *s, const struct reader *me, struct arena *a)
{
	return me ? store_get(s, KIND_PROFILE, me->org, a, NULL) : NULL;
}
