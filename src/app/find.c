#include <stdlib.h>
#include <string.h>

#include "app/act.h"
#include "base/str.h"
#include "text/utf8.h"

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
	const struct message *m = r || q || p ? NULL : store_get(s, KIND_MESSAGE, object, a, NULL);
	struct items files = r ? r->files : q ? q->files : p ? p->files : m ? m->files : (struct items){0};
	const struct file_ref *f = by_name(files, word);
	long long n;

	if (!f && parse_i64(word, &n) && n >= 1 && n <= (long long)files.n) {
		return ITEM(const struct file_ref, files, n - 1);
	}
	return f || !r ? f : sent_file(s, object, word, a);
}

static bool begins_with(const char *name, const char *folded)
{
	struct str own = STR_INIT;
	bool r;

	utf8_fold(&own, name, strlen(name));
	r = starts_with(str_c(&own), folded);
	str_finish(&own);
	return r;
}

/* Those of one partner, by the beginning of the name; all for "". */
static int keep_partner(struct deal **deals, int n, const char *name)
{
	struct str folded = STR_INIT;
	int kept = 0;

	utf8_fold(&folded, name, strlen(name));
	for (int i = 0; i < n; i++) {
		if (begins_with(deals[i]->partner_name, str_c(&folded))) {
			deals[kept++] = deals[i];
		}
	}
	str_finish(&folded);
	return kept;
}

static int keep_able(struct deal **deals, int n, const struct rfq *rfq, const struct wanted_act *w)
{
	int kept = 0;

	for (int i = 0; i < n; i++) {
		if (!deal_may(w->me, rfq, deals[i], w->act, w->now, NULL, NULL)) {
			deals[kept++] = deals[i];
		}
	}
	/* where none can, the first says why */
	return kept ? kept : n > 0;
}

static void which_of(const struct rfq *rfq, struct deal **deals, int n, struct err *e)
{
	struct str names = STR_INIT;

	for (int i = 0; i < n && names.len < 200; i++) {
		str_addf(&names, "%s%lld/%s", i ? ", " : "", (long long)rfq->number, deals[i]->partner_name);
	}
	err_set(e, ERR_USAGE, tr("there are several deals; name one: %.240s"), str_c(&names));
	str_finish(&names);
}

static const struct rfq *rfq_of(struct store *s, const char *word, const char **partner, struct arena *a, struct err *e)
{
	size_t n = strcspn(word, "/");

	*partner = word[n] ? word + n + 1 : "";
	return find_rfq(s, arena_strndup(a, word, n), a, e);
}

const struct deal *find_deal(struct store *s, const char *word, const struct wanted_act *w, struct arena *a, struct err *e)
{
	bool id = ulid_valid(word);
	const struct deal *d = id ? store_get(s, KIND_DEAL, word, a, NULL) : NULL;
	const struct quote *q = id && !d ? store_get(s, KIND_QUOTE, word, a, NULL) : NULL;
	const struct rfq *rfq;
	const char *partner;
	struct deal **all;
	int n;

	if (d || q) {
		d = d ? d : store_get(s, KIND_DEAL, q->deal, a, e);
		return d;
	}
	rfq = rfq_of(s, word, &partner, a, e);
	if (!rfq) {
		return NULL;
	}
	n = store_deals(s, rfq->id, a, &all, NULL);
	n = n > 0 ? keep_partner(all, n, partner) : 0;
	n = w ? keep_able(all, n, rfq, w) : n;
	if (n == 1) {
		return all[0];
	}
	if (n < 1) {
		err_set(e, ERR_NOT_FOUND, *partner ? tr("RFQ %lld has no deal with \"%.60s\"") : tr("RFQ %lld has no deal yet"),
			(long long)rfq->number, partner);
	} else {
		which_of(rfq, all, n, e);
	}
	return NULL;
}

size_t find_deal_words(struct store *s, const char *prefix, struct arena *a, const char **out, size_t max)
{
	const char *partner;
	const struct rfq *rfq = strchr(prefix, '/') ? rfq_of(s, prefix, &partner, a, NULL) : NULL;
	struct deal **all;
	int n = rfq ? store_deals(s, rfq->id, a, &all, NULL) : 0;
	size_t k = 0;

	n = n > 0 ? keep_partner(all, n, partner) : 0;
	for (; k < (size_t)n && k < max; k++) {
		out[k] = arena_printf(a, "%lld/%s", (long long)rfq->number, all[k]->partner_name);
	}
	return k;
}

/* A profile has its organisation's id. */
struct profile *own_profile(struct store *s, const struct reader *me, struct arena *a)
{
	return me ? store_get(s, KIND_PROFILE, me->org, a, NULL) : NULL;
}
