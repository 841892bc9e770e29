#include <stdio.h>
#include <string.h>

#include "app/talk.h"
#include "cli.h"
#include "wire/wire.h"

/* fettle note ...: notes pinned to drawings. */

/* "2093/3": note 3 of the chat of RFQ 2093; or an id. */
static const struct note *the_note(struct cli *c, struct err *e)
{
	const char *word = call_arg(c->call, "NOTE"), *slash = strrchr(word, '/');
	const struct note *n = ulid_valid(word) ? store_get(c->store, KIND_NOTE, word, &c->arena, NULL) : NULL;
	const struct thread *t = !n && slash ? find_thread(c->store, arena_strndup(&c->arena, word, (size_t)(slash - word)), &c->arena, e) : NULL;
	long long number;

	if (!n && slash && !t) {
		return NULL;
	}
	if (t && parse_i64(slash + 1, &number)) {
		n = store_note_number(c->store, t->id, number, &c->arena);
	}
	if (!n) {
		err_set(e, ERR_NOT_FOUND, tr("no note \"%.60s\" here; 2093/3 is note 3 of the chat of RFQ 2093"), word);
	}
	return n;
}

struct listing { struct cli *c; struct json *arr; const char *file; int state; };

static void list_notes(struct listing *l, const struct thread *t)
{
	struct note **all;
	int n = store_notes(l->c->store, t->id, NULL, &l->c->arena, &all);

	for (int i = 0; i < n; i++) {
		if ((l->file && strcmp(l->file, all[i]->file_name) != 0 && strcmp(l->file, all[i]->file_hash) != 0)
			|| (l->state >= 0 && all[i]->state != l->state)) {
			continue;
		}
		if (l->arr) {
			json_push(l->arr, wire_write(&entity_note, all[i], store_reader(l->c->store)));
		} else {
			cli_line(arena_printf(&l->c->arena, "%lld/%lld  %s  %s %s  %s  %s: %s", (long long)t->number, (long long)all[i]->number,
				talk_note(all[i], &l->c->arena), all[i]->file_name, all[i]->file_rev, tr(enum_label(&enum_note_state, all[i]->state)),
				all[i]->author_name, all[i]->text));
		}
	}
}

static void list_all(struct listing *l)
{
	struct store_list *threads = store_list_create(l->c->store);
	struct store_query q = {.kind = KIND_THREAD, .order = ORDER_NEWEST};
	char id[64];

	store_list_set(threads, &q);
	for (int64_t i = 0; store_list_at(threads, i, id); i++) {
		const struct thread *t = store_get(l->c->store, KIND_THREAD, id, &l->c->arena, NULL);

		if (t && t->notes) {
			list_notes(l, t);
		}
	}
	store_list_destroy(threads);
}

int cli_note_list(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	const char *word = call_arg(c->call, "CHAT"), *state = call_arg(c->call, "--state");
	struct listing l = {c, NULL, call_arg(c->call, "--file"), state ? enum_find(&enum_note_state, state) : -1};
	const struct thread *t;

	if (code) {
		return code;
	}
	if (state && l.state < 0) {
		err_set(&e, ERR_USAGE, tr("there is no state \"%.40s\""), state);
		return cli_error(c, &e);
	}
	t = word ? find_thread(c->store, word, &c->arena, &e) : NULL;
	if (word && !t) {
		return cli_error(c, &e);
	}
	l.arr = c->json ? json_new_array() : NULL;
	if (t) {
		list_notes(&l, t);
	} else {
		list_all(&l);
	}
	if (l.arr) {
		cli_json(l.arr);
	}
	return CLI_OK;
}

int cli_note_reply(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	const struct note *n = code ? NULL : the_note(c, &e);
	struct message *m = entity_new(&entity_message, &c->arena);
	struct act act;
	char id[ULID_SIZE];

	if (code || !n || cli_attach(c, &m->files, &e)) {
		return code ? code : cli_error(c, &e);
	}
	m->id = ulid_make(id);
	m->thread = n->thread;
	m->note = n->id;
	m->reply_to = n->first;
	m->text = cli_text(c, call_arg(c->call, "TEXT"));
	act = cli_act_saying(c, &entity_message, m);
	return cli_done(c, &act, act_message_send(&act, m, &e), &e);
}

int cli_note_state(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	const struct note *n = code ? NULL : the_note(c, &e);
	int state = enum_find(&enum_note_state, call_arg(c->call, "STATE"));
	struct act act;

	if (code || !n) {
		return code ? code : cli_error(c, &e);
	}
	if (state < 0) {
		err_set(&e, ERR_USAGE, tr("there is no state \"%.40s\""), call_arg(c->call, "STATE"));
		return cli_error(c, &e);
	}
	act = cli_act(c);
	return cli_done(c, &act, act_note_state(&act, n->id, (enum note_state)state, &e), &e);
}
