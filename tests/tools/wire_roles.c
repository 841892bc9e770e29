/*
 * Every route with every role, generated from the description that the server gives of its own
 * route table: wire_roles [--pgsql]. Roles that a route does not name must get 403, who is
 * signed out 401; what the others get is in the table below, and a route or a person
 * missing there is a failure.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "lib/script.h"
#include "wire/json.h"

/* anna's request, kim's deal and quote on it, the drawing of the request */
static const char *const world[] = {
	"rfq R by anna profile", "deal D by kim on ${R}", "quote Q by kim on ${R}", "file F by anna a drawing ${R}",
	"drawing G by anna on ${R}", "chat ${D} by anna", "said M by anna in ${D}", "note O by kim in ${D} on ${G}", "call C by kim in ${D}",
	"level criterion 2 by sadm", "ticket K by anna", "ticket U by anna", "change P by oper on ${K}", "auction X by anna",
};
#define FIXTURE_NEW "let N = ${new}"

#define RFQ_BODY "{\"id\":\"${new}\",\"title\":\"T\",\"process\":\"mill\",\"breaks\":[{\"qty\":1}]," \
	"\"due\":\"${now+7d}\",\"currency\":\"KRW\"}"
#define QUOTE_BODY "{\"id\":\"${new}\",\"rfq\":\"${R}\",\"currency\":\"KRW\",\"lead_days\":1,\"valid_days\":30," \
	"\"lines\":[{\"text\":\"B\",\"qty\":1,\"unit\":100}]}"
#define ACCOUNT_BODY "{\"login\":\"${new}\",\"name\":\"N\",\"role\":\"partner\",\"org\":\"${org.kim}\"," \
	"\"password\":\"a wire password\"}"

#define OPEN "anna 200 kim 200 lee 200 oper 200 sadm 200 root 200 mori 404 boris 404 far 404"
#define SIDES "anna 201 kim 201 lee 201 oper 403 sadm 403 root 403 mori 404 boris 404 far 404"
#define ASKED "anna 200 oper 200 sadm 200 root 200 boris 404 kim 404 lee 404 mori 404 far 404"
#define DESK "oper 200 sadm 200 root 200"
#define SELECTORS "\"selectors\":[{\"type\":\"TextQuoteSelector\",\"exact\":\"${new}\"}]"

/*
 * expect: "PERSON STATUS ..." for those whose role the route names. kim and anna own the
 * deal; lee is kim's price-blind colleague; mori is another partner in the site, boris
 * another customer; far belongs to another site.
 */
static const struct row {
	const char *route, *path, *body, *expect;
} rows[] = {
	{"session.open", "/v1/session", "{\"login\":\"kim\",\"password\":\"a wire password\"}", "* 201"},
	{"session.close", "/v1/session", NULL, "* 204"},
	{"session.refresh", "/v1/session/refresh", NULL, "* 201"},
	{"me", "/v1/me", NULL, "* 200"},
	{"changes", "/v1/changes", NULL, "* 200"},
	{"doorbell", "/v1/doorbell", NULL, "* 200"},
	{"rfq.list", "/v1/rfqs", NULL, "* 200"},
	{"rfq.show", "/v1/rfqs/${R}", NULL, "anna 200 kim 200 lee 200 mori 200 oper 200 sadm 200 root 200 boris 404 far 404"},
	{"rfq.create", "/v1/rfqs", RFQ_BODY, "anna 201 boris 201"},
	{"rfq.patch", "/v1/rfqs/${R}", "{\"takes_profile\":false}", "anna 200 sadm 200 root 200 boris 404"},
	{"rfq.file", "/v1/rfqs/${R}/files", "{\"name\":\"a.dxf\",\"hash\":\"${F}\",\"size\":${F.size}}", "anna 200 boris 404"},
	{"rfq.question", "/v1/rfqs/${R}/question", "{\"deal\":\"${new}\",\"message\":\"${new}\",\"text\":\"Which class?\"}",
		"mori 201 kim 409 lee 409 far 404"},
	{"profile.show", "/v1/profiles/${org.kim}", NULL, "anna 200 kim 200 lee 200 mori 200 oper 200 sadm 200 root 200 "
		"boris 200 far 404"},
	{"profile.put", "/v1/profiles/${org.kim}", "{\"id\":\"${org.kim}\",\"text\":\"${new}\"}",
		"kim 200 lee 200 mori 403 far 403"},
	{"profile.send", "/v1/rfqs/${R}/proposal", "{\"deal\":\"${new}\",\"text\":\"We mill more.\"}",
		"mori 201 kim 409 lee 409 far 404"},
	{"deal.list", "/v1/deals", NULL, "* 200"},
	{"deal.show", "/v1/deals/${D}", NULL, "anna 200 kim 200 lee 200 oper 200 sadm 200 root 200 mori 404 boris 404 far 404"},
	{"deal.history", "/v1/deals/${D}/history", NULL, "anna 200 kim 200 lee 200 oper 200 sadm 200 root 200 mori 404 boris 404 far 404"},
	{"chat.request", "/v1/deals/${D}/chat", "{}", "anna 200 boris 404"},
	{"deal.decline", "/v1/rfqs/${R}/decline", "{\"reason\":\"too busy\"}", "kim 200 lee 200 mori 201 far 404"},
	{"order.confirm", "/v1/deals/${D}/contract", "{}", "kim 409 lee 409 mori 404 far 404"},
	{"quote.list", "/v1/quotes", NULL, "* 200"},
	{"quote.show", "/v1/quotes/${Q}", NULL, "anna 200 kim 200 lee 200 oper 200 sadm 200 root 200 mori 404 boris 404 far 404"},
	{"quote.send", "/v1/quotes", QUOTE_BODY, "kim 201 mori 201 lee 403 far 404"},
	{"quote.decline", "/v1/quotes/${Q}/decline", "{\"reason\":\"too dear\"}", "anna 200 boris 404"},
	{"order.place", "/v1/deals/${D}/order", "{\"quote\":\"${Q}\"}", "anna 200 boris 404"},
	{"thread.list", "/v1/threads", NULL, "* 200"},
	{"thread.show", "/v1/threads/${D}", NULL, OPEN},
	{"thread.open", "/v1/threads", "{\"id\":\"${new}\",\"partner\":\"${org.mori}\"}",
		"anna 2 boris 2 kim 2 lee 2 mori 2 far 2 oper 2 sadm 2 root 2"},
	{"thread.people", "/v1/threads/${D}/people", NULL, OPEN},
	{"message.list", "/v1/threads/${D}/messages", NULL, OPEN},
	{"message.show", "/v1/messages/${M}", NULL, OPEN},
	{"message.send", "/v1/messages", "{\"id\":\"${new}\",\"thread\":\"${D}\",\"text\":\"Hello\"}", SIDES},
	{"message.edit", "/v1/messages/${M}", "{\"text\":\"${new}\"}",
		"anna 200 kim 403 lee 403 oper 403 sadm 403 root 403 mori 404 boris 404 far 404"},
	{"message.history", "/v1/messages/${M}/history", NULL, OPEN},
	{"call.ask", "/v1/threads/${D}/calls", "{\"id\":\"${new}\",\"at\":\"${now+1d}\"}", SIDES},
	{"call.answer", "/v1/messages/${C}/call", "{\"id\":\"${new}\",\"state\":\"accepted\"}",
		"anna 201 kim 403 lee 403 oper 403 sadm 403 root 403 mori 404 boris 404 far 404"},
	{"note.list", "/v1/notes", NULL, "* 200"},
	{"note.show", "/v1/notes/${O}", NULL, OPEN},
	{"note.create", "/v1/notes", "{\"id\":\"${new}\",\"first\":\"${new}\",\"thread\":\"${D}\",\"file_hash\":\"${G}\","
		"\"text\":\"R3?\"," SELECTORS "}", SIDES},
	{"note.state", "/v1/notes/${O}/state", "{\"state\":\"accepted\"}",
		"anna 200 kim 403 lee 403 oper 403 sadm 403 root 403 mori 404 boris 404 far 404"},
	{"note.place", "/v1/notes/${O}/place", "{\"file_hash\":\"${G}\"," SELECTORS "}",
		"anna 200 kim 200 lee 200 oper 403 sadm 403 root 403 mori 404 boris 404 far 404"},
	{"note.annotation", "/v1/notes/${O}/annotation", NULL, OPEN},
	{"file.annotations", "/v1/files/${G}/annotations", NULL,
		"anna 200 kim 200 lee 200 mori 200 oper 200 sadm 200 root 200 boris 404 far 404"},
	{"file.head", "/v1/files/${F}", NULL, "anna 200 root 404 kim 404 lee 404 mori 404 oper 404 sadm 404 boris 404 far 404"},
	{"file.get", "/v1/files/${F}", NULL, "anna 200 root 404 kim 404 lee 404 mori 404 oper 404 sadm 404 boris 404 far 404"},
	{"file.put", "/v1/files/${sha256 a file}", "a file", "* 2"},
	{"account.list", "/v1/accounts", NULL, "* 200"},
	{"account.create", "/v1/accounts", ACCOUNT_BODY, "* 201"},
	{"account.revoke", "/v1/accounts/${lysenko}/revoke", "{}", "* 200"},
	{"ticket.list", "/v1/tickets", NULL, "* 200"},
	{"ticket.show", "/v1/tickets/${U}", NULL, ASKED},
	{"ticket.create", "/v1/tickets", "{\"id\":\"${new}\",\"site\":\"${site.north}\",\"subject\":\"S\",\"task\":\"T\"}",
		"anna 201 boris 201 kim 201 lee 201 mori 201 sadm 201 far 403"},
	{"ticket.change", "/v1/tickets/${U}", "{\"module\":\"tender\"}", DESK},
	{"ticket.reply", "/v1/tickets/${U}/reply", "{\"message\":\"${new}\",\"text\":\"Hello\",\"seen\":99999}", ASKED},
	{"ticket.merge", "/v1/tickets/${U}/merge", "{\"into\":\"${U}\"}", "oper 400 sadm 400 root 400"},
	{"ticket.unmerge", "/v1/tickets/${U}/unmerge", "{}", DESK},
	{"ticket.split", "/v1/tickets/${U}/split", "{\"id\":\"${new}\",\"from\":1,\"subject\":\"Apart\"}", "oper 201 sadm 201 root 201"},
	{"ticket.vote", "/v1/tickets/${U}/vote", "{}", ASKED},
	{"ticket.act", "/v1/tickets/${U}/act",
		"{\"id\":\"${new}\",\"action\":\"model\",\"target\":\"${new}\",\"detail\":\"Another model\"}", "oper 201 sadm 201 root 201"},
	{"auction.list", "/v1/auctions", NULL, "* 200"},
	{"auction.show", "/v1/auctions/${X}", NULL, "anna 200 kim 200 lee 200 mori 200 oper 200 sadm 200 root 200 boris 404 far 404"},
	{"auction.create", "/v1/auctions", "{\"id\":\"${new}\",\"site\":\"${site.north}\",\"title\":\"S\",\"starts\":\"${now+1d}\","
		"\"ends\":\"${now+2d}\",\"currency\":\"KRW\"}", "anna 201 boris 201"},
	{"auction.bid", "/v1/auctions/${X}/bids", "{\"id\":\"${new}\",\"amount\":1000}", "kim 201 lee 403 mori 201 far 404"},
	{"auction.log", "/v1/auctions/${X}/bids", NULL, "anna 200 kim 200 lee 200 mori 200 oper 200 sadm 200 root 200 boris 404 far 404"},
	{"auction.extend", "/v1/auctions/${X}/extend", "{\"minutes\":1,\"reason\":\"An outage\"}", DESK},
	{"approval.list", "/v1/approvals", NULL, "* 200"},
	{"approval.show", "/v1/approvals/${P}", NULL, ASKED},
	{"approval.decide", "/v1/approvals/${P}/decision", "{\"agree\":true}", "sadm 200"},
	{"policy.list", "/v1/policies", NULL, "* 200"},
	{"policy.put", "/v1/policies", "{\"id\":\"${new}\",\"site\":\"${site.north}\",\"action\":\"bid\",\"level\":3}", "sadm 2 root 2"},
	{"setting.list", "/v1/settings", NULL, "* 200"},
	{"macro.list", "/v1/macros", NULL, "* 200"},
	{"macro.put", "/v1/macros/${new}", "{\"id\":\"${new}\",\"site\":\"${site.north}\",\"name\":\"Hi\",\"text\":\"Hello {{requester}}\"}",
		"oper 201 sadm 201 root 201"},
	{"audit.list", "/v1/audit", NULL, "* 200"},
	{"report.contact", "/v1/reports/contact", NULL, "* 200"},
	{"search", "/v1/search?q=bracket", NULL, "* 200"},
	{"healthz", "/healthz", NULL, "* 200"},
	{"metrics", "/metrics", NULL, "root 200"},
	{"openapi", "/v1/openapi.json", NULL, "* 200"},
};

static const struct person {
	const char *login, *role; /* role NULL: signed out */
} people[] = {
	{"nobody", NULL}, {"anna", "customer"}, {"boris", "customer"}, {"kim", "partner"}, {"lee", "partner"},
	{"mori", "partner"}, {"far", "partner"}, {"oper", "operator"}, {"sadm", "site_admin"}, {"root", "admin"},
};

static const struct row *row_of(const char *route)
{
	for (size_t i = 0; i < lengthof(rows); i++) {
		if (streq(rows[i].route, route)) {
			return &rows[i];
		}
	}
	return NULL;
}

static bool holds(const struct json *list, const char *word)
{
	for (size_t i = 0; list && i < json_len(list); i++) {
		if (streq(json_as_text(json_at(list, i)), word)) {
			return true;
		}
	}
	return false;
}

/* What the table says of a person; NULL nothing. */
static const char *told(const struct row *row, const char *login, char *buf)
{
	char *text = xstrdup(row->expect), *rest = text;
	const char *got = NULL;

	for (char *who; !got && (who = strsep(&rest, " ")) && rest;) {
		const char *status = strsep(&rest, " ");
		if (streq(who, "*") || streq(who, login)) {
			got = strcpy(buf, status);
		}
	}
	free(text);
	return got;
}

static const char *expected(const struct row *row, const struct json *op, const struct person *who, char *buf)
{
	if (holds(json_get(op, "x-flags"), "public")) {
		return told(row, who->login, buf);
	}
	if (!who->role) {
		return "401";
	}
	return holds(json_get(op, "x-roles"), who->role) ? told(row, who->login, buf) : "403";
}

static void make_world(struct script *s)
{
	for (size_t i = 0; i < lengthof(world); i++) {
		char *step = script_expand(s, 0, world[i]);
		script_given(s, 0, step);
		free(step);
	}
}

static int open_stream(struct script *s, const struct https_request *q)
{
	struct https_stream *stream = https_stream_open(s->f->base, s->f->pin, q);

	https_stream_read(stream, "\n");
	int status = https_stream_status(stream);
	https_stream_close(stream);
	return status;
}

static int try_route(struct script *s, const struct row *row, const char *method, const struct person *who)
{
	char *path = script_expand(s, 0, row->path), *body = row->body ? script_expand(s, 0, row->body) : NULL;
	char *key = script_expand(s, 0, "Idempotency-Key: ${new}");
	const char *headers[] = {key, "Content-Type: application/json"};
	struct https_request q = {.method = method, .path = path, .headers = headers, .nheaders = body ? 2 : 1,
		.body = body, .nbody = body ? strlen(body) : 0};

	if (who->role) {
		script_given(s, 0, streq(who->login, "") ? "" : script_get(s, "(token step)"));
		q.token = script_get(s, "T");
	}
	int status;
	if (streq(row->route, "doorbell")) {
		status = open_stream(s, &q);
	} else {
		script_call(s, &q);
		status = s->reply.status;
	}
	free(path);
	free(body);
	free(key);
	return status;
}

static void check_one(struct script *s, const struct json *op, const char *method, const struct person *who)
{
	const char *route = json_get_text(op, "operationId");
	const struct row *row = row_of(route);
	char buf[16], got[16], step[64];
	const char *want = row ? expected(row, op, who, buf) : NULL;

	if (!want) {
		printf("%s: nothing is said of %s\n", route, who->login);
		s->failed++;
		return;
	}
	make_world(s);
	/* a sign-in of its own, since some routes end it */
	snprintf(step, sizeof(step), "token T for %s", who->login);
	script_set(s, "(token step)", step);
	snprintf(got, sizeof(got), "%d", try_route(s, row, method, who));
	if (strncmp(got, want, strlen(want)) == 0) {
		s->passed++;
	} else {
		printf("%s as %s: %s instead of %s\n    %s\n", route, who->login, got, want, str_c(&s->reply.body));
		s->failed++;
	}
}

static int check_method(struct script *s, const char *method, const struct json *op)
{
	char upper[16];
	size_t n = 0;

	for (; method[n] && n < sizeof(upper) - 1; n++) {
		upper[n] = (char)(method[n] - 'a' + 'A');
	}
	upper[n] = '\0';
	for (size_t i = 0; i < lengthof(people); i++) {
		check_one(s, op, upper, &people[i]);
	}
	return 0;
}

static int each_method(void *arg, const char *method, struct json *op)
{
	return check_method(arg, method, op);
}

static int each_path(void *arg, const char *path, struct json *methods)
{
	(void)path;
	return json_each(methods, each_method, arg);
}

/* No row may be left over either: it would be of a route that is gone. */
static void check_leftovers(struct script *s, const struct json *description)
{
	struct str all = STR_INIT;

	json_write(description, false, &all);
	for (size_t i = 0; i < lengthof(rows); i++) {
		char *word = xasprintf("\"operationId\":\"%s\"", rows[i].route);
		if (!strstr(str_c(&all), word)) {
			printf("%s: there is no such route\n", rows[i].route);
			s->failed++;
		}
		free(word);
	}
	str_finish(&all);
}

static void put_profile(struct script *s)
{
	static const char *const headers[] = {"Idempotency-Key: profile", "Content-Type: application/json"};
	char *path = script_expand(s, 0, "/v1/profiles/${org.kim}");
	char *body = script_expand(s, 0, "{\"id\":\"${org.kim}\",\"text\":\"Five axes.\"}");

	script_call(s, &(struct https_request){.method = "PUT", .path = path, .token = script_token(s, "kim"),
		.headers = headers, .nheaders = 2, .body = body, .nbody = strlen(body)});
	free(path);
	free(body);
}

int main(int argc, char **argv)
{
	static const char *const options[] = {"public_per_minute=1000000", "requests_per_minute=1000000"};
	enum engine engine = argc > 1 && streq(argv[1], "--pgsql") ? PGSQL : PLAIN;
	struct fettled *f = fettled_start(engine, options, lengthof(options));
	struct script s;

	if (!f) {
		printf("skipped: no PostgreSQL\n");
		return 0;
	}
	script_open(&s, f, "roles");
	put_profile(&s);
	script_call(&s, &(struct https_request){.method = "GET", .path = "/v1/openapi.json"});
	struct json *description = json_keep(s.json);
	json_each(json_get(description, "paths"), each_path, &s);
	check_leftovers(&s, description);
	json_free(description);
	script_close(&s);
	printf("%d passed, %d failed\n", s.passed, s.failed);
	return s.failed ? 1 : 0;
}
