#include "app_impl.h"

#include <stdlib.h>
#include <string.h>

#include "app/act.h"
#include "app/config.h"
#include "base/fs.h"
#include "base/log.h"
#include "paths.h"

/* From keys and lines to verbs: the only way in. */

#define KEYS_MAX (64 << 10)

struct verb_who app_who(struct app *app)
{
	static const unsigned roles[] = {[ROLE_CUSTOMER] = VF_CUSTOMER, [ROLE_PARTNER] = VF_PARTNER,
		[ROLE_OPERATOR] = VF_OPERATOR, [ROLE_SITE_ADMIN] = VF_ADMIN, [ROLE_ADMIN] = VF_ADMIN | VF_OPERATOR};
	const struct reader *me = app_me(app);

	return (struct verb_who){.roles = me ? roles[me->role] : 0, .read_only = app->conf.read_only,
		.price_blind = me && me->price_blind};
}

static enum handled refuse(struct app *app, const struct verb_call *call)
{
	struct verb_who who = app_who(app);

	if (verb_offered(call->id, &who)) {
		return IGNORED;
	}
	if (who.read_only && (verbs[call->id].flags & VF_WRITES)) {
		app_say(app, STYLE_BAD, "%s", tr("fettle was started read-only: nothing is changed."));
	} else if (!app_me(app)) {
		app_say(app, STYLE_BAD, "%s", tr("Nobody is signed in; :login signs in."));
	} else if (who.price_blind && (verbs[call->id].flags & VF_PRICE)) {
		app_say(app, STYLE_BAD, tr("%s is about prices, which this account does not see."), verbs[call->id].name);
	} else {
		app_say(app, STYLE_BAD, tr("%s is not for your role."), verbs[call->id].name);
	}
	return HANDLED;
}

/* What "." does again: not moving, not overlays, not itself. */
static bool repeatable(enum verb_id id)
{
	return (verbs[id].flags & VF_WRITES) || id == VERB_SELECT || id == VERB_PROJECT_SEEN || id == VERB_SYNC;
}

static enum handled to_screen(struct app *app, const struct verb_call *call)
{
	struct frame *f = stage_top(app);
	const struct screen *s = f ? f->s : NULL;
	void *st = f ? f->st : NULL;
	enum handled h = s && s->verb ? s->verb(st, call) : IGNORED;

	if (h == HANDLED_POP) {
		app_close_screen(app, st);
		return HANDLED;
	}
	return h;
}

void dispatch_call(struct app *app, const struct verb_call *call, const char *line)
{
	struct str b = STR_INIT;

	if (!line) {
		call_format(call, &b);
		line = str_c(&b);
	}
	if (!(verbs[call->id].flags & VF_COUNT)) {
		log_debug("verb %s", verbs[call->id].name);
	}
	if (repeatable(call->id)) {
		char *copy = xstrdup(line);

		free(app->last_line);
		app->last_line = copy;
	}
	if (refuse(app, call) == IGNORED && to_screen(app, call) == IGNORED && writes_verb(app, call) == IGNORED
		&& talk_verb(app, call) == IGNORED && desk_verb(app, call) == IGNORED) {
		global_verb(app, call);
	}
	str_finish(&b);
	app_dirty(app);
}

void dispatch_line(struct app *app, const char *line)
{
	struct arena a;
	struct verb_call call;
	struct err e = ERR_NONE;

	arena_init(&a);
	if (verb_parse(line, &a, &call, &e)) {
		app_say(app, STYLE_BAD, "%s", e.text);
	} else if (!(verbs[call.id].where & AT_SCREEN)) {
		app_say(app, STYLE_BAD, tr("%s is for the command line."), verbs[call.id].name);
	} else {
		dispatch_call(app, &call, line);
	}
	arena_finish(&a);
}

void app_run(struct app *app, const char *line)
{
	dispatch_line(app, line);
}

/* ---- keys ---- */

static void timers_off(struct app *app)
{
	if (app->pause_timer) {
		loop_timer_cancel(app->loop, app->pause_timer);
		app->pause_timer = 0;
	}
	if (app->which) {
		app->which = false;
		app_dirty(app);
	}
}

void dispatch_pause(struct app *app)
{
	struct arena a;
	struct verb_call call;

	timers_off(app);
	arena_init(&a);
	if (keymap_pause(app->km, &app->seq, stage_scopes(app), &a, &call) == KEYRES_CALL) {
		dispatch_call(app, &call, NULL);
	} else if (keyseq_waits(&app->seq)) {
		app->which = true;
		app_dirty(app);
	}
	arena_finish(&a);
}

static void paused(void *arg)
{
	struct app *app = arg;

	app->pause_timer = 0;
	dispatch_pause(app);
}

static void overlay_over(struct app *app)
{
	struct overlay o = app->over;

	app->has_over = false;
	if (o.ops->done) {
		o.ops->done(o.o);
	}
	o.ops->destroy(o.o);
	app_dirty(app);
}

/* true: the overlay took it. */
static bool key_to_overlay(struct app *app, const struct key *k)
{
	static const char *const global[] = {"global", NULL};
	struct arena a;
	struct verb_call call;
	enum overlay_result r = app->over.ops->key(app->over.o, k);

	app_dirty(app);
	if (r == OVERLAY_DONE) {
		overlay_over(app);
	} else if (r == OVERLAY_PASS) {
		arena_init(&a);
		if (keymap_key(app->km, &app->seq, global, true, k, &a, &call) == KEYRES_CALL) {
			dispatch_call(app, &call, NULL);
		}
		arena_finish(&a);
	}
	return true;
}

static bool to_text(struct app *app, const struct key *k)
{
	struct frame *f = stage_top(app);

	return f && f->s->text && f->s->text(f->st, k);
}

static void one_key(struct app *app, const struct key *k);

static void split_meta(struct app *app, const struct key *k)
{
	struct key esc = {.kind = KEYK_NAMED, .name = KEYN_ESC}, rest = *k;

	rest.mods = 0;
	one_key(app, &esc);
	one_key(app, &rest);
}

static void one_key(struct app *app, const struct key *k)
{
	struct arena a;
	struct verb_call call;
	bool typing = stage_typing(app);

	if (!typing && !keyseq_waits(&app->seq) && to_text(app, k)) {
		return;
	}
	if (k->kind == KEYK_PASTE) {
		/* pasted text never runs keys */
		if (!typing || !to_text(app, k)) {
			app_say(app, STYLE_TEXT, "%s", tr("Nothing is being written here: the pasted text was not used."));
		}
		return;
	}
	arena_init(&a);
	switch (keymap_key(app->km, &app->seq, stage_scopes(app), typing, k, &a, &call)) {
	case KEYRES_CALL:
		dispatch_call(app, &call, NULL);
		break;
	case KEYRES_PENDING:
		timers_off(app);
		app->pause_timer = loop_timer(app->loop, LOOP_REAL, KEYMAP_PAUSE_MS, paused, app);
		break;
	case KEYRES_NONE:
		if (k->kind == KEYK_MOUSE) {
			break; /* a wheel over what does not scroll */
		}
		if (k->mods == KEYM_META && !typing) {
			/* Esc and a key in quick succession arrive as Alt with that key */
			split_meta(app, k);
		} else if (!to_text(app, k) && !typing) {
			char name[KEY_TEXT];

			app_say(app, STYLE_DIM, tr("%s does nothing here; ? shows what does."), key_format(k, name));
		}
		break;
	case KEYRES_DROP:
		break;
	}
	arena_finish(&a);
}

static void record_key(struct app *app, const struct key *k)
{
	if (app->recording && !app->replaying) {
		keys_add(&app->macros[app->recording - 'a'], k);
	}
}

/* Wheels are keys of the keymap; a press is for what lies under it. */
static void mouse(struct app *app, const struct key *k)
{
	struct frame *f = stage_top(app);

	if (app->has_over) {
		key_to_overlay(app, k);
	} else if (k->act == MOUSE_WHEEL_UP || k->act == MOUSE_WHEEL_DOWN) {
		one_key(app, k);
	} else if (k->act == MOUSE_PRESS && k->row == 0) {
		stage_click_places(app, k->col);
	} else if (k->act == MOUSE_PRESS && f && f->s->click) {
		f->s->click(f->st, k->row - 2, k->col);
	} else if (k->act == MOUSE_PRESS && to_text(app, k)) {
		app_dirty(app);
	}
}

void dispatch_key(struct app *app, const struct key *k)
{
	struct key next;
	bool held_shown; /* nobody means what nobody sees */

	if (k->kind == KEYK_RESIZE) {
		term_fit(app->term, &app->surface);
		stage_layout(app);
		return;
	}
	timers_off(app);
	if (k->kind == KEYK_MOUSE) {
		mouse(app, k);
		return;
	}
	held_shown = !app->said;
	if (app->said) {
		app->said = NULL; /* it stays in :messages */
		app_dirty(app);
	}
	if (app->recording && !keyseq_waits(&app->seq)) {
		app->macro_mark = app->macros[app->recording - 'a'].len;
	}
	record_key(app, k);
	if (app->has_over) {
		key_to_overlay(app, k);
		return;
	}
	if (held_shown && held_active(app) && !stage_typing(app) && held_key(app, k)) {
		return;
	}
	one_key(app, k);
	while (!app->quit && keyseq_next(&app->seq, &next)) {
		one_key(app, &next);
	}
}

/* ---- what overlays ask ---- */

static bool host_valid(void *ctx, enum verb_id id)
{
	struct verb_who who = app_who(ctx);

	/* what only scripts need is not offered to people */
	if ((id == VERB_WAIT || id == VERB_CLOCK || id == VERB_SAVE) && !((struct app *)ctx)->script) {
		return false;
	}
	return (verbs[id].where & AT_SCREEN) && verb_offered(id, &who) && writes_offered(ctx, id);
}

static void host_run(void *ctx, const struct verb_call *call, const char *line)
{
	dispatch_call(ctx, call, line);
}

static size_t host_objects(void *ctx, const char *query, struct arena *a, struct palette_object *out, size_t max)
{
	struct app *app = ctx;
	struct store_list *l = store_list_create(app->store);
	struct store_query q = {.kind = KIND_RFQ, .text = query, .order = ORDER_DEADLINE};
	const char **ids = arena_alloc(a, max * sizeof(*ids));
	int n;
	size_t got = 0;

	store_list_set(l, &q);
	n = store_list_page(l, NULL, true, (int)max, ids, a);
	for (int i = 0; i < n; i++) {
		const struct rfq *r = store_get(app->store, KIND_RFQ, ids[i], a, NULL);

		if (r) {
			out[got++] = (struct palette_object){.label = arena_printf(a, "%lld  %s", (long long)r->number, r->title),
				.note = r->customer_name, .line = arena_printf(a, "project.show %s", r->id)};
		}
	}
	store_list_destroy(l);
	return got;
}

struct kept_names { struct arena *a; const char **out; size_t n, max, skip; const char *prefix; };

static int keep_name(void *arg, const char *key, const char *value)
{
	struct kept_names *k = arg;

	(void)value;
	if (k->n < k->max && starts_with(key + k->skip, k->prefix)) {
		k->out[k->n++] = arena_strdup(k->a, key + k->skip);
	}
	return 0;
}

/* Values for completion: saved filters, files and objects by their numbers. */
static size_t host_complete(void *ctx, const char *kind, const char *prefix, struct arena *a, const char **out, size_t max)
{
	struct app *app = ctx;

	if (!strcmp(kind, "filter")) {
		struct kept_names k = {a, out, 0, max, strlen("filter/projects/"), prefix};

		store_kv_each(app->store, "filter/projects/", keep_name, &k, NULL);
		return k.n;
	}
	if (!strcmp(kind, "path")) {
		return paths_complete(prefix, a, out, max);
	}
	if (!strcmp(kind, "deal") && strchr(prefix, '/')) {
		return find_deal_words(app->store, prefix, a, out, max);
	}
	if (!strcmp(kind, "rfq") || !strcmp(kind, "quote") || !strcmp(kind, "deal")) {
		struct palette_object *o = arena_alloc(a, max * sizeof(*o));
		size_t n = host_objects(app, prefix, a, o, max > 20 ? 20 : max);

		for (size_t i = 0; i < n; i++) {
			out[i] = arena_strndup(a, o[i].label, strcspn(o[i].label, " "));
		}
		return n;
	}
	return 0;
}

static int keep_keys(const char *path, const struct str *text, struct err *e)
{
	char *dir = fs_place(FS_CONFIG);
	int r = fs_mkdirs(dir, 0700, e) ? -1 : fs_write(path, str_c(text), text->len, 0600, e);

	free(dir);
	return r;
}

static int host_bind(void *ctx, const char *line, struct err *e)
{
	struct app *app = ctx;
	char *path = config_path("keys");
	struct str text = STR_INIT;
	int r = keymap_read(app->km, "", line, e);

	/* kept in the user's own keys, on top of what is there */
	if (!r) {
		fs_read(path, KEYS_MAX, &text, NULL);
		if (text.len && text.s[text.len - 1] != '\n') {
			str_addc(&text, '\n');
		}
		str_addf(&text, "%s\n", line);
		r = keep_keys(path, &text, e);
	}
	str_finish(&text);
	free(path);
	return r;
}

struct cmd_host dispatch_host(struct app *app)
{
	return (struct cmd_host){.ctx = app, .km = app->km, .scopes = stage_scopes(app), .typing = stage_typing(app), .valid = host_valid,
		.complete = host_complete, .run = host_run, .objects = host_objects, .bind = host_bind, .history = app->history};
}
