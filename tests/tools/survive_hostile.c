/*
 * What strangers write: strings that would drive a terminal, and JSON that is none.
 * survive_hostile [TEST]
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/vec.h"
#include "lib/survive.h"
#include "text/utf8.h"
#include "unit/text/help.h"
#include "wire/json.h"

static struct survive *world(void **state, size_t rfqs)
{
	struct survive *w = survive_open(PLAIN, rfqs);

	assert_non_null(w);
	*state = w;
	return w;
}

static int close_world(void **state)
{
	survive_close(*state);
	*state = NULL;
	return 0;
}

static const char *shared(const char *name)
{
	static char path[4096];
	const char *dir = unit_shared();

	if (!dir) {
		printf("skipped: no shared data\n");
		skip();
	}
	snprintf(path, sizeof(path), "%s/data/%s", dir, name);
	return path;
}

/* ---- strings ---- */

struct strings { VEC(struct str) v; };

static struct str *new_string(struct strings *s)
{
	struct str *b = vec_add(&s->v);

	*b = STR_INIT;
	return b;
}

/* Ours: were any of these to reach the terminal, 7777 would stand behind an escape. */
static void add_marked(struct strings *s)
{
	static const char *const marked[] = {"\x1b[7777m", "\x1b[?7777h", "\x1b[7777;7777H", "\xc2\x9b" "7777m", "\x9b" "7777m", "\x1b]7777;x\x07",
		"\x1b]7777;x\x1b\\", "\xc2\x9d" "7777;x\xc2\x9c", "\x1bP7777q\x1b\\", "\x1b_7777\x1b\\", "\x1b^7777\x1b\\", "\x1bX7777\x1b\\", "a\rb\bc\x0e" "d\x0f" "e\x07" "f\x05g\x7fh",
		"\xe2\x80\xae" "7777" "\xe2\x81\xa6" "x\xe2\x80\x8f", "\x1b\x1b[7777m\x1b", "\x18\x1a\x1b[7777\x18m", "x\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81y",
		"\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7", "\xef\xbb\xbf\xf3\xa0\x81\x81\xe2\x80\x8b", "end with escape \x1b", "end with half \xe2\x80", "\xc2"};

	for (size_t i = 0; i < lengthof(marked); i++) {
		str_add(new_string(s), marked[i]);
	}
}

static void add_lines(struct strings *s, const char *name, const char *key, bool hex)
{
	struct str text = STR_INIT, raw = STR_INIT;

	assert_int_equal(fs_read(shared(name), 1 << 20, &text, NULL), 0);
	for (char *line = text.s, *next; line && *line; line = next) {
		next = strchr(line, '\n');
		if (next) {
			*next++ = '\0';
		}
		str_clear(&raw);
		if (help_json(&raw, line, key)) {
			struct str *b = new_string(s);
			if (hex) {
				help_hex(b, str_c(&raw), raw.len);
			} else {
				str_addn(b, str_c(&raw), raw.len);
			}
		}
	}
	str_finish(&text);
	str_finish(&raw);
}

/* "\e[2J" written out becomes the sequence. */
static void add_escapes(struct strings *s)
{
	size_t n = s->v.n;

	for (size_t i = 0; i < n; i++) {
		struct str made = STR_INIT;
		const char *p = str_c(&s->v.v[i]);
		if (strstr(p, "\\e")) {
			for (; *p; p++) {
				bool is = p[0] == '\\' && p[1] == 'e';
				str_addc(&made, is ? '\x1b' : *p);
				p += is;
			}
			*new_string(s) = made;
		}
	}
}

static void load_strings(struct strings *s)
{
	add_marked(s);
	add_lines(s, "strings/terminal_made.jsonl", "bytes", true);
	add_lines(s, "strings/vt_sequences.jsonl", "bytes", true);
	add_lines(s, "strings/blns.jsonl", "", false);
	add_escapes(s);
	printf("%zu strings\n", s->v.n);
	assert_true(s->v.n > 500);
}

static void drop_strings(struct strings *s)
{
	for (size_t i = 0; i < s->v.n; i++) {
		str_finish(&s->v.v[i]);
	}
	vec_finish(&s->v);
}

/* As a JSON text, bytes that are no UTF-8 as they are. */
static void add_json(struct str *out, const struct str *s, size_t max)
{
	size_t n = s->len < max ? s->len : max;

	/* not in the middle of a character: that would be another test */
	while (n > 0 && n < s->len && ((unsigned char)s->s[n] & 0xc0) == 0x80) {
		n--;
	}
	str_addc(out, '"');
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s->s[i];
		if (c < 0x20 || c == '"' || c == '\\') {
			str_addf(out, "\\u%04x", c);
		} else {
			str_addc(out, (char)c);
		}
	}
	str_addc(out, '"');
}

struct sown { int accepted, refused; };

/* One write that may be refused as any client's may; nothing else may happen. Answers whether it was taken. */
static bool sow(struct survive *w, struct sown *sown, const char *login, const char *method, const char *path, const struct str *body)
{
	int status = survive_write(w, login, NULL, method, path, str_c(body));

	if (status < 200 || status >= 500 || (status >= 300 && !json_get_text(w->s.json, "code"))) {
		fail_msg("%s %s was answered by %d %s to: %s", method, path, status, str_c(&w->s.reply.body), str_c(body));
	}
	sown->accepted += status < 300;
	sown->refused += status >= 300;
	return status < 300;
}

static const struct str *pick(const struct strings *s, size_t *at)
{
	return &s->v.v[(*at)++ % s->v.n];
}

/* One that is good UTF-8, has no NUL and fits one line: the rest is tried alone, and refused. */
static const struct str *pick_good(const struct strings *s, size_t *at)
{
	const struct str *b;

	do {
		b = pick(s, at);
	} while (!b->len || !utf8_valid(b->s, b->len) || memchr(b->s, 0, b->len) || strpbrk(b->s, "\r\n"));
	return b;
}

/* Any that a database and JSON can hold. */
static const struct str *pick_any(const struct strings *s, size_t *at)
{
	const struct str *b;

	do {
		b = pick(s, at);
	} while (!b->len || !utf8_valid(b->s, b->len) || memchr(b->s, 0, b->len));
	return b;
}

static void sow_rfq(struct survive *w, struct sown *sown, const struct strings *s, const struct str *one, size_t *at)
{
	struct survive_rfq *r = vec_add(&w->rfqs);
	struct str body = STR_INIT;
	char due[CLOCK_TEXT];

	str_addf(&body, "{\"id\":\"%s\",\"process\":\"mill\",\"breaks\":[{\"qty\":50}],\"due\":\"%s\",\"currency\":\"KRW\",\"takes_profile\":true,\"title\":",
		ulid_make(r->id), clock_format(clock_ms() + 7 * INT64_C(86400000), due));
	add_json(&body, one, 180);
	str_add(&body, ",\"material\":");
	add_json(&body, pick_good(s, at), 100);
	str_add(&body, ",\"finish\":");
	add_json(&body, pick_good(s, at), 100);
	str_add(&body, ",\"tolerance\":");
	add_json(&body, pick_good(s, at), 100);
	str_add(&body, ",\"text\":");
	struct str many = STR_INIT;
	for (int i = 0; i < 6; i++) {
		const struct str *b = pick_good(s, at);
		str_addn(&many, b->s, b->len < 600 ? b->len : 600);
		if (!utf8_valid(many.s, many.len)) {
			str_cut(&many, many.len - (b->len < 600 ? b->len : 600));
		}
		str_addc(&many, '\n');
	}
	add_json(&body, &many, 7000);
	str_finish(&many);
	str_addc(&body, '}');
	if (!sow(w, sown, "anna", "POST", "/v1/rfqs", &body)) {
		w->rfqs.n--;
	} else {
		snprintf(r->number, sizeof(r->number), "%lld", (long long)json_get_int(w->s.json, "number", -1));
	}
	str_finish(&body);
}

static void sow_quote(struct survive *w, struct sown *sown, const struct strings *s, const char *rfq, size_t *at)
{
	struct str body = STR_INIT;
	char id[ULID_SIZE];

	str_addf(&body, "{\"id\":\"%s\",\"rfq\":\"%s\",\"currency\":\"KRW\",\"lead_days\":12,\"valid_days\":30,\"note\":", ulid_make(id), rfq);
	add_json(&body, pick_good(s, at), 3000);
	str_add(&body, ",\"terms\":");
	add_json(&body, pick_good(s, at), 3000);
	str_add(&body, ",\"discount_kind\":\"percent\",\"discount_bp\":500,\"discount_note\":");
	add_json(&body, pick_good(s, at), 180);
	str_add(&body, ",\"lines\":[{\"text\":");
	add_json(&body, pick_good(s, at), 180);
	str_add(&body, ",\"qty\":50,\"setup\":100000,\"unit\":14200}]}");
	if (sow(w, sown, "kim", "POST", "/v1/quotes", &body)) {
		char *path = xasprintf("/v1/quotes/%s/decline", id);
		str_clear(&body);
		str_add(&body, "{\"reason\":");
		add_json(&body, pick_good(s, at), 1900);
		str_add(&body, "}");
		sow(w, sown, "anna", "POST", path, &body);
		free(path);
	}
	str_finish(&body);
}

static void sow_profile(struct survive *w, struct sown *sown, const struct strings *s, const char *rfq, size_t *at)
{
	struct str body = STR_INIT;
	char id[ULID_SIZE];
	char *path = xasprintf("/v1/profiles/%s", fettled_id(w->f, "org.kim")), *proposal = xasprintf("/v1/rfqs/%s/proposal", rfq);

	str_addf(&body, "{\"id\":\"%s\",\"text\":", fettled_id(w->f, "org.kim"));
	add_json(&body, pick_good(s, at), 3000);
	str_add(&body, ",\"strengths\":");
	add_json(&body, pick_good(s, at), 3000);
	str_add(&body, ",\"works\":");
	add_json(&body, pick_good(s, at), 3000);
	str_addc(&body, '}');
	sow(w, sown, "kim", "PUT", path, &body);
	str_clear(&body);
	str_addf(&body, "{\"deal\":\"%s\",\"text\":", ulid_make(id));
	add_json(&body, pick_good(s, at), 3000);
	str_addc(&body, '}');
	sow(w, sown, "kim", "POST", proposal, &body);
	free(path);
	free(proposal);
	str_finish(&body);
}

/*
 * The server takes no control characters; another server might. So they are put where it would send them
 * from: column by column, into what is there.
 */
static void plant(struct db *db, const char *table, const char *column, const struct strings *s, size_t *at, size_t max)
{
	char *count = xasprintf("SELECT count(*) FROM %s", table);
	char *update = xasprintf("UPDATE %s SET %s = $1 WHERE id = (SELECT id FROM %s ORDER BY id LIMIT 1 OFFSET $2)", table, column, table);
	struct err e = ERR_NONE;
	long long rows = 0;

	assert_true(db_int(db, count, NULL, 0, &rows, &e) >= 0);
	for (long long i = 0; i < rows; i++) {
		const struct str *b = pick_any(s, at);
		char *text = xstrndup(b->s, utf8_limit(b->s, b->len, max));
		if (db_exec(db, update, DB_ARGS(val_text(text), val_int(i)), &e) != 1) {
			fail_msg("%s: %s", update, e.text);
		}
		free(text);
	}
	free(count);
	free(update);
}

static void plant_list(struct db *db, const char *table, const char *column, const char *before, const char *after, const struct strings *s,
	size_t *at)
{
	char *update = xasprintf("UPDATE %s SET %s = $1", table, column);
	struct str text = STR_INIT;
	struct err e = ERR_NONE;

	str_add(&text, before);
	add_json(&text, pick_any(s, at), 150);
	str_add(&text, after);
	if (db_exec(db, update, DB_ARGS(val_text(str_c(&text))), &e) < 0) {
		fail_msg("%s: %s", update, e.text);
	}
	str_finish(&text);
	free(update);
}

static void plant_all(struct survive *w, const struct strings *s, size_t *at)
{
	static const struct { const char *table, *column; size_t max; } places[] = {
		{"rfq", "title", 200}, {"rfq", "material", 120}, {"rfq", "finish", 120}, {"rfq", "tolerance", 120}, {"rfq", "text", 4000},
		{"rfq", "customer_name", 200}, {"rfq", "place", 120}, {"quote", "title", 200}, {"quote", "note", 4000}, {"quote", "terms", 4000},
		{"quote", "discount_note", 200}, {"quote", "customer_name", 200}, {"quote", "partner_name", 200}, {"quote", "reason", 2000},
		{"deal", "partner_name", 200}, {"deal", "profile_text", 4000}, {"deal", "reason", 2000}, {"profile", "name", 200},
		{"profile", "text", 4000}, {"profile", "strengths", 4000}, {"profile", "works", 4000}, {"org", "name", 200}, {"org", "place", 120},
		{"account", "name", 120}, {"account", "org_name", 200}, {"site", "name", 200},
	};
	static const char file[] = ",\"hash\":\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\",\"size\":17,\"media\":\"image/png\"}]";
	struct db_conf conf = {.url = w->f->url};
	struct err e = ERR_NONE;
	struct db *db;

	assert_int_equal(fettled_stop(w->f), 0);
	assert_int_equal(db_open(&db, &conf, &e), 0);
	for (size_t i = 0; i < lengthof(places); i++) {
		plant(db, places[i].table, places[i].column, s, at, places[i].max);
	}
	plant_list(db, "rfq", "files", "[{\"name\":", file, s, at);
	plant_list(db, "quote", "files", "[{\"name\":", file, s, at);
	plant_list(db, "profile", "files", "[{\"name\":", file, s, at);
	plant_list(db, "quote", "lines", "[{\"text\":", ",\"qty\":50,\"setup\":100000,\"unit\":14200}]", s, at);
	db_close(db);
	survive_serve(w);
}

/* ---- what reached the terminal ---- */

struct stream { const unsigned char *p; size_t n, i; const char *where; bool plain; };

static void bad_byte(const struct stream *s, const char *what)
{
	size_t from = s->i > 60 ? s->i - 60 : 0, to = s->i + 40 < s->n ? s->i + 40 : s->n;
	struct str seen = STR_INIT;

	for (size_t i = from; i < to; i++) {
		str_addf(&seen, s->p[i] < 0x20 || s->p[i] > 0x7e ? "<%02x>" : "%c", s->p[i]);
	}
	fail_msg("%s: %s at byte %zu: %s", s->where, what, s->i, str_c(&seen));
}

/* CSI: parameters, intermediates, final; only what curses and the program's own mode switches use. */
static void take_csi(struct stream *s)
{
	size_t from = s->i;

	while (s->i < s->n && s->p[s->i] >= 0x20 && s->p[s->i] <= 0x3f) {
		s->i++;
	}
	char *params = xstrndup((const char *)s->p + from, s->i - from);
	unsigned char final = s->i < s->n ? s->p[s->i] : 'm';
	bool private = *params == '?' || *params == '>' || *params == '=';
	if (strstr(params, "7777")) {
		bad_byte(s, "a sequence of a stranger's");
	}
	if (!strchr(private ? "hlcu$m" : "ABCDEFGHJKLMPSTX@abdefghlmnrtqsu", final)) {
		bad_byte(s, "a sequence nobody means");
	}
	free(params);
	s->i++;
}

static void take_escape(struct stream *s)
{
	unsigned char c = s->i + 1 < s->n ? s->p[s->i + 1] : 0;

	s->i += 2;
	if (s->plain) {
		bad_byte(s, "an escape sequence");
	} else if (c == '[') {
		take_csi(s);
	} else if (c == '(' || c == ')') {
		s->i++;
	} else if (!strchr("=>78MDEHc", c)) {
		bad_byte(s, "a sequence nobody means");
	}
}

static bool is_bidi(int32_t cp)
{
	return help_is_bidi(cp);
}

/* plain: what a program that only prints may use. */
static void check_output(const void *bytes, size_t n, bool plain, const char *where)
{
	struct stream s = {bytes, n, 0, where, plain};

	while (s.i < s.n) {
		unsigned char c = s.p[s.i];
		int32_t cp;

		if (c == 0x1b) {
			take_escape(&s);
			continue;
		}
		if (c < 0x20 || c == 0x7f) {
			if (!strchr(plain ? "\r\n" : "\r\n\b\t", c)) {
				bad_byte(&s, "a control");
			}
			s.i++;
			continue;
		}
		size_t step = utf8_decode((const char *)s.p + s.i, s.n - s.i, &cp);
		if (cp < 0 || (cp >= 0x80 && cp < 0xa0) || is_bidi(cp) || (cp == 0xfffd && step != 3)) {
			bad_byte(&s, cp < 0 || cp == 0xfffd ? "no UTF-8" : "a C1 or bidi control");
		}
		s.i += step;
	}
}

static void check_pty(struct pty *p, bool plain, const char *where)
{
	size_t n;
	const char *bytes = pty_output(p, &n);

	check_output(bytes, n, plain, where);
}

/* The command line on a terminal. */
static void check_command(struct survive *w, const char *const *args)
{
	char *home = xasprintf("FETTLE_HOME=%s", w->kim->home);
	const char *env[] = {home, NULL}, *argv[12] = {w->kim->program};
	struct str where = STR_INIT;

	str_add(&where, "fettle");
	for (size_t i = 0; args[i] && i < 10; i++) {
		argv[i + 1] = args[i];
		str_addf(&where, " %s", args[i]);
	}
	struct pty *p = pty_start(24, 200, NULL, env, argv);
	int status = pty_exit(p, 60000);
	if (status < 0 || status >= 128) {
		fail_msg("%s ended by %d", str_c(&where), status);
	}
	check_pty(p, true, str_c(&where));
	pty_close(p);
	str_finish(&where);
	free(home);
}

#define COMMAND(w, ...) check_command(w, (const char *const[]){__VA_ARGS__, NULL})

static void look_through_screens(struct survive *w)
{
	struct pty *p = client_screen(w->kim, 40, 132);
	int rows = survive_count((int)w->rfqs.n, 60);

	if (!pty_wait(p, "RFQ", PTY_MS)) {
		fail();
	}
	for (int i = 0; i < rows; i++) {
		pty_keys(p, "<Enter>");
		pty_quiet(p, 15, 2000);
		pty_keys(p, i % 3 ? "<Space>G" : "G");
		pty_quiet(p, 15, 2000);
		pty_keys(p, "<Esc>");
		/* a key right behind it would be another key */
		pty_quiet(p, 60, 2000);
		pty_keys(p, "j");
	}
	/* the other places, the widths where previews are, and the palette, which lists objects */
	static const char *const places[] = {"2", "j<Enter>", "G", "<Esc>", "1", "<C-p>", "a", "<Down><Down>", "<Esc>", ":project show ", "<Tab><Tab>", "<Esc>"};
	for (int size = 0; size < 3; size++) {
		static const int cols[] = {80, 132, 220};
		pty_resize(p, 30, cols[size]);
		for (size_t i = 0; i < lengthof(places); i++) {
			pty_keys(p, places[i]);
			pty_quiet(p, 60, 2000);
		}
		for (int i = 0; i < 10; i++) {
			pty_keys(p, "<C-f>");
			pty_quiet(p, 15, 2000);
		}
	}
	pty_keys(p, "<C-q>");
	assert_int_equal(pty_exit(p, PTY_MS), 0);
	check_pty(p, false, "the screens");
	assert_int_equal(pty_bells(p), 0);
	/* they were there: an escape is shown as its picture */
	assert_non_null(strstr(pty_output(p, &(size_t){0}), "\xe2\x90\x9b"));
	assert_true(pty_same_termios(p));
	pty_close(p);
}

static void strings_never_reach_a_terminal_unclean(void **state)
{
	struct strings s = {0};
	struct sown sown = {0};
	size_t at = 0;

	if (!unit_shared()) {
		printf("skipped: no shared data\n");
		skip();
	}
	struct survive *w = world(state, 1);
	load_strings(&s);
	size_t all = (size_t)survive_count((int)s.v.n, (int)s.v.n / 4), step = s.v.n / all;
	for (size_t i = 0; i < s.v.n; i += step) {
		sow_rfq(w, &sown, &s, &s.v.v[i], &at);
	}
	for (size_t i = 0; i < w->rfqs.n; i += 2) {
		sow_quote(w, &sown, &s, w->rfqs.v[i].id, &at);
	}
	for (size_t i = 1; i < 12; i += 2) {
		sow_profile(w, &sown, &s, w->rfqs.v[i].id, &at);
	}
	printf("%d writes accepted, %d refused\n", sown.accepted, sown.refused);
	assert_true(sown.accepted > sown.refused);
	plant_all(w, &s, &at);
	assert_int_equal(CLIENT(w->kim, "sync"), 0);
	/* none of it makes an object unreadable */
	assert_int_equal(CLIENT(w->kim, "project", "list", "--limit=5000", "--json"), 0);
	struct json *listed = json_parse(str_c(&w->kim->out), w->kim->out.len, NULL);
	assert_int_equal(json_len(listed), w->rfqs.n);
	json_free(listed);
	look_through_screens(w);
	COMMAND(w, "project", "list", "--limit=1000");
	COMMAND(w, "project", "list", "--limit=1000", "--json");
	COMMAND(w, "quote", "list", "--limit=1000");
	COMMAND(w, "quote", "list", "--limit=1000", "--json");
	COMMAND(w, "profile", "show");
	COMMAND(w, "profile", "show", "--json");
	for (size_t i = 0; i < w->rfqs.n; i += w->rfqs.n / 12 + 1) {
		COMMAND(w, "project", "show", w->rfqs.v[i].number);
		COMMAND(w, "quote", "show", w->rfqs.v[i].number);
		COMMAND(w, "project", "show", w->rfqs.v[i].number, "--json");
	}
	/* what was typed comes back in errors */
	COMMAND(w, "project", "show", "\x1b[7777m\xc2\x9b" "7777m");
	COMMAND(w, "project", "show", "\x1b[7777m\xc2\x9b" "7777m", "--json");
	COMMAND(w, "\x1b[7777m", "\xe2\x80\xae");
	COMMAND(w, "quote", "set", w->rfqs.v[0].number, "\x1b]7777;x\x07", "x");
	COMMAND(w, "outbox", "list", "\x1b[7777m");
	COMMAND(w, "--\x1b[7777m");
	COMMAND(w, "file", "save", "1/\x1b[7777m");
	drop_strings(&s);
}

/* ---- JSON ---- */

struct route { const char *login, *method, *path; };

static void send_file(struct survive *w, const struct route *r, const char *name, const struct str *text)
{
	static const char *const type[] = {"Content-Type: application/json"};
	char id[ULID_SIZE], *key = xasprintf("Idempotency-Key: %s", ulid_make(id));
	const char *const headers[] = {type[0], key};

	script_call(&w->s, &(struct https_request){.method = r->method, .path = r->path, .token = r->login ? script_token(&w->s, r->login) : NULL,
		.headers = headers, .nheaders = 2, .body = text->s ? text->s : "", .nbody = text->len});
	int status = w->s.reply.status;
	const char *code = w->s.json ? json_get_text(w->s.json, "code") : NULL;
	bool not_json = code && streq(code, "invalid-json");
	bool bad = status < 200 || status >= 500 || !w->s.json || (name[0] == 'n' && (status != 400 || !not_json)) || (name[0] == 'y' && not_json);
	if (bad) {
		fail_msg("%s %s answers %d %s to %s", r->method, r->path, status, str_c(&w->s.reply.body), name);
	}
	free(key);
}

static void json_is_taken_as_the_standard_says(void **state)
{
	struct dirent *ent;
	int files = 0;

	if (!unit_shared()) {
		printf("skipped: no shared data\n");
		skip();
	}
	struct survive *w = world(state, 1);
	char *profile = xasprintf("/v1/profiles/%s", fettled_id(w->f, "org.kim"));
	char *patch = xasprintf("/v1/rfqs/%s", w->rfqs.v[0].id), *proposal = xasprintf("/v1/rfqs/%s/proposal", w->rfqs.v[0].id);
	const struct route routes[] = {{"anna", "POST", "/v1/rfqs"}, {"kim", "POST", "/v1/quotes"}, {"kim", "PUT", profile}, {NULL, "POST", "/v1/session"},
		{"root", "POST", "/v1/accounts"}, {"anna", "PATCH", patch}, {"kim", "POST", proposal}};
	DIR *d = opendir(shared("json"));
	assert_non_null(d);
	while ((ent = readdir(d))) {
		struct str text = STR_INIT;
		char *path = fs_join(shared("json"), ent->d_name);
		if (ends_with(ent->d_name, ".json") && fs_read(path, 4 << 20, &text, NULL) == 0) {
			files++;
			for (size_t i = 0; i < lengthof(routes); i++) {
				send_file(w, &routes[i], ent->d_name, &text);
			}
		}
		str_finish(&text);
		free(path);
	}
	closedir(d);
	printf("%d files to %zu routes\n", files, lengthof(routes));
	assert_true(files > 100);
	assert_int_equal(survive_get(w, NULL, "/healthz"), 200);
	survive_audit(w);
	free(profile);
	free(patch);
	free(proposal);
}

#define TEST(f) cmocka_unit_test_teardown(f, close_world)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(strings_never_reach_a_terminal_unclean),
		TEST(json_is_taken_as_the_standard_says),
	};

	if (argc > 1) {
		cmocka_set_test_filter(argv[1]);
	}
	return cmocka_run_group_tests_name("survive_hostile", tests, NULL, NULL);
}
