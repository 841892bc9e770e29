#include "net/sse.h"

#include <string.h>

#include "base/str.h"

void sse_init(struct sse *p, sse_fn *fn, void *arg)
{
	*p = (struct sse){.fn = fn, .arg = arg, .retry_ms = -1};
	str_init(&p->line, SSE_LINE_MAX);
	str_init(&p->data, SSE_LINE_MAX);
	str_init(&p->type, SSE_LINE_MAX);
	str_init(&p->id, SSE_LINE_MAX);
	str_init(&p->last_id, SSE_LINE_MAX);
}

void sse_finish(struct sse *p)
{
	str_finish(&p->line);
	str_finish(&p->data);
	str_finish(&p->type);
	str_finish(&p->id);
	str_finish(&p->last_id);
}

static void event_clear(struct sse *p)
{
	str_clear(&p->data);
	str_clear(&p->type);
	p->dropped = false;
	p->started = false;
}

void sse_restart(struct sse *p)
{
	str_clear(&p->line);
	str_clear(&p->id);
	str_add(&p->id, str_c(&p->last_id));
	event_clear(p);
	p->cr = p->skipping = false;
	p->bom = 0;
}

const char *sse_last_id(const struct sse *p)
{
	return str_c(&p->last_id);
}

static void dispatch(struct sse *p)
{
	str_clear(&p->last_id);
	str_add(&p->last_id, str_c(&p->id));
	/* started: there was a data line, be it empty */
	if (p->started && !p->dropped && !str_failed(&p->data) && !str_failed(&p->type)) {
		struct sse_event ev = {.type = p->type.len ? str_c(&p->type) : "message", .data = str_c(&p->data), .id = str_c(&p->last_id)};

		p->fn(p->arg, &ev);
	}
	event_clear(p);
}

static void set(struct str *out, const char *value, size_t n)
{
	str_clear(out);
	str_addn(out, value, n);
}

static void take_retry(struct sse *p, const char *value, size_t n)
{
	long long ms;

	if (n > 0 && n <= 12 && strspn(value, "0123456789") == n && parse_i64(value, &ms)) {
		p->retry_ms = ms;
	}
}

static void field(struct sse *p, const char *name, size_t nname, const char *value, size_t n)
{
	if (nname == 4 && memcmp(name, "data", 4) == 0) {
		if (p->started) {
			str_addc(&p->data, '\n');
		}
		p->started = true;
		str_addn(&p->data, value, n);
	} else if (nname == 5 && memcmp(name, "event", 5) == 0) {
		set(&p->type, value, n);
	} else if (nname == 2 && memcmp(name, "id", 2) == 0) {
		if (!memchr(value, '\0', n)) {
			set(&p->id, value, n);
		}
	} else if (nname == 5 && memcmp(name, "retry", 5) == 0) {
		take_retry(p, value, n);
	}
}

static void line_end(struct sse *p)
{
	const char *s = str_c(&p->line);
	size_t n = p->line.len;

	if (p->skipping || str_failed(&p->line)) {
		p->dropped = true;
	} else if (n == 0) {
		dispatch(p);
	} else if (s[0] != ':') {
		const char *colon = memchr(s, ':', n);
		const char *value = colon ? colon + 1 : s + n;

		if (colon && value < s + n && *value == ' ') {
			value++;
		}
		field(p, s, colon ? (size_t)(colon - s) : n, value, (size_t)(s + n - value));
	}
	p->skipping = false;
	str_clear(&p->line);
}

/* The mark may come in three pieces; bom counts its bytes, -1: it is over. */
static bool skip_mark(struct sse *p, unsigned char c)
{
	static const unsigned char mark[3] = {0xef, 0xbb, 0xbf};

	if (p->bom >= 0 && c == mark[p->bom]) {
		p->bom = p->bom == 2 ? -1 : p->bom + 1;
		return true;
	}
	if (p->bom > 0) {
		str_addn(&p->line, mark, (size_t)p->bom);
	}
	p->bom = -1;
	return false;
}

void sse_feed(struct sse *p, const void *bytes, size_t n)
{
	const unsigned char *s = bytes;

	for (size_t i = 0; i < n; i++) {
		if (p->bom >= 0 && skip_mark(p, s[i])) {
			continue;
		}
		bool after_cr = p->cr;

		p->cr = s[i] == '\r';
		if (s[i] == '\n' && after_cr) {
			continue;
		}
		if (s[i] == '\n' || s[i] == '\r') {
			line_end(p);
		} else if (p->line.len >= SSE_LINE_MAX) {
			p->skipping = true;
		} else if (!p->skipping) {
			str_addc(&p->line, (char)s[i]);
		}
	}
}
