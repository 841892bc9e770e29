#include "app/talk.h"

#include <stdio.h>
#include <string.h>

#include "text/clean.h"
#include "text/format.h"
#include "wire/wire.h"

const char *talk_title(const struct thread *t, struct arena *a)
{
	return t->number ? arena_printf(a, "%s  %s", arena_printf(a, tr("RFQ %lld"), (long long)t->number), t->title)
		: *t->title ? t->title : tr("Direct");
}

const char *talk_with(const struct reader *me, const struct thread *t)
{
	int side = me ? thread_side(me, t) : -1;
	const char *other = side == ROLE_CUSTOMER ? t->partner_name : side == ROLE_PARTNER ? t->customer_name
		: *t->customer_name ? t->customer_name : t->partner_name;

	return *other ? other : tr("Support desk");
}

static const char *side_name(const struct message *m, const struct thread *t)
{
	return m->side == ROLE_CUSTOMER ? t->customer_name : m->side == ROLE_PARTNER ? t->partner_name : tr("Support desk");
}

const char *talk_by(const struct talk_item *it, const struct thread *t, struct arena *a)
{
	const char *side = side_name(it->m, t), *word = tr(enum_label(&enum_role, it->m->side));

	return *it->m->author_name ? arena_printf(a, "%s, %s (%s)", it->m->author_name, side, word) : arena_printf(a, "%s (%s)", side, word);
}

const char *talk_record(const struct message *m, struct arena *a)
{
	const char *what = tr(enum_label(&enum_record_kind, m->record));

	return *m->detail ? arena_printf(a, "%s: %s", what, m->detail) : what;
}

const char *talk_last(const struct thread *t, struct arena *a)
{
	if (t->last_kind == MESSAGE_RECORD && !*t->last_text) {
		return tr(enum_label(&enum_message_kind, t->last_kind));
	}
	return *t->last_by ? arena_printf(a, "%s: %s", t->last_by, t->last_text) : t->last_text;
}

const char *talk_state(const struct show *s, const struct intent *in)
{
	const char *word = tr(show_intent_state(in->state)), *why;

	if (in->state != INTENT_REFUSED) {
		return word;
	}
	why = tr(err_title(in->problem.code));
	return *in->problem.text ? arena_printf(s->a, "%s: %s (%s)", word, why, tr(in->problem.text)) : arena_printf(s->a, "%s: %s", word, why);
}

const char *talk_note(const struct note *n, struct arena *a)
{
	char name[200];

	note_name(n, name, sizeof(name));
	/* the server gives it its number */
	return arena_printf(a, "(%s)", n->number ? name : name[1] ? name + 2 : tr("note"));
}

const char *talk_call(const struct show *s, const struct message *m, const char *zone)
{
	char at[FORMAT_SIZE];
	const char *what = tr(enum_label(&enum_message_kind, m->kind));

	if (!m->call_at) {
		return what;
	}
	format_moment(at, m->call_at, zone, i18n_get());
	return m->call_minutes ? arena_printf(s->a, "%s: %s, %s", what, at, arena_printf(s->a,
		trn("%lld minute", "%lld minutes", (unsigned long)m->call_minutes), (long long)m->call_minutes)) : arena_printf(s->a, "%s: %s", what, at);
}

const char *talk_body(const struct talk_item *it, struct arena *a)
{
	struct str safe = STR_INIT;
	struct json *j = it->in && !strcmp(it->in->verb, "chat.edit") ? json_parse(it->in->body, strlen(it->in->body), NULL) : NULL;
	const char *text = j ? json_get_text(j, "text") : NULL, *out;

	text = text ? text : it->m->text;
	clean(&safe, text, strlen(text), CLEAN_MULTILINE);
	out = arena_strndup(a, str_c(&safe), safe.len);
	str_finish(&safe);
	json_free(j);
	return out;
}

const char *talk_line(const struct show *s, const struct talk_item *it)
{
	const char *text = talk_body(it, s->a);

	switch (it->m->kind) {
	case MESSAGE_RECORD: return talk_record(it->m, s->a);
	case MESSAGE_CALL_ASKED:
	case MESSAGE_CALL_ACCEPTED:
	case MESSAGE_CALL_DECLINED:
	case MESSAGE_CALL_WITHDRAWN:
		text = *text ? arena_printf(s->a, "%s   %s", talk_call(s, it->m, s->zone), text) : talk_call(s, it->m, s->zone);
		break;
	default: break;
	}
	if (!*text && it->m->files.n) {
		return ITEM(const struct file_ref, it->m->files, 0)->name;
	}
	return text;
}

/* ---- lines ---- */

static void line(const struct show *s, enum style st, const char *text)
{
	s->line(s->arg, st, text);
}

static void show_text(const struct show *s, const char *text)
{
	char *copy = arena_strdup(s->a, text);

	for (char *save = NULL, *l = strtok_r(copy, "\n", &save); l; l = strtok_r(NULL, "\n", &save)) {
		line(s, STYLE_TEXT, arena_printf(s->a, "    %s", l));
	}
}

void talk_show(const struct show *s, const struct thread *t, const struct talk_item *it)
{
	const struct message *m = it->m;
	char at[FORMAT_SIZE], size[FORMAT_SIZE];
	struct str head = STR_INIT;

	str_addf(&head, "%s  ", m->number ? arena_printf(s->a, "%lld", (long long)m->number) : "-");
	str_addf(&head, "%s  %s", format_moment(at, m->created, s->zone, i18n_get()), talk_by(it, t, s->a));
	if (m->edited) {
		str_addf(&head, "  %s", tr("edited"));
	}
	if (it->in) {
		str_addf(&head, "  %s", talk_state(s, it->in));
	}
	line(s, STYLE_BOLD, str_c(&head));
	if (it->reply_to) {
		struct talk_item to = {.m = it->reply_to};

		line(s, STYLE_DIM, arena_printf(s->a, "    > %s: %s", it->reply_to->author_name, talk_line(s, &to)));
	}
	if (it->note) {
		line(s, STYLE_NOTE, arena_printf(s->a, "    %s  %s  %s", talk_note(it->note, s->a), it->note->file_name,
			tr(enum_label(&enum_note_state, it->note->state))));
	}
	show_text(s, talk_line(s, it));
	for (size_t i = 0; i < m->files.n; i++) {
		const struct file_ref *f = ITEM(const struct file_ref, m->files, i);

		line(s, STYLE_LINK, arena_printf(s->a, "    %s  %s", f->name, format_size(size, (uint64_t)f->size, i18n_get())));
	}
	str_finish(&head);
}
