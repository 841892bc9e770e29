#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "app/talk.h"
#include "cli.h"
#include "draw/anchor.h"
#include "draw/draw.h"
#include "paths.h"
#include "store/blob.h"
#include "text/utf8.h"

/* fettle note add: pins a note to a drawing, which is read for its zones and texts as a viewer would. */
enum { FETCH_MS = 60000, PIECE = 65536 };

struct pinning {
	struct cli *c;
	struct drawing *d;
	struct anchor_index *ix;
	struct zones zones;
	int page;                  /* from 1 */
	bool over;
	struct err e;
};

static void on_failed(void *arg, const struct err *e)
{
	struct pinning *p = arg;

	p->e = *e;
	p->over = true;
}

static void on_info(void *arg, const struct drawing_info *info)
{
	struct pinning *p = arg;

	if (p->page < 1 || (size_t)p->page > info->npages) {
		err_set(&p->e, ERR_NOT_FOUND, tr("page %d of %d"), p->page, (int)info->npages);
		p->over = true;
		return;
	}
	anchor_zones(&info->pages[p->page - 1], &p->zones);
	drawing_want_texts(p->d, p->page - 1);
}

static void on_texts(void *arg, const struct drawing_texts *t)
{
	struct pinning *p = arg;

	if (t->page == p->page - 1) {
		anchor_index_page(p->ix, p->page, &drawing_info(p->d)->pages[t->page], t);
		p->over = true;
	}
}

/* The content in memory, nowhere readable on the disk. */
static int content(struct cli *c, const struct file_ref *f, struct err *e)
{
	struct blob_reader *r = NULL;
	int64_t size, at = 0, n = 1;
	char *piece = arena_alloc(&c->arena, PIECE);
	int fd;

	if ((!blob_have(c->store, f->hash, NULL) && net_file_wait(c->net, f->hash, f->size, FETCH_MS, e)) || blob_open(c->store, f->hash, &r, &size, e)) {
		return -1;
	}
	fd = memfd_create("drawing", MFD_CLOEXEC);
	while (fd >= 0 && n > 0) {
		n = blob_read(r, at, piece, PIECE, e);
		if (n < 0 || (n > 0 && write(fd, piece, (size_t)n) != n)) {
			close(fd);
			fd = -1;
		}
		at += n;
	}
	blob_close(r);
	return fd < 0 && e->code == ERR_OK ? err_errno(e, "memfd") : fd;
}

static int read_drawing(struct pinning *p, const struct file_ref *f, struct err *e)
{
	static const struct drawing_events events = {.info = on_info, .texts = on_texts, .failed = on_failed};
	char *program = path_beside("fettle-draw");
	struct drawing_conf conf = {.loop = p->c->loop, .program = program, .name = f->name, .events = &events, .arg = p};

	conf.fd = content(p->c, f, e);
	p->d = conf.fd < 0 ? NULL : drawing_open(&conf, e);
	while (p->d && !p->over) {
		loop_once(p->c->loop, -1);
	}
	free(program);
	if (p->d && p->e.code) {
		*e = p->e;
	}
	return p->d && !p->e.code ? 0 : -1;
}

/* "128.5" in thousandths; false when it is none. */
static bool read_milli(const char **s, int64_t *out)
{
	int64_t v = 0, scale = 1000;
	const char *p = *s + (**s == '-');

	if (*p < '0' || *p > '9') {
		return false;
	}
	for (; *p >= '0' && *p <= '9' && v < INT64_C(1) << 40; p++) {
		v = v * 10 + (*p - '0') * 1000;
	}
	if (*p == '.') {
		for (p++; *p >= '0' && *p <= '9'; p++) {
			scale /= 10;
			v += (*p - '0') * scale;
		}
	}
	*out = **s == '-' ? -v : v;
	*s = p;
	return true;
}

static int place(struct pinning *p, struct anchor *an, struct err *e)
{
	const struct cli *c = p->c;
	const char *zone = call_arg(c->call, "--zone"), *text = call_arg(c->call, "--text"), *at = call_arg(c->call, "--at"), *s = at;
	struct str folded = STR_INIT;
	struct arena *a = &p->c->arena;
	int64_t x, y;
	struct zone z;
	int r = 0;

	if (at && (!read_milli(&s, &x) || *s++ != ',' || !read_milli(&s, &y) || *s)) {
		return err_set(e, ERR_USAGE, tr("\"%.40s\" is no point; 128.5,74 is one"), at);
	}
	if (text) {
		utf8_fold(&folded, text, strlen(text));
		r = anchor_make_at_text(p->ix, p->page, str_c(&folded), 0, a, an)
			? err_set(e, ERR_NOT_FOUND, tr("\"%.60s\" is not on this page of the drawing"), text) : 0;
		str_finish(&folded);
		return r;
	}
	if (zone) {
		if (zone_parse(&p->zones, zone, strlen(zone), &z, e)) {
			return -1;
		}
		struct box b = zone_box(&p->zones, z);
		x = (b.x0 + b.x1) / 2;
		y = (b.y0 + b.y1) / 2;
	} else if (!at) {
		return err_set(e, ERR_USAGE, "%s", tr("where? --zone=C4, --text=R5 or --at=128.5,74"));
	}
	anchor_make(p->ix, p->page, x, y, a, an);
	return 0;
}

static void add_selector(struct note *n, struct arena *a, const struct selector *s)
{
	*(struct selector *)items_add(&entity_selector, &n->selectors, a) = *s;
}

static void say_where(struct note *n, const struct anchor *an, struct arena *a)
{
	struct str point = STR_INIT, zone = STR_INIT;
	struct selector s = {.type = SELECTOR_FRAGMENT, .conforms_to = ANCHOR_POINT, .value = "", .exact = "", .prefix = "", .suffix = ""};

	anchor_point_write(an, &point);
	s.value = arena_strdup(a, str_c(&point));
	add_selector(n, a, &s);
	if (*an->zone) {
		anchor_zone_write(an, &zone);
		s.conforms_to = ANCHOR_ZONE;
		s.value = arena_strdup(a, str_c(&zone));
		add_selector(n, a, &s);
	}
	if (*an->exact) {
		add_selector(n, a, &(struct selector){.type = SELECTOR_TEXT_QUOTE, .conforms_to = "", .value = "", .exact = an->exact, .prefix = an->prefix,
			.suffix = an->suffix});
	}
	n->page = an->page;
	n->x = an->x > 0 ? an->x : 0;
	n->y = an->y > 0 ? an->y : 0;
	n->zone = arena_strdup(a, an->zone);
	str_finish(&point);
	str_finish(&zone);
}

/* The newest of this name, or the one with this hash. */
static void look_in(struct items files, const char *word, const struct file_ref **out)
{
	for (size_t i = 0; i < files.n; i++) {
		const struct file_ref *f = ITEM(const struct file_ref, files, i);

		if (!strcmp(f->name, word) || !strcmp(f->hash, word)) {
			*out = f;
		}
	}
}

static const struct file_ref *the_file(struct cli *c, const struct thread *t, struct err *e)
{
	const struct rfq *r = *t->rfq ? store_get(c->store, KIND_RFQ, t->rfq, &c->arena, NULL) : NULL;
	const char *word = call_arg(c->call, "FILE");
	const struct file_ref *f = NULL;
	struct message_key keys[200];
	int n = store_message_keys(c->store, t->id, INT64_MAX, false, 200, keys);

	for (int i = 0; i < n; i++) {
		const struct message *m = store_get(c->store, KIND_MESSAGE, keys[i].id, &c->arena, NULL);

		look_in(m ? m->files : (struct items){0}, word, &f);
	}
	look_in(r ? r->files : (struct items){0}, word, &f);
	if (!f) {
		err_set(e, ERR_NOT_FOUND, tr("no drawing \"%.60s\" in this chat"), word);
	}
	return f;
}

static int pin(struct cli *c, const struct file_ref *f, struct note *n, struct err *e)
{
	const char *page = call_arg(c->call, "--page");
	struct pinning p = {.c = c, .page = 1};
	long long v = 1;
	struct anchor an = {.exact = "", .prefix = "", .suffix = ""};
	int r = -1;

	if (page && !parse_i64(page, &v)) {
		return err_set(e, ERR_USAGE, tr("%s is a number, not \"%.40s\""), "--page", page);
	}
	p.page = v > 0 && v < 10000 ? (int)v : 0;
	p.ix = anchor_index_create();
	if (!read_drawing(&p, f, e) && !place(&p, &an, e)) {
		say_where(n, &an, &c->arena);
		r = 0;
	}
	drawing_close(p.d);
	anchor_index_destroy(p.ix);
	return r;
}

int cli_note_add(struct cli *c)
{
	struct err e = ERR_NONE;
	int code = cli_fresh(c);
	const struct thread *t = code ? NULL : find_thread(c->store, call_arg(c->call, "CHAT"), &c->arena, &e);
	const struct file_ref *f = t ? the_file(c, t, &e) : NULL;
	struct note *n = entity_new(&entity_note, &c->arena);
	char id[ULID_SIZE], first[ULID_SIZE];
	struct act act;

	if (code || !f || pin(c, f, n, &e)) {
		return code ? code : cli_error(c, &e);
	}
	n->id = ulid_make(id);
	n->first = ulid_make(first);
	n->thread = t->id;
	n->file_hash = f->hash;
	n->text = cli_text(c, call_arg(c->call, "TEXT"));
	act = cli_act_saying(c, &entity_note, n);
	return cli_done(c, &act, act_note_create(&act, n, &e), &e);
}
