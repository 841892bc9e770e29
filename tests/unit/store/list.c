#include "base/vec.h"
#include "help.h"
#include "src/store/priv.h"

/*
 * Lists against an oracle: plain structs, filtered and sorted by plain loops, while rows come, change and go. Both ways of
 * the list are tried: few matches and many.
 */
struct row { char id[16]; int rev, number, state, process, deal; bool has_deal, unread, gone; char title[40]; int64_t due, posted; int word; };
struct world { struct store *s; VEC(struct row) rows; int64_t n; uint64_t seed; };

static const char *const words[] = {"bracket", "shaft", "하우징", "取付板", "вал", "cover", "Bracket M6", "bracket M10"};

static unsigned pick(struct world *w, unsigned n)
{
	w->seed = w->seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(w->seed >> 33) % n;
}

static void put_row(struct world *w, struct row *r)
{
	char due[CLOCK_TEXT], posted[CLOCK_TEXT], *text;

	r->rev++;
	r->state = (int)pick(w, RFQ_COUNT);
	r->process = (int)pick(w, 4);
	r->due = 1700000000000 + (int64_t)pick(w, 5) * 1000;
	r->posted = 1600000000000 + (int64_t)pick(w, 5) * 1000;
	r->word = (int)pick(w, lengthof(words));
	snprintf(r->title, sizeof(r->title), "%s", words[r->word]);
	r->unread = true;
	text = xasprintf("[{\"n\":%lld,\"kind\":\"rfq\",\"id\":\"%s\",\"rev\":%d,\"object\":{\"id\":\"%s\",\"rev\":%d,\"number\":%d,\"title\":\"%s\","
		"\"state\":\"%s\",\"process\":\"%s\",\"due\":\"%s\",\"posted\":\"%s\"}}]", (long long)++w->n, r->id, r->rev, r->id, r->rev, r->number,
		r->title, enum_wire(&enum_rfq_state, r->state), enum_wire(&enum_process, r->process), clock_format(r->due, due), clock_format(r->posted, posted));
	assert_int_equal(help_apply(w->s, w->n, text), 1);
	free(text);
}

static void put_deal(struct world *w, struct row *r)
{
	char *text;

	r->has_deal = true;
	r->deal = (int)pick(w, DEAL_COUNT);
	r->unread = true;
	w->n++;
	text = xasprintf("[{\"n\":%lld,\"kind\":\"deal\",\"id\":\"d%s\",\"rev\":%lld,\"object\":{\"id\":\"d%s\",\"rev\":%lld,\"rfq\":\"%s\",\"state\":\"%s\"}}]",
		(long long)w->n, r->id, (long long)w->n, r->id, (long long)w->n, r->id, enum_wire(&enum_deal_state, r->deal));
	assert_int_equal(help_apply(w->s, w->n, text), 1);
	free(text);
}

static void drop_row(struct world *w, struct row *r)
{
	char *text = xasprintf("[{\"n\":%lld,\"kind\":\"rfq\",\"id\":\"%s\",\"gone\":true}]", (long long)++w->n, r->id);

	assert_int_equal(help_apply(w->s, w->n, text), 1);
	r->gone = true;
	free(text);
}

static void change(struct world *w)
{
	struct row *r;

	if (w->rows.n < 5 || pick(w, 4) == 0) {
		r = vec_add(&w->rows);
		*r = (struct row){.number = (int)pick(w, 50) + 2000};
		snprintf(r->id, sizeof(r->id), "r%05zu", w->rows.n);
		put_row(w, r);
		return;
	}
	r = &w->rows.v[pick(w, (unsigned)w->rows.n)];
	if (r->gone) {
		return;
	}
	switch (pick(w, 6)) {
	case 0:
		drop_row(w, r);
		break;
	case 1:
	case 2:
		put_deal(w, r);
		break;
	case 3:
		assert_int_equal(store_seen(w->s, KIND_RFQ, r->id, true, NULL), 0);
		r->unread = false;
		break;
	default:
		put_row(w, r);
		break;
	}
}

static bool fits(const struct row *r, const struct store_query *q, int word)
{
	int deal = r->has_deal ? r->deal : DEAL_NONE;

	if (r->gone || (q->state && !(q->state & 1u << r->state)) || (q->process && !(q->process & 1u << r->process)) ||
			(q->deal && !(q->deal & 1u << deal)) || (q->unread && !r->unread) || (q->own && !r->has_deal)) {
		return false;
	}
	/* "bra" finds three of the words */
	return word < 0 || (word == 0 ? r->word == 0 || r->word == 6 || r->word == 7 : r->word == word);
}

static const char *const title_order[] = {"bracket", "shaft", "하우징", "取付板", "вал", "cover", "bracket m000000006", "bracket m000000010"};
static struct store_query sorting;

static int64_t key_of(const struct row *r)
{
	const int64_t after = INT64_C(1) << 50;

	switch (sorting.order) {
	case ORDER_DEADLINE:
		return r->state == RFQ_OPEN && r->due >= clock_ms() ? r->due : after + (after - r->due);
	case ORDER_NEWEST:
		return -r->posted;
	case ORDER_STATE:
		return r->has_deal ? 100 + r->deal : r->state;
	case ORDER_NUMBER:
		return -r->number;
	default:
		return 0;
	}
}

/* Among equals the store goes by when it first saw the row, which is the id's order here. */
static int compare(const void *a, const void *b)
{
	const struct row *x = *(struct row *const *)a, *y = *(struct row *const *)b;
	int c = sorting.order == ORDER_TITLE ? strcmp(title_order[x->word], title_order[y->word])
		: (key_of(x) > key_of(y)) - (key_of(x) < key_of(y));

	return c ? c : strcmp(x->id, y->id);
}

static void check(struct world *w, struct store_list *l, const struct store_query *q, int word)
{
	struct row **want = xcalloc(w->rows.n + 1, sizeof(*want));
	const char **ids = xcalloc(w->rows.n + 2, sizeof(*ids));
	struct arena a;
	int n = 0;

	arena_init(&a);
	for (size_t i = 0; i < w->rows.n; i++) {
		if (fits(&w->rows.v[i], q, word)) {
			want[n++] = &w->rows.v[i];
		}
	}
	sorting = *q;
	qsort(want, (size_t)n, sizeof(*want), compare);
	store_list_set(l, q);
	assert_int_equal(store_list_count(l), n);
	assert_int_equal(store_list_page(l, NULL, true, n + 1, ids, &a), n);
	for (int i = 0; i < n; i++) {
		assert_string_equal(ids[i], want[i]->id);
	}
	int k = n > 3 ? 3 : n;
	assert_int_equal(store_list_page(l, NULL, false, k, ids, &a), k);
	for (int i = 0; i < k; i++) {
		assert_string_equal(ids[i], want[n - k + i]->id);
	}
	for (int i = 0; i < n; i += 1 + (int)pick(w, 5)) {
		char id[64];
		int after = store_list_page(l, want[i]->id, true, 4, ids, &a);
		assert_int_equal(after, n - i - 1 < 4 ? n - i - 1 : 4);
		for (int j = 0; j < after; j++) {
			assert_string_equal(ids[j], want[i + 1 + j]->id);
		}
		int before = store_list_page(l, want[i]->id, false, 4, ids, &a);
		assert_int_equal(before, i < 4 ? i : 4);
		for (int j = 0; j < before; j++) {
			assert_string_equal(ids[j], want[i - before + j]->id);
		}
		assert_int_equal(store_list_index(l, want[i]->id), i);
		assert_true(store_list_at(l, i, id));
		assert_string_equal(id, want[i]->id);
		assert_true(store_list_has(l, id));
	}
	char id[64];
	assert_false(store_list_at(l, n, id));
	assert_false(store_list_at(l, -1, id));
	assert_int_equal(store_list_index(l, "nobody"), -1);
	free(want);
	free(ids);
	arena_finish(&a);
}

static void random_query(struct world *w, struct store_query *q, int *word)
{
	static const struct { const char *text; int word; } texts[] = {{"", -1}, {"bra", 0}, {"shaft", 1}, {"하우", 2}, {"付板", 3}, {"ВА", 4}, {"-", -1}};
	unsigned t = pick(w, 12);

	*q = (struct store_query){.kind = KIND_RFQ, .order = (enum store_order)pick(w, ORDER_COUNT)};
	q->text = t < lengthof(texts) ? texts[t].text : "";
	*word = t < lengthof(texts) ? texts[t].word : -1;
	q->state = pick(w, 3) == 0 ? 1u << pick(w, RFQ_COUNT) | 1u << pick(w, RFQ_COUNT) : 0;
	q->process = pick(w, 4) == 0 ? 1u << pick(w, 4) : 0;
	q->deal = pick(w, 4) == 0 ? 1u << pick(w, DEAL_COUNT) | 1u << DEAL_NONE : 0;
	q->unread = pick(w, 4) == 0;
	q->own = pick(w, 5) == 0;
}

static void run(int64_t few, uint64_t seed, int changes)
{
	struct world w = {.s = help_store(unit_dir()), .seed = seed};
	struct store_list *l = store_list_create(w.s);

	w.s->few = few;
	for (int i = 0; i < changes; i++) {
		/* the clock is hours ahead at first; then deadlines pass one by one */
		clock_freeze(i < changes / 4 ? 1700010000000 : 1699999999000 + i * 10);
		change(&w);
		if (i % 4 == 0) {
			struct store_query q;
			int word;

			random_query(&w, &q, &word);
			check(&w, l, &q, word);
			/* typed on and taken back, with the same before it */
			if (streq(q.text, "shaft")) {
				q.text = "shaft sh";
				check(&w, l, &q, word);
				q.text = "shaft sha";
				check(&w, l, &q, word);
				q.text = "shaft ";
				check(&w, l, &q, word);
			}
		}
	}
	int unread = 0, total = 0;
	for (size_t i = 0; i < w.rows.n; i++) {
		unread += !w.rows.v[i].gone && w.rows.v[i].unread;
		total += !w.rows.v[i].gone;
	}
	assert_int_equal(store_unread_count(w.s, KIND_RFQ), unread);
	assert_int_equal(store_list_total(l), total);
	store_list_destroy(l);
	store_close(w.s);
	vec_finish(&w.rows);
	clock_freeze(-1);
}

static void few_matches_agree_with_an_oracle(void **state)
{
	(void)state;
	run(8192, 1, 400);
}

static void many_matches_agree_with_an_oracle(void **state)
{
	(void)state;
	run(0, 2, 400);
}

/* The cursor's row goes, or no longer matches, while a page is asked for from it. */
static void an_anchor_keeps_its_place(void **state)
{
	(void)state;
	struct store *s = help_store(unit_dir());
	struct store_list *l = store_list_create(s);
	struct str b = STR_INIT;
	struct arena a;
	const char *ids[4];

	clock_freeze(1600000000000);
	arena_init(&a);
	for (int few = 0; few < 2; few++) {
		store_forget(s, NULL);
		s->few = few ? 100 : 0;
		str_clear(&b);
		str_add(&b, "[");
		for (int i = 0; i < 5; i++) {
			char id[16];
			snprintf(id, sizeof(id), "r%d", i);
			help_rfq(&b, i + 1, id, 1, i, "bracket", "open", 1700000000000 + i * 1000);
		}
		str_add(&b, "]");
		help_apply(s, 5, str_c(&b));
		store_list_set(l, &(struct store_query){.kind = KIND_RFQ, .text = "bra"});
		assert_int_equal(store_list_count(l), 5);
		help_apply(s, 6, "[{\"n\":6,\"kind\":\"rfq\",\"id\":\"r2\",\"gone\":true}]");
		assert_int_equal(store_list_page(l, "r2", true, 1, ids, &a), 1);
		assert_string_equal(ids[0], "r3");
		assert_int_equal(store_list_page(l, "r2", false, 1, ids, &a), 1);
		assert_string_equal(ids[0], "r1");
		assert_int_equal(store_list_index(l, "r2"), -1);
		assert_false(store_list_has(l, "r2"));
		/* it no longer matches the filter */
		help_apply(s, 7, "[{\"n\":7,\"kind\":\"rfq\",\"id\":\"r3\",\"rev\":2,\"object\":{\"id\":\"r3\",\"rev\":2,\"title\":\"shaft\",\"due\":\"2023-11-14T22:13:23Z\",\"state\":\"open\"}}]");
		assert_int_equal(store_list_page(l, "r3", true, 1, ids, &a), 1);
		assert_string_equal(ids[0], "r4");
		assert_int_equal(store_list_index(l, "r3"), -1);
		assert_int_equal(store_list_count(l), 3);
		/* one that was never here: the start */
		assert_int_equal(store_list_page(l, "nobody", false, 2, ids, &a), 2);
		assert_string_equal(ids[0], "r0");
	}
	store_list_destroy(l);
	store_close(s);
	str_finish(&b);
	arena_finish(&a);
	clock_freeze(-1);
}

static void finds_the_next_unread(void **state)
{
	(void)state;
	struct store *s = help_store(unit_dir());
	struct store_list *l = store_list_create(s);
	struct str b = STR_INIT;
	struct arena a;

	clock_freeze(1600000000000);
	arena_init(&a);
	str_add(&b, "[");
	for (int i = 0; i < 5; i++) {
		char id[16];
		snprintf(id, sizeof(id), "r%d", i);
		help_rfq(&b, i + 1, id, 1, i, "bracket", "open", 1700000000000 + i * 1000);
	}
	str_add(&b, "]");
	help_apply(s, 5, str_c(&b));
	assert_int_equal(store_seen_all(s, KIND_RFQ, NULL), 0);
	store_list_set(l, &(struct store_query){.kind = KIND_RFQ});
	assert_null(store_list_next_unread(l, NULL, &a));
	assert_int_equal(store_seen(s, KIND_RFQ, "r1", false, NULL), 0);
	assert_int_equal(store_seen(s, KIND_RFQ, "r3", false, NULL), 0);
	assert_int_equal(store_unread_count(s, KIND_RFQ), 2);
	assert_string_equal(store_list_next_unread(l, NULL, &a), "r1");
	assert_string_equal(store_list_next_unread(l, "r1", &a), "r3");
	assert_string_equal(store_list_next_unread(l, "r3", &a), "r1");
	store_list_destroy(l);
	store_close(s);
	str_finish(&b);
	arena_finish(&a);
	clock_freeze(-1);
}

static void a_filter_is_saved_and_read(void **state)
{
	(void)state;
	struct arena a;
	struct err e = ERR_NONE;
	struct str b = STR_INIT;
	struct store_query q = {.kind = KIND_RFQ, .text = "br \"x", .state = 1u << RFQ_OPEN | 1u << RFQ_CLOSED, .process = 1u << PROCESS_SLS,
		.deal = 1u << DEAL_NONE, .unread = true, .own = true, .order = ORDER_TITLE}, back;
	static const char *const bad[] = {"[]", "{\"state\":[\"opn\"]}", "{\"state\":\"open\"}", "{\"order\":\"size\"}", "{\"colour\":1}"};

	arena_init(&a);
	struct json *j = store_query_json(&q);
	json_write(j, false, &b);
	assert_int_equal(store_query_read(j, KIND_RFQ, &a, &back, &e), 0);
	assert_string_equal(back.text, q.text);
	assert_int_equal(back.state, q.state);
	assert_int_equal(back.process, q.process);
	assert_int_equal(back.deal, q.deal);
	assert_true(back.unread && back.own && back.order == ORDER_TITLE);
	json_free(j);
	for (size_t i = 0; i < lengthof(bad); i++) {
		j = json_parse(bad[i], strlen(bad[i]), &e);
		assert_int_equal(store_query_read(j, KIND_RFQ, &a, &back, &e), -1);
		json_free(j);
	}
	str_finish(&b);
	arena_finish(&a);
}

UNIT_TESTS(list,
	cmocka_unit_test(few_matches_agree_with_an_oracle),
	cmocka_unit_test(many_matches_agree_with_an_oracle),
	cmocka_unit_test(an_anchor_keeps_its_place),
	cmocka_unit_test(finds_the_next_unread),
	cmocka_unit_test(a_filter_is_saved_and_read));
