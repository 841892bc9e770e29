#include "model/desk.h"

#include <string.h>

#include "base/alloc.h"
#include "base/vec.h"

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)

/* ---- who may do what when ---- */

#define IN(s) (1u << TICKET_##s)
#define LIVE (IN(FRESH) | IN(OPEN) | IN(WAITING) | IN(WAITING_ADMIN) | IN(HANDED))
enum who { THE_DESK = 1, THE_REQUESTER = 2, THE_SITE_ADMIN = 4 };

static const struct rule {
	const char *name;
	unsigned who, from;
} rules[DESK_COUNT] = {
	[DESK_REPLY] = {"reply", THE_DESK | THE_REQUESTER, LIVE | IN(SOLVED)},
	[DESK_NOTE] = {"note", THE_DESK, LIVE | IN(SOLVED) | IN(CLOSED)},
	[DESK_CHANGE] = {"change", THE_DESK, LIVE | IN(SOLVED)},
	[DESK_OPEN] = {"open", THE_DESK | THE_REQUESTER, LIVE | IN(SOLVED)},
	[DESK_WAIT] = {"wait", THE_DESK, IN(FRESH) | IN(OPEN) | IN(WAITING)},
	[DESK_SOLVE] = {"solve", THE_DESK | THE_REQUESTER, LIVE | IN(SOLVED)},
	[DESK_CLOSE] = {"close", THE_DESK, LIVE | IN(SOLVED)},
	[DESK_ACT] = {"act", THE_DESK, IN(FRESH) | IN(OPEN) | IN(WAITING) | IN(HANDED)},
	[DESK_MERGE] = {"merge", THE_DESK, LIVE | IN(SOLVED)},
	[DESK_SPLIT] = {"split", THE_DESK, LIVE | IN(SOLVED)},
	[DESK_VOTE] = {"vote", THE_REQUESTER, LIVE | IN(SOLVED) | IN(CLOSED)},
};

const char *desk_act_name(enum desk_act act)
{
	return rules[act].name;
}

static unsigned who_is(const struct reader *r, const struct ticket *t)
{
	unsigned who = 0;

	if (reader_staff(r) && reader_in_site(r, t->site)) {
		who |= THE_DESK;
	}
	if (*r->org && (!strcmp(r->org, t->customer) || !strcmp(r->org, t->partner))) {
		who |= THE_REQUESTER;
	}
	return who;
}

int desk_may(const struct reader *r, const struct ticket *t, enum desk_act act, struct err *e)
{
	const struct rule *rule = &rules[act];

	if (!(who_is(r, t) & rule->who) && !(act == DESK_VOTE && reader_in_site(r, t->site))) {
		return err_set(e, ERR_FORBIDDEN, "%s", "");
	}
	if (act == DESK_VOTE && t->cls != CLASS_WISH) {
		return err_set(e, ERR_STATE, "only wishes are voted for");
	}
	if (*t->merged_into && act != DESK_MERGE) {
		return err_set(e, ERR_TICKET_MERGED, "%s", "");
	}
	/* what was merged is taken apart again in any state: the other one's may have closed it */
	if (!(rule->from & 1u << t->state) && !*t->merged_into) {
		return err_set(e, ERR_STATE, tr("the ticket is: %s"), tr(enum_label(&enum_ticket_state, (int)t->state)));
	}
	return 0;
}

unsigned desk_actions(const struct reader *r, const struct ticket *t)
{
	unsigned out = 0;

	for (int i = 0; i < DESK_COUNT; i++) {
		if (desk_may(r, t, (enum desk_act)i, NULL) == 0) {
			out |= 1u << i;
		}
	}
	return out;
}

enum desk_act desk_act_of_state(enum ticket_state to)
{
	switch (to) {
	case TICKET_OPEN: return DESK_OPEN;
	case TICKET_WAITING: return DESK_WAIT;
	case TICKET_SOLVED: return DESK_SOLVE;
	case TICKET_CLOSED: return DESK_CLOSE;
	default: return DESK_COUNT;
	}
}

/* ---- intake ---- */

static bool blank(const char *s)
{
	return s[strspn(s, " \t\n")] == '\0';
}

int ticket_check(const struct ticket *t, struct err *e)
{
	if (blank(t->subject)) {
		return err_field(e, ERR_MISSING_FIELD, "subject", "say in a line what it is about");
	}
	if (blank(t->task)) {
		return err_field(e, ERR_MISSING_FIELD, "task", "describe the task: what was done, what happened");
	}
	if (t->action != CHANGE_NONE) {
		if (!t->docs_checked) {
			return err_field(e, ERR_MISSING_FIELD, "docs_checked", "check the base documents first, and say so");
		}
		if (blank(t->wished)) {
			return err_field(e, ERR_MISSING_FIELD, "wished", "say what it shall be like afterwards");
		}
	}
	if (t->cls == CLASS_HOT && !*t->auction) {
		return err_field(e, ERR_MISSING_FIELD, "auction", "name the auction that is running");
	}
	return 0;
}

/* ---- the policy ---- */

enum policy_way policy_way(int64_t level)
{
	return level >= 3 ? POLICY_HAND_OVER : level == 2 ? POLICY_ASK : POLICY_DO;
}

bool policy_may_ask(const struct policy_rule *rule, enum role requester)
{
	if (!rule || rule->who == WHO_ANYONE) {
		return true;
	}
	return requester == ROLE_SITE_ADMIN || (rule->who == WHO_CUSTOMER && requester == ROLE_CUSTOMER);
}

/* ---- what is owed when ---- */

int64_t desk_promise(enum ticket_class cls)
{
	switch (cls) {
	case CLASS_HOT: return 5 * MINUTE;
	case CLASS_SETTING:
	case CLASS_CORRECTION: return 4 * HOUR;
	case CLASS_WISH: return 40 * HOUR;
	default: return 8 * HOUR;
	}
}

static const struct hours *hours_of(const struct ticket *t, const struct hours *h)
{
	static const struct hours always = {0};

	return t->hot || t->cls == CLASS_HOT ? &always : h;
}

void desk_owe(struct ticket *t, const struct hours *h, int64_t now)
{
	t->time_left = 0;
	t->due = hours_after(hours_of(t, h), now, desk_promise((enum ticket_class)t->cls));
}

void desk_pause(struct ticket *t, const struct hours *h, int64_t now)
{
	if (t->due) {
		/* at least something: 0 is "not paused" */
		int64_t left = hours_between(hours_of(t, h), now, t->due);
		t->time_left = left > 0 ? left : 1;
		t->due = 0;
	}
}

void desk_resume(struct ticket *t, const struct hours *h, int64_t now)
{
	if (t->time_left) {
		t->due = hours_after(hours_of(t, h), now, t->time_left);
		t->time_left = 0;
	}
}

int desk_escalation(const struct ticket *t, const struct hours *h, int64_t now)
{
	int64_t all = desk_promise((enum ticket_class)t->cls), left;

	if (!t->due) {
		return 0;
	}
	if (now >= t->due) {
		return 3;
	}
	left = hours_between(hours_of(t, h), now, t->due);
	return left * 5 <= all ? 2 : left * 2 <= all ? 1 : 0;
}

static int by_value(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return x < y ? -1 : x > y;
}

/* "2026-12-25" as 20261225; 0: it is none. */
static int32_t read_date(const char *s)
{
	int32_t v = 0;

	for (int i = 0; i < 10; i++) {
		if (i == 4 || i == 7) {
			if (s[i] != '-') {
				return 0;
			}
		} else if (s[i] < '0' || s[i] > '9') {
			return 0;
		} else {
			v = v * 10 + s[i] - '0';
		}
	}
	return v;
}

void desk_hours(const struct site *s, struct arena *a, struct hours *out)
{
	size_t most = strlen(s->holidays) / 10 + 1;
	int32_t *dates = arena_alloc(a, most * sizeof(*dates));

	*out = (struct hours){.zone = s->zone};
	if (!*s->hours || hours_parse(s->hours, out)) {
		out->days = 0;
	}
	for (const char *p = s->holidays; *p; p += strspn(p, " ,;\n")) {
		size_t n = strcspn(p, " ,;\n");
		int32_t date = n == 10 ? read_date(p) : 0;

		if (date) {
			dates[out->nholidays++] = date;
		}
		p += n;
	}
	qsort(dates, out->nholidays, sizeof(*dates), by_value);
	out->holidays = dates;
}

/* ---- auctions ---- */

int auction_may_bid(const struct auction *a, int64_t amount, int64_t now, struct err *e)
{
	if (a->cancelled || now < a->starts) {
		return err_set(e, ERR_STATE, a->cancelled ? "the auction was cancelled" : "the auction has not begun");
	}
	if (now >= a->ends) {
		return err_set(e, ERR_AUCTION_OVER, "%s", "");
	}
	if (amount < 1) {
		return err_field(e, ERR_INVALID_FIELD, "amount", "a bid is more than nothing");
	}
	return a->bids && amount >= a->best ? err_field(e, ERR_BID_TOO_HIGH, "amount", "%s", "") : 0;
}

bool auction_take(struct auction *a, int64_t amount, int64_t now)
{
	int64_t until = now + a->soft_close * 1000;
	bool late = until > a->ends;

	a->bids++;
	a->best = amount;
	a->ends = late ? until : a->ends;
	return late;
}

int auction_may_extend(const struct auction *a, int64_t now, struct err *e)
{
	if (a->cancelled) {
		return err_set(e, ERR_STATE, "the auction was cancelled");
	}
	return now - a->ends > AUCTION_LATE_MS ? err_set(e, ERR_AUCTION_OVER, "%s", "") : 0;
}

bool auction_last_minutes(const struct auction *a, int64_t now)
{
	return !a->cancelled && now < a->ends && a->ends - now <= AUCTION_LAST_MS;
}

/* ---- whom it goes to ---- */

bool desk_speaks(const char *speaks, const char *lang)
{
	size_t n = strlen(lang);

	for (const char *p = speaks; n && *p; p += strspn(p, " ,;")) {
		size_t len = strcspn(p, " ,;");

		if (len == n && !strncmp(p, lang, n)) {
			return true;
		}
		p += len;
	}
	return false;
}

int desk_route(const struct desk_operator *ops, size_t n, const char *lang)
{
	int best = -1;

	for (size_t i = 0; i < n; i++) {
		if (ops[i].online && desk_speaks(ops[i].speaks, lang) && (best < 0 || ops[i].load < ops[best].load)) {
			best = (int)i;
		}
	}
	return best;
}
