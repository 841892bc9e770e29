#include "app/talk.h"

#include <string.h>

#include "wire/wire.h"

int talk_draft_save(struct store *s, const char *thread, const struct talk_draft *d, struct err *e)
{
	struct json *j, *files;
	struct str b = STR_INIT;
	int r;

	if (!*d->text && !*d->reply && !*d->change && !d->files.n) {
		return store_draft_drop(s, "message", thread, e);
	}
	j = json_new_object();
	files = json_new_array();
	json_set_text(j, "text", d->text);
	json_set_text(j, "reply", d->reply);
	json_set_text(j, "change", d->change);
	for (size_t i = 0; i < d->files.n; i++) {
		json_push(files, wire_write(&entity_file_ref, ITEM(const struct file_ref, d->files, i), NULL));
	}
	json_set(j, "files", files);
	json_write(j, false, &b);
	r = store_draft_put(s, "message", thread, str_c(&b), e);
	str_finish(&b);
	json_free(j);
	return r;
}

static const char *text_of(const struct json *j, const char *name, struct arena *a)
{
	const char *text = j ? json_get_text(j, name) : NULL;

	return text ? arena_strdup(a, text) : "";
}

void talk_draft_load(struct store *s, const char *thread, struct arena *a, struct talk_draft *out)
{
	const struct draft *d = store_draft(s, "message", thread, a);
	struct json *j = d ? json_parse(d->json, strlen(d->json), NULL) : NULL;
	const struct json *files = j ? json_get(j, "files") : NULL;

	*out = (struct talk_draft){text_of(j, "text", a), text_of(j, "reply", a), text_of(j, "change", a), {0}};
	for (size_t i = 0; i < json_len(files); i++) {
		const struct file_ref *one = wire_read(&entity_file_ref, json_at(files, i), WIRE_REPLY, a, NULL);

		if (one) {
			*(struct file_ref *)items_add(&entity_file_ref, &out->files, a) = *one;
		}
	}
	json_free(j);
}
