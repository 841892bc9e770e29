#include "net/probe.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "priv.h"

struct probing {
	struct net_probe *out;
	struct err *e;
	int64_t began;
	bool done, over;
	int r;
};

static void on_answer(void *arg, const struct http_answer *a)
{
	struct probing *p = arg;
	struct err e = ERR_NONE;
	struct json *j = NULL;
	int wait;

	p->done = true;
	if (answer_read(a, &j, &e, &wait) != OUT_GOOD || !json_get_text(j, "version")) {
		if (e.code == ERR_OK) {
			err_set(&e, ERR_PROTOCOL, "%s", "");
		}
		*p->e = e;
	} else {
		const char *now = json_get_text(j, "now");
		int64_t theirs, ours = clock_ms();
		p->out->rtt_ms = a->rtt_ms;
		snprintf(p->out->version, sizeof(p->out->version), "%s", json_get_text(j, "version"));
		p->out->clock_known = now && clock_parse(now, &theirs) == 0;
		/* it was then about half the way back */
		p->out->clock_offset = p->out->clock_known ? theirs - (ours - (a->rtt_ms > 0 ? a->rtt_ms / 2 : 0)) : 0;
		p->r = 0;
	}
	json_free(j);
}

static void on_over(void *arg)
{
	((struct probing *)arg)->over = true;
}

static void ask(struct probing *p, const struct http_peer *peer, int timeout_ms)
{
	struct loop *loop = loop_create();
	struct http *h = http_create(loop);
	struct http_call *c = http_begin(h, peer, &(struct http_ask){.method = "GET", .path = "/healthz", .if_match = -1,
		.total_ms = timeout_ms, .done = on_answer, .arg = p});
	int timer = loop_timer(loop, LOOP_REAL, timeout_ms, on_over, p);

	while (!p->done && !p->over) {
		loop_once(loop, -1);
	}
	if (!p->done) {
		http_cancel(h, c);
		err_set(p->e, ERR_TIMEOUT, "%s", "");
	}
	loop_timer_cancel(loop, timer);
	http_destroy(h);
	loop_destroy(loop);
}

int net_probe(const char *server, const char *pin, int timeout_ms, struct net_probe *out, struct err *e)
{
	struct err own = ERR_NONE;
	struct probing p = {.out = out, .e = &own, .r = -1};
	struct str base = STR_INIT;

	*out = (struct net_probe){.rtt_ms = -1};
	if (http_server(server, &base, &own) == 0 && (!*pin || http_pin_ok(pin, &own) == 0)) {
		ask(&p, &(struct http_peer){.server = str_c(&base), .pin = pin, .agent = "fettle doctor"}, timeout_ms);
	}
	str_finish(&base);
	if (p.r && e) {
		*e = own;
	}
	return p.r;
}
