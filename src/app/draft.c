#include <string.h>

#include "app/act.h"
#include "paths.h"
#include "store/blob.h"
#include "wire/wire.h"

#define ATTACH_MAX (INT64_C(64) << 20)

struct quote_draft *draft_load(struct store *s, const char *rfq, struct arena *a)
{
	const struct draft *d = store_draft(s, "quote", rfq, a);
	struct json *j = d ? json_parse(d->json, strlen(d->json), NULL) : NULL;
	struct quote_draft *q = j ? wire_read(&entity_quote_draft, j, WIRE_REPLY, a, NULL) : NULL;

	json_free(j);
	return q;
}

static void draft_text(const struct quote_draft *d, struct str *out)
{
	struct json *j = wire_write(&entity_quote_draft, d, NULL);

	json_write(j, false, out);
	json_free(j);
}

int draft_save(struct store *s, const struct quote_draft *d, struct err *e)
{
	struct str b = STR_INIT;
	int r;

	draft_text(d, &b);
	r = store_draft_put(s, "quote", d->rfq, str_c(&b), e);
	str_finish(&b);
	return r;
}

bool draft_same(const struct quote_draft *a, const struct quote_draft *b)
{
	struct str one = STR_INIT, other = STR_INIT;
	bool same;

	draft_text(a, &one);
	draft_text(b, &other);
	same = !strcmp(str_c(&one), str_c(&other));
	str_finish(&one);
	str_finish(&other);
	return same;
}

int draft_drop(struct store *s, const char *rfq, struct err *e)
{
	return store_draft_drop(s, "quote", rfq, e);
}

struct quote_draft *draft_begin(struct store *s, const char *rfq_id, const char *from_quote, struct arena *a, struct err *e)
{
	const struct rfq *rfq = store_get(s, KIND_RFQ, rfq_id, a, NULL);
	const struct quote *from = from_quote && *from_quote ? store_get(s, KIND_QUOTE, from_quote, a, NULL) : NULL;
	struct quote_draft *kept = from ? NULL : draft_load(s, rfq_id, a);
	struct project_row row;
	struct quote_draft *d;
	char id[ULID_SIZE];

	if (kept) {
		return kept;
	}
	if (!rfq) {
		err_set(e, ERR_NOT_FOUND, tr("no request for quote %s here"), rfq_id);
		return NULL;
	}
	ulid_make(id);
	if (!store_project(s, rfq_id, a, &row)) {
		row.quote = NULL;
	}
	if (!from) {
		from = row.quote;
	}
	d = from ? quote_draft_from(from, rfq, id, a) : quote_draft_new(rfq, id, a);
	if (row.quote) {
		d->version = row.quote->version + 1;
	}
	return d;
}

bool detach_file(struct items *files, const char *name)
{
	long long n = 0;

	for (size_t i = 0; i < files->n; i++) {
		if (!strcmp(ITEM(const struct file_ref, *files, i)->name, name)) {
			items_remove(&entity_file_ref, files, i);
			return true;
		}
	}
	if (!parse_i64(name, &n) || n < 1 || n > (long long)files->n) {
		return false;
	}
	items_remove(&entity_file_ref, files, (size_t)n - 1);
	return true;
}

const char *attach_name(const char *path)
{
	return strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
}

static int too_large(const char *name, struct err *e)
{
	return err_set(e, ERR_TOO_LARGE, tr("%.100s is larger than 64 MiB"), name);
}

int attach_open(struct store *s, const char *path, struct blob_import **out, struct err *e)
{
	struct blob_import *im = NULL;
	struct arena a;
	int r;

	arena_init(&a);
	r = blob_import_begin(s, path_meant(path, &a), &im, e);
	if (r == 0 && blob_import_size(im) > ATTACH_MAX) {
		blob_import_destroy(im);
		r = too_large(attach_name(path), e);
	}
	arena_finish(&a);
	if (r == 0) {
		*out = im;
	}
	return r;
}

int attach_check(struct store *s, const struct blob_import *im, const char *name, struct file_ref *f, struct err *e)
{
	const struct blob_imported *got = blob_import_result(im);

	/* it may have grown meanwhile */
	if (got->size > ATTACH_MAX) {
		blob_drop(s, got->hash, NULL);
		return too_large(name, e);
	}
	*f = (struct file_ref){.name = name, .hash = got->hash, .media = got->media, .size = got->size};
	return entity_check(&entity_file_ref, f, e);
}

int attach_put(struct items *files, const struct file_ref *f, struct arena *a, struct err *e)
{
	if (files->n >= 20) {
		return err_set(e, ERR_TOO_LONG, "at most 20 files can be attached");
	}
	struct file_ref *own = items_add(&entity_file_ref, files, a);
	own->name = arena_strdup(a, f->name);
	own->hash = arena_strdup(a, f->hash);
	own->media = arena_strdup(a, f->media);
	own->size = f->size;
	return 0;
}

int attach_file(struct store *s, const char *path, struct items *files, struct arena *a, struct err *e)
{
	struct blob_import *im = NULL;
	struct file_ref f;
	int r = attach_open(s, path, &im, e);

	while (r == 0) {
		r = blob_import_step(im, ATTACH_MAX, e);
	}
	r = r > 0 && attach_check(s, im, attach_name(path), &f, e) == 0 ? attach_put(files, &f, a, e) : -1;
	blob_import_destroy(im);
	return r;
}
