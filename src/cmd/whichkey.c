#include <string.h>

#include "base/i18n.h"
#include "cmd/overlays.h"
#include "keymap_impl.h"
#include "text/cells.h"

#define SHOWN_MAX 64
#define KEYS_MOST 12
#define COLUMN 38 /* two at 80 columns */

static int columns(int cols)
{
	return cols < 2 * COLUMN ? 1 : cols / COLUMN;
}

static size_t collect(struct keymap *km, const struct keyseq *seq, const char *const *scopes,
	const struct binding **out)
{
	return keymap_pending(km, seq, scopes, out, SHOWN_MAX);
}

int whichkey_rows(struct keymap *km, const struct keyseq *seq, const char *const *scopes, int screen_rows, int cols)
{
	const struct binding *b[SHOWN_MAX];
	int n = (int)collect(km, seq, scopes, b);
	int rows = 1 + (n + columns(cols) - 1) / columns(cols);

	if (!keyseq_waits(seq)) {
		return 0;
	}
	return rows > screen_rows / 2 ? screen_rows / 2 : rows;
}

/* The keys of a binding that are still to be pressed. */
static void add_rest(const struct keymap *km, const struct binding *b, int pressed, struct str *out)
{
	const struct bound *keys = &km->bounds.v[b - km->bindings.v];
	char text[KEY_TEXT];

	for (int i = pressed; i < keys->n; i++) {
		str_addf(out, "%s%s", out->len ? " " : "", key_format(&keys->keys[i], text));
	}
	if (keys->letter) {
		str_addf(out, "%s%s", out->len ? " " : "", tr("a letter"));
	}
}

static void draw_head(struct keymap *km, const struct keyseq *seq, const char *const *scopes, struct area a)
{
	struct key digit = {.kind = KEYK_CHAR, .text = {(char)('0' + seq->count % 10)}};
	struct str pressed = STR_INIT;
	int col;

	keyseq_format(seq, &pressed);
	col = 1 + area_text(a, 0, 1, -1, STYLE_KEY, str_c(&pressed));
	if (seq->n > 0) {
		area_text(a, 0, col + 3, -1, STYLE_DIM, tr("and then; Esc ends it"));
	} else if (seq->count < 10 && keymap_lookup(km, scopes, &digit, 1) == VERB_PLACE) {
		area_text(a, 0, col + 3, -1, STYLE_DIM, tr("times the next key; Enter: to this place"));
	} else {
		area_text(a, 0, col + 3, -1, STYLE_DIM, tr("times the next key; Esc ends it"));
	}
	str_finish(&pressed);
}

/* Columns for the keys, so that the texts stand below each other. */
static int rest_width(struct keymap *km, const struct keyseq *seq, const struct binding *const *b, int n)
{
	size_t width = 2;

	for (int i = 0; i < n; i++) {
		struct str rest = STR_INIT;
		add_rest(km, b[i], seq->n, &rest);
		size_t w = cells_text(str_c(&rest), 1);
		width = w > width ? w : width;
		str_finish(&rest);
	}
	return width > KEYS_MOST ? KEYS_MOST : (int)width;
}

static void draw_one(struct keymap *km, const struct keyseq *seq, const struct binding *b, int used, struct area a)
{
	struct str rest = STR_INIT;

	add_rest(km, b, seq->n, &rest);
	area_text(a, 0, 0, used, STYLE_KEY, str_c(&rest));
	/* place 1 and place 2 have the same help: the line says more. */
	area_text(a, 0, used + 2, a.cols - used - 2, STYLE_TEXT,
		strchr(b->line, ' ') ? b->line : tr(verbs[b->id].help));
	str_finish(&rest);
}

void whichkey_draw(struct keymap *km, const struct keyseq *seq, const char *const *scopes, struct area a)
{
	const struct binding *b[SHOWN_MAX];
	int n = (int)collect(km, seq, scopes, b);
	int across = columns(a.cols), down = (n + across - 1) / across;
	int width = rest_width(km, seq, b, n);

	area_fill(a, 0, 0, a.rows, a.cols, STYLE_TEXT);
	draw_head(km, seq, scopes, a);
	for (int i = 0; i < n; i++) {
		int row = 1 + i % down, col = 3 + i / down * COLUMN;
		if (row < a.rows) {
			draw_one(km, seq, b[i], width, area_part(a, row, col, 1,
				across == 1 ? a.cols - col : COLUMN - 1));
		}
	}
}
