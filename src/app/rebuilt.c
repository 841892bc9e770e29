#include "rebuilt.h"

#include "base/i18n.h"

const char *rebuilt_words(const struct store *s, struct arena *a)
{
	const struct store_rebuild *r = store_rebuilt(s);
	const char *what;

	if (store_unmended(s)) {
		const struct err *e = store_unmended(s);

		return arena_printf(a, tr("The local store is damaged and could not be made anew: %s. Nothing of it was thrown away; it is tried again."),
			*e->text ? tr(e->text) : tr(err_title(e->code)));
	}
	if (!r) {
		return NULL;
	}
	what = arena_printf(a, tr("The local store was damaged and is made anew; %d waiting and %d drafts were saved. The old file: %s"),
		r->intents, r->drafts, r->moved_to);
	return r->all_read ? what : arena_printf(a, "%s %s", what,
		tr("Part of what waited or was drafted could not be read: look through the outbox and the drafts."));
}
