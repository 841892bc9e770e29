#include "cmd/overlays.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/i18n.h"
#include "ui/edit.h"
#include "unit/unit.h"

/* A stage of one overlay: what it needs, what came of it. */
struct stage {
	struct keymap *km;
	struct cmd_host host;
	struct overlay over;
	struct surface s;
	struct str log;      /* what was run, asked, answered */
	bool open;
};

static const char *const scopes[] = {"projects", "list", "global", NULL};

static void note(struct stage *st, const char *text)
{
	str_addf(&st->log, "%s%s", st->log.len ? ", " : "", text);
}

static void on_run(void *ctx, const struct verb_call *call, const char *line)
{
	struct stage *st = ctx;
	struct str s = STR_INIT;

	call_format(call, &s);
	note(st, str_c(&s));
	assert_true(line[0]);
	str_finish(&s);
}

static size_t some_values(void *ctx, const char *kind, const char *prefix, struct arena *a,
	const char **out, size_t max)
{
	static const struct { const char *kind, *value; } all[] = {
		{"filter", "anodised"}, {"filter", "due this week"}, {"filter", "due today"},
		{"rfq", "2091"}, {"rfq", "2093"}, {"rfq", "2104"},
		{"path", "/tmp/drawings/"}, {"path", "/tmp/draft.dxf"},
	};
	size_t n = 0;

	(void)ctx;
	(void)a;
	for (size_t i = 0; i < lengthof(all) && n < max; i++) {
		if (strcmp(all[i].kind, kind) == 0 && starts_with(all[i].value, prefix)) {
			out[n++] = all[i].value;
		}
	}
	return n;
}

static size_t some_objects(void *ctx, const char *query, struct arena *a,
	struct palette_object *out, size_t max)
{
	static const struct palette_object all[] = {
		{"2093 Bracket, anodised 6061", "Hanbit Robotics", "project.show 2093"},
		{"2091 센서 하우징 rev C", "Hanbit Robotics", "project.show 2091"},
		{"2088 Вал ⌀20 h6", "Дніпро Агро", "project.show 2088"},
	};
	size_t n = 0;

	(void)ctx;
	(void)a;
	for (size_t i = 0; query[0] && i < lengthof(all) && n < max; i++) {
		if (strstr(all[i].label, query) || strstr(all[i].note, query)) {
			out[n++] = all[i];
		}
	}
	return n;
}

static bool partner_may(void *ctx, enum verb_id id)
{
	struct verb_who who = {.roles = VF_PARTNER};

	(void)ctx;
	return verb_offered(id, &who);
}

static struct stage *stage_create(const char *keymap)
{
	struct stage *st = xcalloc(1, sizeof(*st));

	i18n_init(NULL);
	st->km = keymap_create();
	assert_int_equal(keymap_builtin(st->km, keymap, NULL), 0);
	st->host = (struct cmd_host){.ctx = st, .km = st->km, .scopes = scopes,
		.valid = partner_may, .complete = some_values, .run = on_run,
		.objects = some_objects, .history = history_create()};
	surface_init(&st->s, 24, 80);
	return st;
}

static void stage_show(struct stage *st, struct overlay over)
{
	st->over = over;
	st->open = true;
}

static void stage_close(struct stage *st)
{
	if (st->open) {
		st->over.ops->destroy(st->over.o);
	}
	st->open = false;
}

static void stage_destroy(struct stage *st)
{
	stage_close(st);
	history_destroy(st->host.history);
	surface_finish(&st->s);
	str_finish(&st->log);
	keymap_destroy(st->km);
	free(st);
}

static int stage_draw(struct stage *st)
{
	int rows = st->over.ops->rows(st->over.o, st->s.rows);

	surface_clear(&st->s);
	assert_true(rows >= 1 && rows < st->s.rows);
	st->over.ops->draw(st->over.o, area_part(surface_area(&st->s), st->s.rows - 1 - rows, 0,
		rows, st->s.cols));
	return rows;
}

static void stage_press(struct stage *st, const char *keys)
{
	struct key k;

	while (keys_next(&keys, &k)) {
		assert_true(st->open);
		stage_draw(st);
		switch (st->over.ops->key(st->over.o, &k)) {
		case OVERLAY_DONE:
			st->open = false;
			st->over.ops->done(st->over.o);
			st->over.ops->destroy(st->over.o);
			break;
		case OVERLAY_PASS:
			note(st, "pass");
			break;
		case OVERLAY_STAY:
			break;
		}
	}
}

/* The overlay's rows as drawn. */
static void assert_shows(struct stage *st, const char *want)
{
	struct str s = STR_INIT;
	const char *p;
	int rows = stage_draw(st);

	surface_picture(&st->s, &s);
	p = str_c(&s);
	for (int i = 0; i < st->s.rows - 1 - rows; i++) {
		p = strchr(p, '\n') + 1;
	}
	str_cut(&s, s.len);
	while (s.len && s.s[s.len - 1] == '\n') {
		str_cut(&s, s.len - 1);
	}
	if (strcmp(p, want) != 0) {
		print_message("--- is\n%s\n--- should be\n%s\n---\n", p, want);
		fail();
	}
	str_finish(&s);
}

static void assert_log(struct stage *st, const char *want)
{
	assert_string_equal(str_c(&st->log), want);
	str_clear(&st->log);
}

static void prompt_shows_what_could_stand_there(void **state)
{
	(void)state;
	struct stage *st = stage_create("default");

	stage_show(st, prompt_create(&st->host, ""));
	stage_press(st, "quote.s");
	assert_shows(st,
		"   quote.show       one quote\n"
		"   quote.set        set a field of a draft, or of one of its lines\n"
		"   quote.send       send the quote; held 10 s so that you can take it back\n"
		" :quote.s");
	assert_int_equal(st->s.cursor_row, 22);
	assert_int_equal(st->s.cursor_col, 9);
	stage_press(st, "<Tab><Tab>");
	assert_shows(st,
		"   quote.show       one quote\n"
		">  quote.set        set a field of a draft, or of one of its lines\n"
		"   quote.send       send the quote; held 10 s so that you can take it back\n"
		" :quote.set");
	stage_press(st, "<Tab><Tab>");
	stage_draw(st);
	assert_int_equal(st->s.cursor_col, 9);
	stage_press(st, "<S-Tab>");
	stage_press(st, "2");
	assert_shows(st,
		" quote.send [QUOTE] [--now] [--contact-reason=TEXT] [--json]   send the quote; …\n"
		" :quote.send 2");
	stage_press(st, "<Enter>");
	assert_false(st->open);
	assert_log(st, "quote.send 2");
	stage_destroy(st);
}

static void prompt_keeps_what_was_wrong(void **state)
{
	(void)state;
	struct stage *st = stage_create("default");

	stage_show(st, prompt_create(&st->host, "place"));
	stage_press(st, "two<Enter>");
	assert_shows(st,
		" place: \"two\" is not a number (usage: :place NUM)\n"
		" :place two");
	stage_press(st, "<C-w>3<Enter>");
	assert_log(st, "place 3");
	stage_show(st, prompt_create(&st->host, ""));
	stage_press(st, "qq<Enter>");
	assert_shows(st, " no verb is called \"qq\"\n :qq");
	stage_press(st, "<Esc>");
	assert_false(st->open);
	stage_show(st, prompt_create(&st->host, ""));
	stage_press(st, "a<BS><BS>");
	assert_false(st->open);
	stage_show(st, prompt_create(&st->host, ""));
	stage_press(st, " <Enter>");
	assert_false(st->open);
	assert_log(st, "");
	stage_destroy(st);
}

static void prompt_completes_values(void **state)
{
	(void)state;
	struct stage *st = stage_create("default");

	stage_show(st, prompt_create(&st->host, "filter.use"));
	assert_shows(st,
		"   anodised\n"
		"   \"due this week\"\n"
		"   \"due today\"\n"
		" filter.use FILTER   use a saved filter\n"
		" :filter.use");
	stage_press(st, "du<Tab><Tab><Tab><Enter>");
	assert_log(st, "filter.use \"due today\"");
	stage_show(st, prompt_create(&st->host, ""));
	stage_press(st, "project.li<Tab>--o<Tab>d<Tab><Enter>");
	assert_log(st, "project.list --order deadline");
	stage_show(st, prompt_create(&st->host, ""));
	stage_press(st, "theme <Tab><Tab><Tab><Enter>");
	assert_log(st, "theme 8");
	stage_show(st, prompt_create(&st->host, ""));
	stage_press(st, "quote.attach /tmp/dr<Tab>wi<Tab>");
	assert_shows(st,
		" quote.attach [QUOTE] PATH [--json]   attach a file\n"
		" :quote.attach /tmp/drawings/");
	stage_close(st);
	/* a verb typed without changing the keyboard to Latin */
	stage_show(st, prompt_create(&st->host, ""));
	stage_press(st, "ㅂㅕㅐㅅㄷ.ㅣㅑ<Tab>");
	assert_shows(st,
		"   quote.list       quotes\n"
		"   quote.line       add a line or a price break, or drop one\n"
		" :quote.li");
	stage_destroy(st);
}

static void prompt_remembers(void **state)
{
	(void)state;
	struct stage *st = stage_create("default");

	history_read(st->host.history, "theme 16\nopen 2093\ntheme mono\n");
	stage_show(st, prompt_create(&st->host, ""));
	stage_press(st, "the<Up><Up>");
	assert_shows(st, " theme [THEME]   colours: auto, mono, 8, 16, 256\n :theme 16");
	stage_press(st, "<Up><Down><Down>");
	assert_shows(st, "   theme            colours: auto, mono, 8, 16, 256\n :the");
	stage_press(st, "<C-u><Up><Up><Enter>");
	assert_log(st, "open 2093");
	struct str s = STR_INIT;
	history_write(st->host.history, &s);
	assert_string_equal(str_c(&s), "theme 16\ntheme mono\nopen 2093\n");
	str_finish(&s);
	stage_destroy(st);
}

static void help_lists_what_the_keys_do(void **state)
{
	(void)state;
	struct stage *st = stage_create("default");

	stage_show(st, help_create(&st->host, ""));
	assert_int_equal(stage_draw(st), 13);
	assert_shows(st,
		" ?                                                 type to search, Enter runs it\n"
		">  q     quote.new        write a quote for this request\n"
		"   p     profile.send     send the profile only, where the customer takes it\n"
		"   Q     quote.list       quotes\n"
		"   U     project.seen     mark as read, or unread\n"
		"   X     quote.decline    decline, with a reason or a counter-offer\n"
		"   c     chat.show        a chat: what was said, and the notes\n"
		"   a     project.ask      ask the customer what is missing\n"
		"   K     order.confirm    confirm the order: the contract is made\n"
		"   d     drawing.open     look at a drawing, or at a file here by its path\n"
		"   /     filter           filter the list while you type\n"
		"   BS    filter.clear     show all again\n"
		"   F     filter.use       use a saved filter");
	stage_press(st, "quote.c");
	assert_shows(st,
		" ? quote.c                                         type to search, Enter runs it\n"
		">  -     quote.copy       take lines and terms from an earlier quote  no key yet\n"
		"   -     quote.compare    what changed since the version before\n"
		"   X     quote.decline    decline, with a reason or a counter-offer\n"
		"   -     quote.discard    throw a draft away\n"
		"   -     quote.attach     attach a file");
	/* the cursor is in the text, then on the row */
	assert_int_equal(st->s.cursor_row, 10);
	assert_int_equal(st->s.cursor_col, 10);
	stage_press(st, "<Down><Down><Down>");
	stage_draw(st);
	assert_int_equal(st->s.cursor_row, 13);
	assert_int_equal(st->s.cursor_col, 0);
	stage_press(st, "<Enter>");
	assert_log(st, "quote.decline");
	stage_destroy(st);
}

static void help_finds_by_key_and_by_text(void **state)
{
	(void)state;
	static const struct { const char *query, *run; } cases[] = {
		{"q", "quote.new"}, {"PgDn", "move.page-down"}, {"C-p", "palette"},
		{"held 10 s", "quote.send"}, {"quo new", "quote.new"},
		{"goto", "command goto"}, {"mark.set", "command mark.set"},
		{"filter.use", "command filter.use"}, {"ㅡㅐㅍㄷ.ㅇ", "move.down"},
	};

	for (size_t i = 0; i < lengthof(cases); i++) {
		struct stage *st = stage_create("default");
		stage_show(st, help_create(&st->host, cases[i].query));
		stage_press(st, "<Enter>");
		assert_log(st, cases[i].run);
		stage_destroy(st);
	}
}

static void help_in_a_form_names_keys_that_work(void **state)
{
	(void)state;
	struct stage *st = stage_create("default");
	static const char *const form[] = {"decline", "form", "global", NULL};

	st->host.scopes = form;
	st->host.typing = true;
	stage_show(st, help_create(&st->host, ""));
	surface_resize(&st->s, 12, 80);
	assert_shows(st,
		" ?                                                 type to search, Enter runs it\n"
		">  C-s   form.send        send or keep what this form says\n"
		"   C-e   editor           this text in $VISUAL or $EDITOR\n"
		"   F7    form.attach      attach a file: a text, a picture, a video\n"
		"   M-a   chat.next        next chat with news: hot, naming you, direct, oldest\n"
		"   Esc   back             back; closes an overlay, clears a filter\n"
		"   Tab   pane.next        next pane or field");
	stage_destroy(st);
}

static void help_says_when_nothing_matches(void **state)
{
	(void)state;
	struct stage *st = stage_create("default");

	stage_show(st, help_create(&st->host, "xyzzy"));
	assert_shows(st,
		" ? xyzzy                                           type to search, Enter runs it\n"
		"   Nothing has this in its name, help or key. BS shows more again.");
	stage_press(st, "<Down><Enter>");
	assert_true(st->open);
	stage_press(st, "<Esc>");
	assert_false(st->open);
	assert_log(st, "");
	stage_destroy(st);
}

static void help_binds(void **state)
{
	(void)state;
	struct stage *st = stage_create("default");
	char key[KEY_TEXT];

	stage_show(st, help_create(&st->host, "quote.at"));
	stage_press(st, "<Down>");
	assert_shows(st,
		" ? quote.at                                        type to search, Enter runs it\n"
		">  -     quote.attach     attach a file                  no key yet, b binds one");
	stage_press(st, "bU");
	assert_shows(st,
		" keys for quote.attach: U  now project.seen; Enter takes it over, Esc leaves it\n"
		">  -     quote.attach     attach a file                  no key yet, b binds one");
	stage_press(st, "<Esc>bmx");
	assert_shows(st,
		" keys for quote.attach: m x  now mark.set; Enter takes it over, Esc leaves it\n"
		">  -     quote.attach     attach a file                  no key yet, b binds one");
	stage_press(st, "<Esc>b<C-x>a<Enter>");
	assert_shows(st,
		" ? quote.at                                                                bound\n"
		">  C-x a quote.attach     attach a file                          b binds another");
	assert_string_equal(keymap_hint(st->km, scopes, VERB_QUOTE_ATTACH, key), "C-x a");
	stage_press(st, "<Esc>");
	assert_log(st, "");
	stage_destroy(st);
}

static void palette_finds_verbs_and_objects(void **state)
{
	(void)state;
	struct stage *st = stage_create("default");

	stage_show(st, palette_create(&st->host));
	stage_press(st, "하우");
	assert_shows(st,
		" find 하우                                      verbs and objects, Enter runs it\n"
		">        2091 센서 하우징 rev C  Hanbit Robotics");
	stage_press(st, "<Enter>");
	assert_log(st, "project.show 2091");
	stage_show(st, palette_create(&st->host));
	stage_press(st, "outb");
	assert_shows(st,
		" find outb                                      verbs and objects, Enter runs it\n"
		">  O     outbox           what waits to be sent\n"
		"   -     outbox.retry     try again now\n"
		"   -     outbox.recall    take one back: what it said is a draft again\n"
		"   -     outbox.drop      forget one that was refused or still waits\n"
		"   -     wait             scripts: wait for idle, online, offline or outbox");
	stage_press(st, "<Enter>");
	assert_log(st, "outbox");
	stage_destroy(st);
}

static void overlays_take_the_mouse(void **state)
{
	(void)state;
	struct stage *st = stage_create("default");

	stage_show(st, help_create(&st->host, "outbox"));
	stage_press(st, "<WheelDown><Mouse:12,5>");
	assert_true(st->open);
	stage_press(st, "<Mouse:12,5>");
	assert_false(st->open);
	assert_log(st, "outbox.retry");
	stage_destroy(st);
}

static void on_change(void *arg, const char *text)
{
	struct stage *st = arg;

	str_addf(&st->log, "[%s]", text);
}

static void on_answer(void *arg, const char *text)
{
	note(arg, text ? text : "cancelled");
}

static void on_confirm(void *arg, bool yes)
{
	note(arg, yes ? "yes" : "no");
}

static void questions_are_answered(void **state)
{
	(void)state;
	struct stage *st = stage_create("default");

	stage_show(st, question_create(&st->host, "Filter", "an", 0, on_change, on_answer, st));
	stage_press(st, "od<BS>");
	assert_shows(st, " Filter ano");
	assert_int_equal(st->s.cursor_col, 11);
	stage_press(st, "<Enter>");
	assert_log(st, "[ano][anod][ano], ano");
	stage_show(st, question_create(&st->host, "Password", "", EDIT_SECRET, NULL, on_answer, st));
	stage_press(st, "geheim");
	assert_shows(st, " Password ******");
	stage_press(st, "<Esc>");
	assert_log(st, "cancelled");
	stage_show(st, question_create(&st->host, "센서", "", 0, NULL, on_answer, st));
	stage_press(st, "하우징<C-l>");
	assert_shows(st, " 센서 하우징");
	assert_log(st, "pass");
	stage_destroy(st);
}

static const char *offered(const char *prefix, int i)
{
	static const char *const texts[] = {"The courier calls.", "They asked for it.", "샘플을 보냅니다."};

	for (size_t k = 0; k < lengthof(texts); k++) {
		if (!strncmp(texts[k], prefix, strlen(prefix)) && i-- == 0) {
			return texts[k];
		}
	}
	return NULL;
}

static void questions_offer_texts(void **state)
{
	(void)state;
	static const struct { const char *initial, *keys, *want; } cases[] = {
		{"", "<Enter>", ""},
		{"", "<Tab><Enter>", "The courier calls."},
		{"", "<Tab><Tab><Tab><Enter>", "샘플을 보냅니다."},
		{"", "<Tab><Tab><Tab><Tab><Enter>", ""},
		{"", "<S-Tab><Enter>", "샘플을 보냅니다."},
		{"They", "<Tab> Twice.<Enter>", "They asked for it. Twice."},
		{"Th", "<Tab><Tab><Tab><Enter>", "Th"},
		{"mine", "<Tab><S-Tab>!<Enter>", "mine!"},
		{"", "<Tab><Esc>", "cancelled"},
	};

	for (size_t i = 0; i < lengthof(cases); i++) {
		struct stage *st = stage_create("default");
		struct overlay o = question_create(&st->host, "Why?", cases[i].initial, 0, NULL, on_answer, st);

		question_offers(&o, offered);
		stage_show(st, o);
		stage_press(st, cases[i].keys);
		assert_log(st, cases[i].want);
		stage_destroy(st);
	}
}

static void confirmations_need_a_clear_yes(void **state)
{
	(void)state;
	static const struct { const char *word, *keys, *want; } cases[] = {
		{NULL, "y", "yes"}, {NULL, "Y", "yes"}, {NULL, "ㅛ", "yes"}, {NULL, "н", "yes"},
		{NULL, "n", "no"}, {NULL, "ㅜ", "no"}, {NULL, "<Esc>", "no"}, {NULL, "<C-c>", "no"},
		{NULL, "q", "no"}, {NULL, "<Enter>x y", "yes"},
		{"2093", "y<Enter>209<Enter><C-u>2093<Enter>", "yes"},
		{"2093", "2093<Esc>", "no"},
	};

	for (size_t i = 0; i < lengthof(cases); i++) {
		struct stage *st = stage_create("default");
		stage_show(st, confirm_create(&st->host, "Throw the draft away?", cases[i].word,
			on_confirm, st));
		assert_shows(st, cases[i].word ? " Throw the draft away?   type 2093 to do it:"
			: " Throw the draft away?   y yes   n no");
		stage_press(st, cases[i].keys);
		assert_log(st, cases[i].want);
		stage_destroy(st);
	}
}

static void pasting_runs_nothing(void **state)
{
	(void)state;
	struct stage *st = stage_create("default");
	struct key paste = {.kind = KEYK_PASTE, .paste = "quit\ny\n", .paste_len = 7};

	stage_show(st, prompt_create(&st->host, ""));
	assert_int_equal(st->over.ops->key(st->over.o, &paste), OVERLAY_STAY);
	assert_shows(st, " quit   leave fettle\n :quit y");
	stage_close(st);
	stage_show(st, confirm_create(&st->host, "Send?", NULL, on_confirm, st));
	assert_int_equal(st->over.ops->key(st->over.o, &paste), OVERLAY_STAY);
	stage_close(st);
	stage_show(st, help_create(&st->host, ""));
	assert_int_equal(st->over.ops->key(st->over.o, &paste), OVERLAY_STAY);
	assert_log(st, "");
	stage_destroy(st);
}

static void overlays_fit_small_screens(void **state)
{
	(void)state;
	static const int sizes[][2] = {{16, 60}, {10, 40}, {24, 200}, {3, 20}};

	for (size_t i = 0; i < lengthof(sizes); i++) {
		struct stage *st = stage_create("default");
		surface_resize(&st->s, sizes[i][0], sizes[i][1]);
		stage_show(st, help_create(&st->host, "quo"));
		stage_press(st, "<Down><PgDn><PgUp>b<C-x>");
		stage_draw(st);
		stage_close(st);
		stage_show(st, prompt_create(&st->host, "quote."));
		stage_press(st, "<Tab><Tab><S-Tab>");
		stage_draw(st);
		stage_close(st);
		stage_show(st, confirm_create(&st->host, "A long question about something?", "word",
			on_confirm, st));
		stage_press(st, "wo");
		stage_draw(st);
		stage_destroy(st);
	}
}

static const char *const whichkey_vi =

	" g   and then; Esc ends it\n"
	"   g   to the first row                  3   place 3\n"
	"   e   to the last row, or to the row o… 4   place 4\n"
	"   u   to the next unread                5   place 5\n"
	"   t   next pane or field                6   place 6\n"
	"   T   pane or field before              7   place 7\n"
	"   /   everything by name: verbs and ob… 8   place 8\n"
	"   1   place 1                           9   place 9\n"
	"   2   place 2\n";

static void whichkey_shows_what_follows(void **state)
{
	(void)state;
	struct stage *st = stage_create("vi");
	struct keyseq seq = {0};
	struct verb_call call;
	struct str s = STR_INIT;
	struct arena a;
	struct key g = key_char("g", 0), five = key_char("5", 0);

	arena_init(&a);
	assert_int_equal(whichkey_rows(st->km, &seq, scopes, 24, 80), 0);
	assert_int_equal(keymap_key(st->km, &seq, scopes, false, &g, &a, &call), KEYRES_PENDING);
	int rows = whichkey_rows(st->km, &seq, scopes, 24, 80);
	surface_resize(&st->s, rows, 80);
	whichkey_draw(st->km, &seq, scopes, surface_area(&st->s));
	surface_picture(&st->s, &s);
	assert_string_equal(str_c(&s), whichkey_vi);
	keyseq_clear(&seq);
	keymap_destroy(st->km);
	st->km = keymap_create();
	keymap_builtin(st->km, "default", NULL);
	assert_int_equal(keymap_key(st->km, &seq, scopes, false, &five, &a, &call), KEYRES_PENDING);
	assert_int_equal(whichkey_rows(st->km, &seq, scopes, 24, 80), 1);
	surface_resize(&st->s, 1, 80);
	str_clear(&s);
	whichkey_draw(st->km, &seq, scopes, surface_area(&st->s));
	surface_picture(&st->s, &s);
	assert_string_equal(str_c(&s), " 5   times the next key; Enter: to this place\n");
	arena_finish(&a);
	str_finish(&s);
	stage_destroy(st);
}

UNIT_TESTS(overlays,
	cmocka_unit_test(prompt_shows_what_could_stand_there),
	cmocka_unit_test(prompt_keeps_what_was_wrong),
	cmocka_unit_test(prompt_completes_values),
	cmocka_unit_test(prompt_remembers),
	cmocka_unit_test(help_lists_what_the_keys_do),
	cmocka_unit_test(help_finds_by_key_and_by_text),
	cmocka_unit_test(help_in_a_form_names_keys_that_work),
	cmocka_unit_test(help_says_when_nothing_matches),
	cmocka_unit_test(help_binds),
	cmocka_unit_test(palette_finds_verbs_and_objects),
	cmocka_unit_test(overlays_take_the_mouse),
	cmocka_unit_test(questions_are_answered),
	cmocka_unit_test(questions_offer_texts),
	cmocka_unit_test(confirmations_need_a_clear_yes),
	cmocka_unit_test(pasting_runs_nothing),
	cmocka_unit_test(overlays_fit_small_screens),
	cmocka_unit_test(whichkey_shows_what_follows));
