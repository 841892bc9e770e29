#include "model/talk.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/i18n.h"
#include "text/utf8.h"

int side_of_role(enum role role)
{
	return role == ROLE_CUSTOMER || role == ROLE_PARTNER ? (int)role : (int)ROLE_OPERATOR;
}

int thread_side(const struct reader *r, const struct thread *t)
{
	bool desk = t->kind == THREAD_DIRECT && (!*t->customer || !*t->partner);

	if (r->role == ROLE_CUSTOMER && *r->org && !strcmp(r->org, t->customer)) {
		return ROLE_CUSTOMER;
	}
	if (r->role == ROLE_PARTNER && *r->org && !strcmp(r->org, t->partner)) {
		return ROLE_PARTNER;
	}
	/* an organisation may be the customer in one deal and the partner in another */
	if (!reader_staff(r) && *r->org && !strcmp(r->org, t->customer)) {
		return ROLE_CUSTOMER;
	}
	return desk && reader_staff(r) ? (int)ROLE_OPERATOR : -1;
}

int thread_may_write(const struct reader *r, const struct thread *t, struct err *e)
{
	int side = thread_side(r, t);

	if (t->kind == THREAD_TICKET) {
		/* the ticket's state and clock go along with what is said */
		return err_set(e, ERR_STATE, "answer the ticket itself");
	}
	if (side < 0) {
		return err_set(e, ERR_FORBIDDEN, "only the two sides of a chat write in it");
	}
	if (t->state == TALK_ASKED && side == ROLE_PARTNER) {
		return err_set(e, ERR_STATE, "your question has no answer yet");
	}
	return 0;
}

bool message_is_said(const struct message *m)
{
	return m->kind == MESSAGE_SAID || m->kind == MESSAGE_QUESTION;
}

int message_may_edit(const struct reader *r, const struct message *m, int64_t now, struct err *e)
{
	if (strcmp(r->account, m->author)) {
		return err_set(e, ERR_FORBIDDEN, "only who wrote a message changes it");
	}
	if (!message_is_said(m)) {
		return err_set(e, ERR_STATE, "a record is not changed");
	}
	if (now - m->created > MESSAGE_EDIT_MS || m->versions >= MESSAGE_VERSIONS) {
		return err_set(e, ERR_STATE, "it is too late to change this message");
	}
	return 0;
}

int call_may(const struct reader *r, const struct thread *t, const struct message *asked, enum call_state to, struct err *e)
{
	int side = thread_side(r, t);
	bool own = side == side_of_role((enum role)asked->side);

	if (side < 0) {
		return err_set(e, ERR_FORBIDDEN, "%s", "");
	}
	if (asked->kind != MESSAGE_CALL_ASKED || to <= CALL_ASKED || to >= CALL_COUNT) {
		return err_field(e, ERR_INVALID_FIELD, "state", "a call is accepted, declined or withdrawn");
	}
	if (own != (to == CALL_WITHDRAWN)) {
		return own ? err_set(e, ERR_FORBIDDEN, "the other side answers this") : err_set(e, ERR_FORBIDDEN, "only who asked can withdraw");
	}
	if (asked->call_state != CALL_ASKED && !(asked->call_state == CALL_ACCEPTED && to != CALL_ACCEPTED)) {
		return err_set(e, ERR_STATE, "%s", tr(enum_label(&enum_call_state, asked->call_state)));
	}
	return 0;
}

#define FROM(s) (1u << NOTE_##s)
static const unsigned from[NOTE_COUNT] = {
	[NOTE_OPEN] = FROM(ACCEPTED) | FROM(REJECTED) | FROM(DONE),
	[NOTE_ACCEPTED] = FROM(OPEN) | FROM(REJECTED),
	[NOTE_REJECTED] = FROM(OPEN) | FROM(ACCEPTED),
	[NOTE_DONE] = FROM(OPEN) | FROM(ACCEPTED),
};

int note_may(const struct reader *r, const struct thread *t, const struct note *n, enum note_state to, struct err *e)
{
	bool verdict = to == NOTE_ACCEPTED || to == NOTE_REJECTED;

	if (thread_may_write(r, t, e)) {
		return -1;
	}
	if (verdict && thread_side(r, t) == side_of_role((enum role)n->side)) {
		return err_set(e, ERR_FORBIDDEN, "the other side accepts or rejects this note");
	}
	if (!(from[to] & 1u << n->state)) {
		return err_set(e, ERR_STATE, tr("the note is: %s"), tr(enum_label(&enum_note_state, n->state)));
	}
	return 0;
}

/* Letters that are not mistaken for digits or each other on a blueprint. */
static const char letters[] = "ABCDEFGHJKLMNPRTUVWY";

void rev_next(const char *rev, char out[REV_SIZE])
{
	size_t n = strlen(rev), i;
	char last = letters[lengthof(letters) - 2];

	if (n >= REV_SIZE - 1) {
		n = REV_SIZE - 2;
	}
	memcpy(out, rev, n);
	out[n] = '\0';
	if (n && isdigit((unsigned char)out[n - 1])) {
		for (i = n; i > 0 && out[i - 1] == '9'; i--) {
			out[i - 1] = '0';
		}
		if (i > 0 && isdigit((unsigned char)out[i - 1])) {
			out[i - 1]++;
			return;
		}
		memmove(out + i + 1, out + i, n - i + 1);
		out[i] = '1';
		return;
	}
	for (i = n; i > 0 && out[i - 1] == last; i--) {
		out[i - 1] = letters[0];
	}
	const char *at = i > 0 ? strchr(letters, out[i - 1]) : NULL;
	if (at) {
		out[i - 1] = at[1];
	} else {
		n = utf8_limit(out, n, n);
		snprintf(out + n, REV_SIZE - n, "%c", letters[0]);
	}
}

void note_name(const struct note *n, char *out, size_t size)
{
	const char *exact = "";

	for (size_t i = 0; i < n->selectors.n && !*exact; i++) {
		exact = ITEM(const struct selector, n->selectors, i)->exact;
	}
	int cut = (int)utf8_limit(exact, strlen(exact), 60);
	snprintf(out, size, "%lld%s%s%s%.*s%s", (long long)n->number, *n->zone ? " " : "", n->zone, *exact ? " \"" : "",
		cut, exact, *exact ? "\"" : "");
}
