#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/annotation.h"
#include "base/fs.h"
#include "cli.h"
#include "paths.h"

/* Notes on local drawings: makes an anchor, and finds anchors again in a new revision. The engine of the drawing screen. */

enum { NOTES_BYTES = 64 << 20 };

struct reading {
	struct drawing *d;
	struct anchor_index *index;
	int left;
	bool over;
	struct err e;
};

static void on_failed(void *arg, const struct err *e)
{
	struct reading *r = arg;

	r->e = *e;
	r->over = true;
}

static void on_info(void *arg, const struct drawing_info *info)
{
	struct reading *r = arg;

	r->left = (int)info->npages;
	r->over = info->npages == 0;
	for (int i = 0; i < r->left; i++) {
		drawing_want_texts(r->d, i);
	}
}

static void on_texts(void *arg, const struct drawing_texts *t)
{
	struct reading *r = arg;

	anchor_index_page(r->index, t->page + 1, &drawing_info(r->d)->pages[t->page], t);
	r->over = --r->left <= 0;
}

/* All texts of a drawing; r->d stays open for its pages. */
static int read_drawing(struct cli *c, const char *path, struct reading *r, struct err *e)
{
	static const struct drawing_events events = {.info = on_info, .texts = on_texts, .failed = on_failed};
	char *program = path_beside("fettle-draw");
	const char *file = path_meant(path, &c->arena);
	struct drawing_conf conf = {.program = program, .name = strrchr(file, '/') ? strrchr(file, '/') + 1 : file, .events = &events, .arg = r};

	r->index = anchor_index_create();
	c->loop = c->loop ? c->loop : loop_create();
	conf.loop = c->loop;
	conf.fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (conf.fd < 0) {
		err_errno(e, path);
	} else {
		r->d = drawing_open(&conf, e);
	}
	free(program);
	while (r->d && !r->over) {
		loop_once(c->loop, -1);
	}
	if (r->e.code) {
		*e = r->e;
	}
	return !r->d || r->e.code ? -1 : 0;
}

static void done_reading(struct reading *r)
{
	drawing_close(r->d);
	anchor_index_destroy(r->index);
}

/* ---- reanchor ---- */

static const char *const states[ANCHOR_STATES] = {N_("kept"), N_("moved"), N_("ambiguous"), N_("orphan")};

static struct json *place_json(const struct anchor_place *p)
{
	struct json *o = json_new_object();

	json_set_int(o, "page", p->page);
	json_set_num(o, "x", (double)p->x / 1000, 3);
	json_set_num(o, "y", (double)p->y / 1000, 3);
	return o;
}

/* The note as it stands on the new drawing: there only when it was found. */
static struct json *new_annotation(struct cli *c, const struct annotation *n, const struct anchor_found *f, const struct reading *now, const char *source)
{
	struct annotation fresh = {.id = n->id, .text = n->text, .source = source};

	anchor_make(now->index, f->at.page, f->at.x, f->at.y, &c->arena, &fresh.anchor);
	return annotation_json(&fresh);
}

static struct json *found_json(struct cli *c, const struct annotation *n, const struct anchor_found *f, const struct reading *now, const char *source)
{
	struct json *o = json_new_object(), *may = json_new_array();

	json_set_text(o, "id", n->id);
	json_set_text(o, "state", states[f->state]);
	json_set(o, "at", place_json(&f->at));
	json_set_text(o, "zone", f->zone);
	json_set_text(o, "was_zone", n->anchor.zone);
	json_set_num(o, "moved", (double)f->moved / 1000, 3);
	if (f->moved_um >= 0) {
		json_set_num(o, "moved_mm", (double)f->moved_um / 1000, 3);
	}
	json_set_bool(o, "changed", f->changed);
	json_set_int(o, "score", f->score);
	json_set_text(o, "exact", n->anchor.exact);
	json_set_text(o, "text", f->text);
	json_set_text(o, "here", f->here);
	for (int i = 0; i < f->nmay; i++) {
		json_push(may, place_json(&f->may[i]));
	}
	json_set(o, "candidates", may);
	if (f->state == ANCHOR_KEPT || f->state == ANCHOR_MOVED) {
		json_set(o, "annotation", new_annotation(c, n, f, now, source));
	}
	return o;
}

static void say_found(struct cli *c, size_t i, const struct annotation *n, const struct anchor_found *f)
{
	struct str b = STR_INIT;

	str_addf(&b, "%zu  %s \"%s\"  %s", i + 1, n->anchor.zone, n->anchor.exact, tr(states[f->state]));
	if (f->state == ANCHOR_MOVED && f->moved_um >= 0) {
		str_addf(&b, " %.1f mm", (double)f->moved_um / 1000);
	}
	if (f->state <= ANCHOR_MOVED && strcmp(f->zone, n->anchor.zone) != 0) {
		str_addf(&b, " -> %s", f->zone);
	}
	if (f->changed) {
		str_addf(&b, tr("  now \"%s\""), f->text);
	} else if (f->state >= ANCHOR_AMBIGUOUS && *f->here) {
		str_addf(&b, tr("  here now \"%s\""), f->here);
	}
	cli_line(str_c(&b));
	str_finish(&b);
	(void)c;
}

static int tell(struct cli *c, const struct annotation *notes, size_t n, const struct reading *old, const struct reading *now)
{
	const char *path = call_arg(c->call, "NEW");
	struct json *list = json_new_array(), *all = json_new_object();
	int counts[ANCHOR_STATES] = {0};

	for (size_t i = 0; i < n; i++) {
		struct anchor_found f;

		anchor_find(&notes[i].anchor, old->index, now->index, &f);
		counts[f.state]++;
		if (c->json) {
			json_push(list, found_json(c, &notes[i], &f, now, strrchr(path, '/') ? strrchr(path, '/') + 1 : path));
		} else {
			say_found(c, i, &notes[i], &f);
		}
	}
	for (int s = 0; s < ANCHOR_STATES; s++) {
		json_set_int(all, states[s], counts[s]);
	}
	json_set(all, "notes", list);
	if (c->json) {
		cli_json(all);
	} else {
		json_free(all);
	}
	return CLI_OK;
}

int cli_drawing_reanchor(struct cli *c)
{
	const char *path = call_arg(c->call, "--notes");
	struct reading old = {0}, now = {0};
	struct annotation *notes = NULL;
	struct str text = STR_INIT;
	struct err e = ERR_NONE;
	size_t n = 0;
	int r;

	if (!path) {
		err_set(&e, ERR_USAGE, "--notes=PATH");
		return cli_error(c, &e);
	}
	if (fs_read(path_meant(path, &c->arena), NOTES_BYTES, &text, &e) || annotations_read(str_c(&text), text.len, &c->arena, &notes, &n, &e)
		|| read_drawing(c, call_arg(c->call, "OLD"), &old, &e) || read_drawing(c, call_arg(c->call, "NEW"), &now, &e)) {
		r = cli_error(c, &e);
	} else {
		r = tell(c, notes, n, &old, &now);
	}
	done_reading(&old);
	done_reading(&now);
	str_finish(&text);
	return r;
}

/* ---- a new anchor ---- */

static int at_point(const struct reading *r, int page, const char *at, struct arena *a, struct anchor *out, struct err *e)
{
	char fragment[ANCHOR_FRAGMENT];
	struct anchor an = {.exact = "", .prefix = "", .suffix = ""};

	snprintf(fragment, sizeof(fragment), "page=%d&point=%.100s", page, at);
	if (anchor_point_read(fragment, &an, NULL)) {
		return err_set(e, ERR_USAGE, "--at=128.5,74");
	}
	anchor_make(r->index, page, an.x, an.y, a, out);
	return 0;
}

static int at_zone(const struct reading *r, int page, const char *word, struct arena *a, struct anchor *out, struct err *e)
{
	struct zones z;
	struct zone at;
	struct box b;

	anchor_zones(&drawing_info(r->d)->pages[page - 1], &z);
	if (zone_parse(&z, word, strlen(word), &at, e)) {
		return -1;
	}
	b = zone_box(&z, at);
	anchor_make(r->index, page, (b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2, a, out);
	return 0;
}

static int at_text(const struct reading *r, int page, const char *words, struct arena *a, struct anchor *out, struct err *e)
{
	return anchor_make_at_text(r->index, page, words, 0, a, out) ? err_set(e, ERR_NOT_FOUND, tr("no text \"%.80s\" on sheet %d"), words, page) : 0;
}

static int make_anchor(struct cli *c, const struct reading *r, int page, struct anchor *out, struct err *e)
{
	const char *at = call_arg(c->call, "--at"), *zone = call_arg(c->call, "--zone"), *text = call_arg(c->call, "--text");

	if (!!at + !!zone + !!text != 1) {
		return err_set(e, ERR_USAGE, "--at=X,Y, --zone=C4, --text=R5");
	}
	if (!anchor_index_has(r->index, page)) {
		return err_set(e, ERR_NOT_FOUND, tr("page %d of %d"), page, (int)drawing_info(r->d)->npages);
	}
	return at ? at_point(r, page, at, &c->arena, out, e) : zone ? at_zone(r, page, zone, &c->arena, out, e) : at_text(r, page, text, &c->arena, out, e);
}

int cli_drawing_anchor(struct cli *c)
{
	const char *path = call_arg(c->call, "PATH"), *page = call_arg(c->call, "--page"), *note = call_arg(c->call, "--note");
	struct annotation n = {.id = "", .text = note ? note : "", .source = strrchr(path, '/') ? strrchr(path, '/') + 1 : path};
	struct reading r = {0};
	struct err e = ERR_NONE;
	long long number = 1;
	int code;

	if (page && (!parse_i64(page, &number) || number < 1 || number > DRAWING_PAGES)) {
		err_set(&e, ERR_USAGE, "--page: 1, 2 ...");
		return cli_error(c, &e);
	}
	if (read_drawing(c, path, &r, &e) || make_anchor(c, &r, (int)number, &n.anchor, &e)) {
		code = cli_error(c, &e);
	} else {
		cli_json(annotation_json(&n));
		code = CLI_OK;
	}
	done_reading(&r);
	return code;
}
