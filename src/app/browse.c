#include "app/browse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "text/cells.h"
#include "ui/pager.h"

#define ABOUT_ROWS 4   /* an empty row and three lines */
#define PANE_FROM 120  /* columns from which what is below stands at the right */
#define WIDE_FROM 200  /* and from which the list has more of them */

struct browse {
	struct app *app;
	struct browse_conf conf;
	struct store_query base; /* without any filter: Esc leads back to it */
	struct store_list *sl;
	struct list *list;
	int rows, cols;
	char *text, *before;   /* the filter, and what it was when the prompt opened */
	char name[64];         /* of the saved filter in use */
	struct arena arena;    /* of one drawing */
	struct arena about;    /* of what is told about the row the cursor rested on last */
	const char *lines[60];
	int nlines;
};

/* ---- the list's source: pages of ids from the store ---- */

static struct list_row row_of(const struct browse *b, const char *id, const void *data)
{
	return (struct list_row){.id = id, .data = data, .sign = data && b->conf.sign ? b->conf.sign(data) : '\0'};
}

static int src_page(void *arg, const char *anchor, bool forward, int n, struct list_row *out, struct arena *a)
{
	struct browse *b = arg;
	size_t room = (size_t)(n > 0 ? n : 1);
	const char **ids = arena_alloc(a, room * sizeof(*ids));
	void **data = arena_alloc(a, room * sizeof(*data));
	int got = b->conf.page ? b->conf.page(b->sl, anchor, forward, n, ids, data, a) : store_list_page(b->sl, anchor, forward, n, ids, a);

	for (int i = 0; i < got; i++) {
		out[i] = row_of(b, ids[i], b->conf.page ? data[i] : b->conf.row(b->app, ids[i], a));
	}
	return got;
}

static int64_t src_index(void *arg, const char *id)
{
	return store_list_index(((struct browse *)arg)->sl, id);
}

static int64_t src_count(void *arg)
{
	return store_list_count(((struct browse *)arg)->sl);
}

static bool src_at(void *arg, int64_t i, char out[LIST_ID])
{
	return store_list_at(((struct browse *)arg)->sl, i, out);
}

static bool src_get(void *arg, const char *id, struct list_row *out, struct arena *a)
{
	struct browse *b = arg;

	if (!store_list_has(b->sl, id)) {
		return false;
	}
	*out = row_of(b, arena_strdup(a, id), b->conf.row(b->app, id, a));
	return out->data != NULL;
}

static const struct list_source source = {src_page, src_index, src_count, src_at, src_get};

/* ---- columns ---- */

static bool column_shown(const struct column *c, int cols)
{
	return c->from <= cols;
}

int column_width(const struct column *c)
{
	bool wide = i18n_get() == LANG_KO || i18n_get() == LANG_JA;

	return wide && c->wide ? c->wide : c->width;
}

/* Cells left for the column that takes what is left. */
static int rest_width(const struct browse *b, int width)
{
	int used = 0;

	for (int i = 0; i < b->conf.ncolumns; i++) {
		if (column_shown(&b->conf.columns[i], b->cols)) {
			used += column_width(&b->conf.columns[i]) + (i > 0 ? 2 : 0);
		}
	}
	return width > used ? width - used : 0;
}

static void draw_columns(struct browse *b, struct area row, const void *data, bool header)
{
	int rest = rest_width(b, row.cols), col = 0;

	for (int i = 0; i < b->conf.ncolumns; i++) {
		const struct column *c = &b->conf.columns[i];
		int width = c->width ? column_width(c) : rest;
		enum style st = header ? STYLE_DIM : STYLE_TEXT;
		const char *s;

		if (!column_shown(c, b->cols)) {
			continue;
		}
		s = header ? tr(c->label) : c->text(b->app, data, &b->arena, &st);
		if (c->right) {
			area_right(row, 0, col, width, st, s);
		} else {
			area_text(row, 0, col, width, st, s);
		}
		col += width + 2;
	}
}

static void draw_row(void *arg, struct area row, const struct list_row *r, bool at_cursor, bool marked)
{
	(void)at_cursor;
	(void)marked;
	if (r->data) {
		draw_columns(arg, row, r->data, false);
	}
}

/* ---- life ---- */

static void key_of(const struct browse *b, const char *what, char key[96])
{
	snprintf(key, 96, "%s/%.60s", what, b->conf.name);
}

/* A list that is opened again shows what it did, at the same object. That of one request alone is another each time. */
static void keep_place(struct browse *b)
{
	struct json *j = store_query_json(&b->conf.query);
	struct str s = STR_INIT;
	char key[96];

	json_write(j, false, &s);
	key_of(b, "query", key);
	app_keep(b->app, key, str_c(&s));
	key_of(b, "name", key);
	app_keep(b->app, key, b->name);
	key_of(b, "at", key);
	app_keep(b->app, key, list_current_id(b->list));
	str_finish(&s);
	json_free(j);
}

static void take_place(struct browse *b)
{
	struct store_query q = {.kind = b->conf.kind};
	struct err e = ERR_NONE;
	const char *text, *name, *at;
	struct json *j;
	char key[96];

	key_of(b, "query", key);
	text = app_kept(b->app, key);
	j = text ? json_parse(text, strlen(text), &e) : NULL;
	if (j && !store_query_read(j, b->conf.kind, &b->arena, &q, &e)) {
		key_of(b, "name", key);
		name = app_kept(b->app, key);
		snprintf(b->name, sizeof(b->name), "%s", name);
		browse_set(b, &q);
		key_of(b, "at", key);
		at = app_kept(b->app, key);
		list_to_id(b->list, at);
	}
	json_free(j);
}

static void read_kept(struct browse *b)
{
	struct arena a;
	const char *kept;
	char key[96];

	arena_init(&a);
	key_of(b, "set", key);
	kept = store_kv(app_store(b->app), key, &a);
	if (kept && store_order_find(kept) >= 0 && (b->conf.orders & (1u << store_order_find(kept)))) {
		b->conf.query.order = (enum store_order)store_order_find(kept);
	}
	arena_finish(&a);
}

/* The store's list keeps texts of its own; whoever set these may forget them. */
static void ask_store(struct browse *b)
{
	const struct store_query *own;

	store_list_set(b->sl, &b->conf.query);
	own = store_list_query(b->sl);
	b->conf.query.assignee = own->assignee;
	b->conf.query.site = own->site;
	b->conf.query.lang = own->lang;
}

struct browse *browse_create(struct app *app, const struct browse_conf *conf)
{
	struct browse *b = xcalloc(1, sizeof(*b));

	b->app = app;
	b->conf = *conf;
	b->text = xstrdup(conf->query.text ? conf->query.text : "");
	arena_init(&b->arena);
	arena_init(&b->about);
	read_kept(b);
	b->sl = store_list_create(app_store(app));
	b->conf.query.kind = conf->kind;
	b->conf.query.text = b->text;
	b->base = b->conf.query;
	b->base.text = "";
	ask_store(b);
	b->list = list_create(&source, b, draw_row);
	if (!conf->query.rfq) {
		take_place(b);
	}
	return b;
}

void browse_destroy(struct browse *b)
{
	if (!b) {
		return;
	}
	if (!b->base.rfq) {
		keep_place(b);
	}
	list_destroy(b->list);
	store_list_destroy(b->sl);
	arena_finish(&b->arena);
	arena_finish(&b->about);
	free(b->text);
	free(b->before);
	free(b);
}

static int list_rows(const struct browse *b)
{
	int below = b->conf.about && b->cols < PANE_FROM ? ABOUT_ROWS : 0;
	int rows = b->rows - 1 - below; /* the header */

	return rows > 1 ? rows : b->rows > 1 ? b->rows - 1 : 1;
}

void browse_layout(struct browse *b, int rows, int cols)
{
	b->rows = rows;
	b->cols = cols;
	list_layout(b->list, list_rows(b));
}

static void refresh(struct browse *b)
{
	ask_store(b);
	list_reload(b->list);
	app_dirty(b->app);
}

void browse_set(struct browse *b, const struct store_query *q)
{
	char *text = xstrdup(q->text ? q->text : "");

	b->conf.query = *q;
	b->conf.query.kind = b->conf.kind;
	b->conf.query.rfq = b->base.rfq;
	free(b->text);
	b->text = text;
	b->conf.query.text = b->text;
	refresh(b);
}

/* ---- drawing ---- */

static const char *const order_words[ORDER_COUNT] = {
	[ORDER_DEADLINE] = N_("by deadline"), [ORDER_NEWEST] = N_("by newest"), [ORDER_TITLE] = N_("by title"),
	[ORDER_STATE] = N_("by state"), [ORDER_NUMBER] = N_("by number"),
};

static int draw_mask(struct browse *b, struct area view, int col, unsigned mask, const struct enum_names *names)
{
	struct str s = STR_INIT;

	for (int i = 0; i < 32; i++) {
		if (mask & 1u << i) {
			str_addf(&s, "%s%s", s.len ? ", " : "", tr(enum_label(names, i)));
		}
	}
	col += s.len ? area_text(view, 0, col, b->cols / 3, STYLE_MATCH, str_c(&s)) + 3 : 0;
	str_finish(&s);
	return col;
}

static const struct enum_names *state_names(enum kind kind)
{
	const struct field *f = entity_field(entities[kind], "state");

	return f ? f->names : &enum_rfq_state;
}

/* What else than words limits the list. */
static int draw_states(struct browse *b, struct area view, int col)
{
	const struct store_query *q = &b->conf.query;

	if (q->state != b->base.state) {
		col = draw_mask(b, view, col, q->state, state_names(b->conf.kind));
	}
	col = draw_mask(b, view, col, q->deal, &enum_deal_state);
	return draw_mask(b, view, col, q->process, b->conf.kind == KIND_TICKET ? &enum_ticket_class : &enum_process);
}

static void draw_view(struct browse *b, struct area view)
{
	const struct store_query *q = &b->conf.query;
	int64_t n = store_list_count(b->sl), total = store_list_total(b->sl);
	int col = 1;

	col += area_text(view, 0, col, -1, STYLE_BOLD, *b->name ? b->name : tr(b->conf.title)) + 3;
	if (n == total) {
		col += area_text(view, 0, col, -1, STYLE_TEXT, app_int(n, &b->arena)) + 3;
	} else {
		/* TR: how many are shown of how many there are: "48 of 1,204" */
		col += area_printf(view, 0, col, -1, STYLE_TEXT, tr("%s of %s"), app_int(n, &b->arena),
			app_int(total, &b->arena)) + 3;
	}
	if (*b->text) {
		col += area_printf(view, 0, col, view.cols / 3, STYLE_MATCH, "/%s", b->text) + 3;
	}
	if (q->unread) {
		col += area_text(view, 0, col, -1, STYLE_TEXT, tr("unread")) + 3;
	}
	if (!*b->name) {
		col = draw_states(b, view, col);
	}
	area_text(view, 0, col, -1, STYLE_TEXT, tr(order_words[q->order]));
}

static const void *chosen(struct browse *b)
{
	const struct list_row *r = list_current(b->list);

	return r ? b->conf.row(b->app, r->id, &b->arena) : NULL;
}

static void read_about(struct browse *b, int most)
{
	const void *row = chosen(b);

	arena_reset(&b->about);
	b->nlines = row ? b->conf.about(b->app, row, &b->about, b->lines, most) : 0;
	for (int i = 0; i < b->nlines; i++) {
		b->lines[i] = arena_strdup(&b->about, b->lines[i]);
	}
}

static void draw_about(struct browse *b, struct area a)
{
	int most = a.rows < (int)lengthof(b->lines) ? a.rows : (int)lengthof(b->lines), n;
	const char **ids;
	int marks = list_marks(b->list, &ids);

	if (app_rests(b->app)) {
		read_about(b, most);
	}
	n = b->nlines < most ? b->nlines : most;
	for (int i = 0; i < n; i++) {
		area_text(a, i, 0, -1, STYLE_TEXT, b->lines[i]);
	}
	if (marks && n < a.rows) {
		area_printf(a, n, 0, -1, STYLE_MARK, trn("%d marked", "%d marked", (unsigned long)marks), marks);
	}
}

void browse_draw(struct browse *b, struct area view, struct area content)
{
	int width = !b->conf.about || b->cols < PANE_FROM ? content.cols : b->cols < WIDE_FROM ? 80 : 112;
	int rows = list_rows(b);

	arena_reset(&b->arena);
	draw_view(b, view);
	draw_columns(b, area_part(content, 0, 4, 1, width - 5), NULL, true);
	list_draw(b->list, area_part(content, 1, 0, rows, width - 1));
	if (!list_current(b->list)) {
		area_text(content, 2, 4, -1, STYLE_DIM, tr(*b->text ? N_("Nothing matches. Esc shows all again.") : b->conf.empty));
	}
	if (!b->conf.about) {
		return;
	}
	if (b->cols >= PANE_FROM) {
		draw_about(b, area_part(content, 0, width + 1, content.rows, content.cols - width - 1));
	} else {
		draw_about(b, area_part(content, rows + 2, 1, content.rows - rows - 2, content.cols - 2));
	}
}

/* ---- verbs ---- */

static void filter_to(void *arg, const char *text)
{
	struct browse *b = arg;

	free(b->text);
	b->text = xstrdup(text);
	b->conf.query.text = b->text;
	refresh(b);
}

static void filter_done(void *arg, const char *text)
{
	struct browse *b = arg;

	/* Esc in the prompt: as it was */
	filter_to(b, text ? text : b->before ? b->before : "");
}

static enum handled do_filter(struct browse *b, const struct verb_call *call)
{
	const char *text = call_arg(call, "TEXT");

	if (text) {
		filter_to(b, text);
		return HANDLED;
	}
	free(b->before);
	b->before = xstrdup(b->text);
	app_ask(b->app, "/", b->text, filter_to, filter_done, b);
	return HANDLED;
}

static enum handled do_clear(struct browse *b)
{
	const struct store_query *q = &b->conf.query;
	enum store_order order;
	const char **ids;

	if (list_range(b->list)) {
		list_range_cancel(b->list);
		return HANDLED;
	}
	if (list_marks(b->list, &ids)) {
		list_mark_all(b->list, false);
		app_dirty(b->app);
		return HANDLED;
	}
	if (!*b->text && !q->unread && q->state == b->base.state && !q->deal && !q->process && !q->own && !*b->name && !q->hot && !q->side
		&& !*(q->assignee ? q->assignee : "") && !*(q->site ? q->site : "") && !*(q->lang ? q->lang : "")) {
		return IGNORED;
	}
	*b->name = '\0';
	order = b->conf.query.order;
	b->conf.query = b->base;
	b->conf.query.order = order;
	filter_to(b, "");
	return HANDLED;
}

static enum handled do_order(struct browse *b, const struct verb_call *call)
{
	const char *key = call_arg(call, "KEY");
	int order = key ? store_order_find(key) : -1;
	char name[96];

	if (key && (order < 0 || !(b->conf.orders & (1u << order)))) {
		app_say(b->app, STYLE_BAD, tr("There is no order \"%s\"."), key);
		return HANDLED;
	}
	for (order = key ? order : ((int)b->conf.query.order + 1) % ORDER_COUNT; !(b->conf.orders & (1u << order));) {
		order = (order + 1) % ORDER_COUNT;
	}
	b->conf.query.order = (enum store_order)order;
	key_of(b, "set", name);
	store_kv_set(app_store(b->app), name, store_order_name(b->conf.query.order), NULL);
	refresh(b);
	return HANDLED;
}

static enum handled do_unread(struct browse *b)
{
	const char *id = store_list_next_unread(b->sl, list_current_id(b->list), &b->arena);

	if (!id) {
		app_say(b->app, STYLE_TEXT, "%s", tr("Nothing unread here."));
	} else {
		list_to_id(b->list, id);
	}
	return HANDLED;
}

static void filter_key(const struct browse *b, const char *name, char *out, size_t n)
{
	snprintf(out, n, "filter/%s/%s", b->conf.name, name);
}

static enum handled do_save(struct browse *b, const struct verb_call *call)
{
	struct json *j = store_query_json(&b->conf.query);
	struct str s = STR_INIT;
	struct err e = ERR_NONE;
	char key[160];

	filter_key(b, call_arg(call, "NAME"), key, sizeof(key));
	json_write(j, false, &s);
	if (strlen(call_arg(call, "NAME")) >= sizeof(b->name)) {
		app_say(b->app, STYLE_BAD, "%s", tr("The filter was not saved: its name is too long."));
	} else if (store_kv_set(app_store(b->app), key, str_c(&s), &e)) {
		app_fail(b->app, &e, tr("The filter was not saved."), NULL);
	} else {
		snprintf(b->name, sizeof(b->name), "%s", call_arg(call, "NAME"));
		app_say(b->app, STYLE_GOOD, tr("Filter \"%s\" is saved."), b->name);
	}
	str_finish(&s);
	json_free(j);
	return HANDLED;
}

static enum handled do_use(struct browse *b, const char *name)
{
	struct store_query q = {.kind = b->conf.kind};
	struct err e = ERR_NONE;
	const char *text;
	struct json *j;
	char key[160];

	filter_key(b, name, key, sizeof(key));
	text = store_kv(app_store(b->app), key, &b->arena);
	j = text ? json_parse(text, strlen(text), &e) : NULL;
	if (!j || store_query_read(j, b->conf.kind, &b->arena, &q, &e)) {
		app_say(b->app, STYLE_BAD, tr("There is no filter \"%s\"."), name);
	} else {
		snprintf(b->name, sizeof(b->name), "%s", name);
		browse_set(b, &q);
	}
	json_free(j);
	return HANDLED;
}

static enum handled do_drop(struct browse *b, const char *name)
{
	struct err e = ERR_NONE;
	char key[160];

	filter_key(b, name, key, sizeof(key));
	if (!store_kv(app_store(b->app), key, &b->arena)) {
		app_say(b->app, STYLE_BAD, tr("There is no filter \"%s\"."), name);
	} else if (store_kv_set(app_store(b->app), key, NULL, &e)) {
		app_fail(b->app, &e, tr("The filter was not forgotten."), NULL);
	} else {
		app_say(b->app, STYLE_TEXT, tr("Filter \"%s\" is forgotten."), name);
	}
	if (!strcmp(b->name, name)) {
		*b->name = '\0';
	}
	return HANDLED;
}

static enum handled do_select(struct browse *b, const struct verb_call *call)
{
	const char *id = call_arg(call, "ID") ? call_arg(call, "ID") : list_current_id(b->list);

	if (!store_list_has(b->sl, id)) {
		app_say(b->app, STYLE_TEXT, "%s", *id ? tr("This is not in the list.") : tr("There is nothing to mark."));
		return HANDLED;
	}
	list_mark(b->list, id, !list_marked(b->list, id));
	list_move(b->list, 1);
	return HANDLED;
}

static bool do_move(struct browse *b, const struct verb_call *call)
{
	int64_t n = call->count ? call->count : 1;
	const char *num = call_arg(call, call->id == VERB_GOTO ? "TEXT" : "NUM");
	long long v;

	if (call->id == VERB_GOTO && !parse_i64(num, &v)) {
		app_say(b->app, STYLE_TEXT, tr("\"%s\" is no number of a row."), num);
		return true;
	}
	if (num && parse_i64(num, &v) && v >= 0 && v < INT64_C(1) << 40) {
		n = v;
	}
	switch (call->id) {
	case VERB_MOVE_DOWN: list_move(b->list, n); return true;
	case VERB_MOVE_UP: list_move(b->list, -n); return true;
	case VERB_MOVE_PAGE_DOWN: list_page(b->list, (int)n); return true;
	case VERB_MOVE_PAGE_UP: list_page(b->list, (int)-n); return true;
	case VERB_MOVE_HALF_DOWN: list_half(b->list, (int)n); return true;
	case VERB_MOVE_HALF_UP: list_half(b->list, (int)-n); return true;
	case VERB_MOVE_FIRST: list_to(b->list, call->count ? call->count - 1 : 0); return true;
	case VERB_MOVE_LAST: list_to(b->list, call->count ? call->count - 1 : -1); return true;
	case VERB_GOTO: list_to(b->list, n > 0 ? n - 1 : 0); return true;
	default: return false;
	}
}

enum handled browse_verb(struct browse *b, const struct verb_call *call)
{
	if (do_move(b, call)) {
		app_dirty(b->app);
		return HANDLED;
	}
	switch (call->id) {
	case VERB_FILTER: return do_filter(b, call);
	case VERB_FILTER_CLEAR:
	case VERB_BACK: return do_clear(b);
	case VERB_FILTER_SAVE: return do_save(b, call);
	case VERB_FILTER_USE: return do_use(b, call_arg(call, "FILTER"));
	case VERB_FILTER_DROP: return do_drop(b, call_arg(call, "FILTER"));
	case VERB_ORDER: return do_order(b, call);
	case VERB_SELECT: return do_select(b, call);
	case VERB_SELECT_RANGE: list_mark_range(b->list); return HANDLED;
	case VERB_SELECT_ALL: {
		const char **ids;

		list_mark_all(b->list, !list_marks(b->list, &ids));
		return HANDLED;
	}
	case VERB_MOVE_NEXT_UNREAD: return do_unread(b);
	default: return IGNORED;
	}
}

void browse_event(struct browse *b, const struct event *ev)
{
	if (ev->what == EVENT_LINK) {
		return;
	}
	if (ev->what == EVENT_ACCOUNT) {
		ask_store(b);
	}
	list_reload(b->list);
	app_dirty(b->app);
}

const char *browse_id(struct browse *b)
{
	return list_current_id(b->list);
}

int browse_marks(struct browse *b, const char ***ids)
{
	return list_marks(b->list, ids);
}

bool browse_goto(struct browse *b, const char *id)
{
	return list_to_id(b->list, id);
}

struct store_list *browse_list(struct browse *b)
{
	return b->sl;
}

bool browse_click(struct browse *b, int row, bool *again)
{
	char id[LIST_ID];

	/* the column heads are the first row */
	if (row < 1 || list_row_at(b->list, row - 1, id)) {
		return false;
	}
	*again = !strcmp(id, list_current_id(b->list));
	list_to_id(b->list, id);
	app_dirty(b->app);
	return true;
}
