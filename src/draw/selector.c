#include "draw/anchor.h"

#include <string.h>

static void add_fragment(struct items *out, const char *conforms, const struct str *value, struct arena *a)
{
	*(struct selector *)items_add(&entity_selector, out, a) = (struct selector){.type = SELECTOR_FRAGMENT, .conforms_to = conforms,
		.value = arena_strdup(a, str_c(value)), .exact = "", .prefix = "", .suffix = ""};
}

void anchor_to_selectors(const struct anchor *an, struct items *out, struct arena *a)
{
	struct str b = STR_INIT;

	*out = (struct items){0};
	anchor_point_write(an, &b);
	add_fragment(out, ANCHOR_POINT, &b, a);
	if (*an->exact) {
		*(struct selector *)items_add(&entity_selector, out, a) = (struct selector){.type = SELECTOR_TEXT_QUOTE, .conforms_to = "", .value = "",
			.exact = an->exact, .prefix = an->prefix, .suffix = an->suffix};
	}
	if (*an->zone) {
		str_clear(&b);
		anchor_zone_write(an, &b);
		add_fragment(out, ANCHOR_ZONE, &b, a);
	}
	str_finish(&b);
}

/* As texts are compared, and no longer than ours are. */
static const char *plain(const char *s, struct arena *a)
{
	struct str b = STR_INIT;
	const char *r;

	anchor_plain(&b, s);
	r = arena_strdup(a, str_c(&b));
	str_finish(&b);
	return r;
}

int anchor_from_selectors(struct items selectors, struct anchor *an, struct arena *a, struct err *e)
{
	struct anchor r = *an;
	bool point = false;

	r.exact = r.prefix = r.suffix = "";
	r.of = r.nsame = 0;
	r.paper = (struct box){0};
	for (size_t i = 0; i < selectors.n; i++) {
		const struct selector *s = ITEM(const struct selector, selectors, i);

		if (s->type == SELECTOR_TEXT_QUOTE) {
			r.exact = plain(s->exact, a);
			r.prefix = plain(s->prefix, a);
			r.suffix = plain(s->suffix, a);
		} else if (!strcmp(s->conforms_to, ANCHOR_POINT)) {
			if (anchor_point_read(s->value, &r, e)) {
				return -1;
			}
			point = true;
		} else if (!strcmp(s->conforms_to, ANCHOR_ZONE) && anchor_zone_read(s->value, &r, e)) {
			return -1;
		}
	}
	if (!point) {
		/* another program's: where it is must be known from the note itself */
		r.quote_x = r.x;
		r.quote_y = r.y;
	}
	*an = r;
	return 0;
}
