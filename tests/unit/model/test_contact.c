#include "model/contact.h"

#include <string.h>

#include "base/alloc.h"
#include "unit/unit.h"

static void note(void *arg, const struct contact_text *t, const struct contact_hit *hit)
{
	str_addf(arg, "%s %s %.*s\n", t->path, contact_kind_name(hit->kind), (int)hit->len, t->text + hit->start);
}

static void finds_in_fields_and_members(void **state)
{
	(void)state;
	struct str found = STR_INIT;
	struct arena a;
	struct quote *q;

	arena_init(&a);
	q = entity_new(&entity_quote, &a);
	q->customer_name = "call 010-1234-5678"; /* the server's own field */
	q->contact_reason = "my number is 010-1234-5678"; /* nobody else reads it */
	q->note = "전화 010-1234-5678 또는 kim@example.com";
	((struct quote_line *)items_add(&entity_quote_line, &q->lines, &a))->text = "Bracket M8x1.25";
	((struct quote_line *)items_add(&entity_quote_line, &q->lines, &a))->text = "ask lee@example.org";
	((struct file_ref *)items_add(&entity_file_ref, &q->files, &a))->name = "kim@example.net.pdf";
	assert_int_equal(contact_each(&entity_quote, q, note, &found), 4);
	assert_string_equal(str_c(&found), "lines[1].text email lee@example.org\n"
		"note phone 010-1234-5678\nnote email kim@example.com\n"
		"files[0].name email kim@example.net\n");
	assert_int_equal(contact_each(&entity_quote, entity_new(&entity_quote, &a), note, &found), 0);
	str_finish(&found);
	arena_finish(&a);
}

/* What could hold a paragraph is looked at, unless only its writer's own side reads it. */
static void long_texts_are_all_looked_at(void **state)
{
	(void)state;
	static const struct entity *const all[] = {
#define X_(n, N, path) &entity_##n,
		ENTITIES(X_)
#undef X_
#define X_(n, N) &entity_##n,
		PARTS(X_)
#undef X_
	};

	for (size_t i = 0; i < lengthof(all); i++) {
		for (size_t k = 0; k < all[i]->nfields; k++) {
			const struct field *f = &all[i]->fields[k];

			if (f->type == FIELD_LONG && !(f->flags & (FIELD_SRV | FIELD_OWN | FIELD_SAID))) {
				fail_msg("%s.%s is not looked at by the contact guard", all[i]->name, f->name);
			}
			if ((f->flags & FIELD_SAID) && f->type != FIELD_LONG && f->type != FIELD_TEXT) {
				fail_msg("%s.%s is said, but no text", all[i]->name, f->name);
			}
		}
	}
}

UNIT_TESTS(test_contact,
	cmocka_unit_test(finds_in_fields_and_members),
	cmocka_unit_test(long_texts_are_all_looked_at));
