/* What a terminal sends, in pieces, into a text field: the keys of a hostile paste. */
#include <stdint.h>
#include <string.h>

#include "../../src/ui/keyin.h"
#include "base/fault.h"
#include "base/i18n.h"
#include "text/clean.h"
#include "text/utf8.h"
#include "ui/edit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_key(const struct key *k)
{
	char text[KEY_TEXT];

	must(k->kind != KEYK_NONE);
	key_format(k, text);
	if (k->kind == KEYK_CHAR) {
		must(utf8_valid(k->text, strlen(k->text)));
		must((unsigned char)k->text[0] >= 0x20);
	}
	if (k->kind == KEYK_PASTE) {
		must(clean_already(k->paste, k->paste_len, CLEAN_MULTILINE));
	}
}

static void check_edit(struct edit *ed, struct surface *s, unsigned flags)
{
	size_t n = edit_len(ed), at = edit_cursor(ed);

	must(at <= n && utf8_border(edit_text(ed), n, at) == at);
	must(utf8_valid(edit_text(ed), n));
	must(clean_already(edit_text(ed), n, flags));
	edit_draw(ed, surface_area(s), STYLE_INPUT, true);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2) {
		return 0;
	}
	i18n_init(NULL);
	bool many = data[0] & 1;
	size_t piece = 1 + data[1] % 32;
	struct edit *ed = edit_create(many ? EDIT_MULTILINE : 0, 200);
	struct surface s;
	struct keyin in;
	struct key k;

	surface_init(&s, 4, 10);
	keyin_init(&in);
	keyin_define(&in, "\033[[Q", key_named(KEYN_UP, 0));
	for (size_t at = 2; at < size; at += piece) {
		bool over = data[at] & 1;
		keyin_feed(&in, (const char *)data + at, size - at < piece ? size - at : piece);
		while (keyin_next(&in, over, &k) == KEYIN_KEY) {
			check_key(&k);
			edit_key(ed, &k);
		}
		check_edit(ed, &s, many ? CLEAN_MULTILINE : CLEAN_LINE);
	}
	while (edit_undo(ed)) {
	}
	must(edit_len(ed) == 0);
	keyin_finish(&in);
	surface_finish(&s);
	edit_destroy(ed);
	return 0;
}
