#include <stdio.h>

#include "base/vec.h"
#include "data_rows.h"
#include "ep.h"
#include "model/talk.h"
#include "routes.h"
#include "talk.h"

/*
 * Files that come to a request later: further ones, and new revisions of what is there. What
 * is replaced stays, and stays readable; each thread of the request is told.
 */
static struct file_ref *file_of(struct items files, const char *hash)
{
	for (size_t i = 0; i < files.n; i++) {
		struct file_ref *f = ITEM(struct file_ref, files, i);

		if (!strcmp(f->hash, hash)) {
			return f;
		}
	}
	return NULL;
}

static const struct file_ref *replacement_of(struct items files, const char *hash)
{
	for (size_t i = 0; i < files.n; i++) {
		const struct file_ref *f = ITEM(const struct file_ref, files, i);

		if (!strcmp(f->replaces, hash)) {
			return f;
		}
	}
	return NULL;
}

/* 1: the request has this file in this place already. */
static int check_new(const struct rfq *rfq, const struct rfq_file *file, struct err *e)
{
	const struct file_ref *there = file_of(rfq->files, file->hash);

	if (!hash_valid(file->hash)) {
		return err_field(e, ERR_INVALID_FIELD, "hash", tr("%.40s is not the hash of a file"), "hash");
	}
	if (there) {
		return strcmp(there->replaces, file->replaces) ? err_field(e, ERR_EXISTS, "hash", "the request has this file already") : 1;
	}
	if (rfq->state == RFQ_CANCELLED) {
		return err_set(e, ERR_RFQ_CLOSED, tr("the request is: %s"), tr(enum_label(&enum_rfq_state, rfq->state)));
	}
	if (rfq->files.n >= (size_t)entity_field(&entity_rfq, "files")->max) {
		return err_field(e, ERR_TOO_LONG, "files", "the request has as many files as it may have");
	}
	if (*file->replaces && !file_of(rfq->files, file->replaces)) {
		return err_field(e, ERR_NOT_FOUND, "replaces", "the request has no such file");
	}
	if (*file->replaces && replacement_of(rfq->files, file->replaces)) {
		return err_field(e, ERR_STATE, "replaces", "this revision was replaced already");
	}
	return 0;
}

static void add(struct request *rq, struct rfq *rfq, const struct rfq_file *file)
{
	struct file_ref *old = *file->replaces ? file_of(rfq->files, file->replaces) : NULL;
	char rev[REV_SIZE] = "";

	if (old) {
		old->rev = *old->rev ? old->rev : "A";
		rev_next(old->rev, rev);
	}
	struct file_ref *f = items_add(&entity_file_ref, &rfq->files, rq->arena);
	*f = (struct file_ref){.name = file->name, .hash = file->hash, .size = file->size, .media = file->media,
		.rev = *file->rev ? file->rev : arena_strdup(rq->arena, rev), .replaces = file->replaces};
}

struct rfq_threads {
	struct arena *a;
	VEC(const char *) v;
};

static int take_thread(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct rfq_threads *t = arg;

	(void)ncols, (void)e;
	*vec_add(&t->v) = arena_strdup(t->a, col_text(cols, 0));
	return 0;
}

static int tell(struct request *rq, const char *thread, const struct items *files, struct err *e)
{
	const struct file_ref *f = ITEM(const struct file_ref, *files, 0);
	void *t;

	if (data_get(rq->db, KIND_THREAD, thread, rq->arena, &t, e) < 1) {
		return -1;
	}
	return talk_record_in(rq, t, NULL, *f->replaces ? RECORD_FILE_REVISED : RECORD_FILE_ADDED, rq->id,
		arena_printf(rq->arena, "%s%s%s", f->name, *f->rev ? " " : "", f->rev), files, e);
}

static int tell_threads(struct request *rq, const struct rfq *rfq, struct err *e)
{
	struct items files = {ITEM(struct file_ref, rfq->files, rfq->files.n - 1), 1};
	struct rfq_threads t = {.a = rq->arena};
	int r = db_query(rq->db, "SELECT id FROM thread WHERE rfq = $1 ORDER BY id", DB_ARGS(val_text(rfq->id)), take_thread, &t, e) < 0
		? -1 : 0;

	for (size_t i = 0; i < t.v.n && !r; i++) {
		r = tell(rq, t.v.v[i], &files, e);
	}
	vec_finish(&t.v);
	return r;
}

int ep_rfq_file(struct request *rq, struct err *e)
{
	const struct rfq_file *file = rq->body;
	struct file_ref ref = {.name = file->name, .hash = file->hash, .size = file->size, .media = "", .rev = "", .replaces = ""};
	struct rfq *rfq;

	if (ep_seen(rq, KIND_RFQ, rq->id, &rfq, e)) {
		return -1;
	}
	if (strcmp(rfq->customer, rq->reader->org)) {
		return err_set(e, ERR_FORBIDDEN, "%s", "");
	}
	int there = check_new(rfq, file, e);
	if (there) {
		return there < 0 ? -1 : ep_answer(rq, KIND_RFQ, rfq, false, e);
	}
	if (files_check(rq->db, rq->reader, (struct items){&ref, 1}, "hash", e)) {
		return -1;
	}
	add(rq, rfq, file);
	if (data_put(rq->db, KIND_RFQ, rfq, rq->if_match, rq->now, e) || tell_threads(rq, rfq, e)) {
		return -1;
	}
	return ep_answer(rq, KIND_RFQ, rfq, false, e);
}
