/*
 * What a client may ask of lists, searches and the log, and send as a quote, a request, a proposal:
 * whatever it is, it is answered or refused for a reason, and never with an error of ours.
 */
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fault.h"
#include "server/data.h"
#include "server/endpoints.h"
#include "text/utf8.h"
#include "wire/wire.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SITE "01JA000000000000000000S1TE"
#define CUSTOMER "01JA00000000000000000000C1"
#define PARTNER "01JA00000000000000000000P1"
#define RFQ "01JA0000000000000000000RFQ"
#define NOW INT64_C(1800000000000)

static struct db *db;
static char dir[] = "/tmp/fettle-fuzz.XXXXXX";
static const char *const sites[] = {SITE};

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st, (void)kind, (void)ftw;
	return remove(path);
}

static void clean_up(void)
{
	db_close(db);
	nftw(dir, remove_one, 4, FTW_DEPTH | FTW_PHYS);
}

static int add_rfq(struct db *to, void *arg, struct err *e)
{
	struct rfq *r = entity_new(&entity_rfq, arg);

	r->id = RFQ;
	r->site = SITE;
	r->customer = CUSTOMER;
	r->vis = VIS_SITE;
	r->title = "Bracket 모따기 A-113";
	r->currency = "KRW";
	r->due = r->posted = NOW;
	r->takes_profile = true;
	return data_put(to, KIND_RFQ, r, 0, NOW, e);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct err e = ERR_NONE;
	struct arena a;

	(void)argc, (void)argv;
	must(mkdtemp(dir));
	char *url = xasprintf("sqlite:%s/db", dir);
	arena_init(&a);
	must(db_open(&db, &(struct db_conf){.url = url}, &e) == 0);
	must(data_prepare(db, &e) == 0);
	must(db_tx(db, DB_WRITE, add_rfq, &a, &e) == 0);
	arena_finish(&a);
	free(url);
	atexit(clean_up);
	return 0;
}

static void is_a_reason(const struct err *e)
{
	if (e->code == ERR_OK || e->code == ERR_INTERNAL || e->code == ERR_DB || err_http(e->code) == 0
		|| err_http(e->code) >= 500) {
		fprintf(stderr, "%s: %s %s\n", err_slug(e->code), e->field, e->text);
		abort();
	}
}

static const struct route *route_of(endpoint_fn *fn)
{
	for (size_t i = 0; i < nroutes; i++) {
		if (routes[i].fn == fn) {
			return &routes[i];
		}
	}
	return NULL;
}

/* "name=value" lines. */
static size_t split(char *s, struct query_arg *args, size_t most)
{
	size_t n = 0;
	char *rest = NULL;

	for (char *line = strtok_r(s, "\n", &rest); line && n < most; line = strtok_r(NULL, "\n", &rest)) {
		char *is = strchr(line, '=');

		if (is) {
			*is = '\0';
			args[n++] = (struct query_arg){line, is + 1};
		}
	}
	return n;
}

static void ask(struct request *rq, char *text)
{
	static endpoint_fn *const fns[] = {ep_rfq_list, ep_deal_list, ep_quote_list, ep_search, ep_audit_list, ep_changes};
	struct query_arg args[8];

	rq->query = args;
	rq->nquery = split(text, args, lengthof(args));
	for (size_t i = 0; i < lengthof(fns); i++) {
		struct err e = ERR_NONE;

		rq->route = route_of(fns[i]);
		if (fns[i](rq, &e)) {
			is_a_reason(&e);
		}
		json_free(rq->reply);
		rq->reply = NULL;
		str_clear(&rq->text);
	}
}

static void send(struct request *rq, endpoint_fn *fn, const char *text, size_t n)
{
	struct err e = ERR_NONE;

	rq->route = route_of(fn);
	rq->json = json_parse(text, n, &e);
	rq->body = rq->json ? wire_read(rq->route->body, rq->json, WIRE_REQUEST, rq->arena, &e) : NULL;
	if (!rq->body) {
		is_a_reason(&e);
		json_free(rq->json);
		return;
	}
	must(db_begin(db, DB_WRITE, &e) == 0);
	if (fn(rq, &e)) {
		is_a_reason(&e);
	}
	db_rollback(db);
	json_free(rq->reply);
	str_clear(&rq->text);
	json_free(rq->json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a;
	struct reader r = {.account = PARTNER, .org = PARTNER, .lang = "en", .role = ROLE_PARTNER, .sites = sites, .nsites = 1};
	struct request rq = {.db = db, .reader = &r, .now = NOW - 1, .id = RFQ, .if_match = -1, .arena = &a};

	if (size < 2 || memchr(data, 0, size) || !utf8_valid((const char *)data, size)) {
		return 0;
	}
	arena_init(&a);
	char *text = arena_strndup(&a, (const char *)data + 1, size - 1);
	switch (data[0]) {
	case 'q':
		send(&rq, ep_quote_send, text, size - 1);
		break;
	case 'p':
		send(&rq, ep_profile_send, text, size - 1);
		break;
	case 'd':
		send(&rq, ep_rfq_decline, text, size - 1);
		break;
	case 'r':
		r.role = ROLE_CUSTOMER;
		send(&rq, ep_rfq_create, text, size - 1);
		break;
	default:
		r.role = data[0] == 'a' ? ROLE_ADMIN : data[0] == 'o' ? ROLE_OPERATOR : ROLE_PARTNER;
		ask(&rq, text);
		break;
	}
	str_finish(&rq.text);
	arena_finish(&a);
	return 0;
}
