#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/i18n.h"
#include "crypto/crypto.h"
#include "db/db.h"
#include "src/store/priv.h"
#include "store/blob.h"
#include "store/store.h"
#include "wire/wire.h"

/*
 * Fills the client's store (FETTLE_HOME) from a file, without a server:
 *	seed WORLD.json [N]
 * {"account":{},"sites":[],"files":[],"changes":[],"last":n}; with N, requests for quote are made up
 * until there are N. "seed WORLD.json N add" puts N into a store that is signed in already, and
 * leaves its place in the server's feed as it is; "seed talk.json N talk" makes up messages until the thread TALK
 * has N.
 */
#define PAGE 5000
#define TALK "01KAF000000000000000000201"

static int die(const struct err *e)
{
	fprintf(stderr, "seed: %s: %s\n", err_slug(e->code), e->text);
	return 1;
}

static const char *const nouns[] = {"Bracket", "Shaft", "Flange", "센서 하우징", "取付プレート", "Вал", "Cover plate", "Manifold",
	"Кришка", "브래킷", "Gear blank", "Heat sink"};
static const char *const adjectives[] = {"anodised", "hardened", "6061", "M8x1.25", "t6", "⌀20 h6", "rev C", "welded"};

static const struct { const char *name, *place; } customers[] = {{"Hanbit Robotics", "Incheon"}, {"대성 자동화", "창원"},
	{"Dnipro Agro", "Дніпро"}, {"東海精密", "名古屋"}, {"Steppe Steel", "Kryvyi Rih"}, {"Nova Mart", "Leeds"}, {"Seoul Press", "Ansan"}};
static const char *const materials[] = {"Al 6061-T6", "SUS304", "S45C", "C45E", "A5052", "ASA"};
static const char *const finishes[] = {"", "black anodise", "zinc", "分体塗装", "분체도장"};
static const char *const processes[] = {"mill", "turn", "laser", "sheet", "cast"};

/* Deadlines from now on, no two alike, and what a row shows as varied as in life. */
static void vary(struct json *o, int i)
{
	unsigned mixed = (unsigned)i * 2654435761u >> 4;
	struct json *breaks = json_new_array(), *qty = json_new_object();
	int64_t due = clock_ms() + INT64_C(3600000) * (24 + mixed % 1440) + i;
	char when[CLOCK_TEXT];

	json_set_int(qty, "qty", 1 + mixed % 97 * (mixed % 13 + 1));
	json_push(breaks, qty);
	json_set(o, "breaks", breaks);
	json_set_text(o, "due", clock_format(due, when));
	json_set_text(o, "process", processes[mixed / 3 % lengthof(processes)]);
	json_set_text(o, "material", materials[mixed / 5 % lengthof(materials)]);
	json_set_text(o, "finish", finishes[mixed / 7 % lengthof(finishes)]);
	json_set_text(o, "customer_name", customers[mixed / 11 % lengthof(customers)].name);
	json_set_text(o, "place", customers[mixed / 11 % lengthof(customers)].place);
	json_set_int(o, "quotes", mixed / 13 % 4);
	json_set_bool(o, "takes_profile", mixed / 17 % 2);
}

static struct json *made_up(int i, int64_t n, const struct json *like)
{
	struct json *change = json_new_object(), *o;
	struct str text = STR_INIT;
	char id[ULID_SIZE], title[128];

	ulid_from(INT64_C(1790000000000) + i, (uint64_t)i * 2654435761u, id);
	json_write(json_get(like, "object"), false, &text);
	o = json_parse(str_c(&text), text.len, NULL);
	str_finish(&text);
	snprintf(title, sizeof(title), "%s, %s %d", nouns[i % lengthof(nouns)], adjectives[i / 7 % lengthof(adjectives)], i);
	json_set_text(o, "id", id);
	json_set_int(o, "number", 10000 + i);
	json_set_text(o, "title", title);
	vary(o, i);
	json_set_int(change, "n", n);
	json_set_text(change, "kind", "rfq");
	json_set_text(change, "id", id);
	json_set_int(change, "rev", 1);
	json_set(change, "object", o);
	return change;
}

static int add_to(struct store *s, const struct json *world, int n, struct err *e)
{
	const struct json *like = json_at(json_get(world, "changes"), 0);
	int64_t feed = store_feed(s);

	for (int i = 0; i < n;) {
		struct json *page = json_new_array();

		for (int k = 0; k < PAGE && i < n; k++, i++) {
			json_push(page, made_up(i, feed, like));
		}
		int r = store_apply(s, feed, page, feed, e);
		json_free(page);
		if (r < 0) {
			return -1;
		}
	}
	return 0;
}

static int fill_up(struct store *s, const struct json *world, int from, int want, struct err *e)
{
	const struct json *like = json_at(json_get(world, "changes"), 0);
	int64_t n = json_get_int(world, "last", 0);

	for (int i = from; i < want;) {
		struct json *page = json_new_array();
		int64_t since = n;

		for (int k = 0; k < PAGE && i < want; k++, i++) {
			json_push(page, made_up(i, ++n, like));
		}
		int r = store_apply(s, since, page, n, e);
		json_free(page);
		if (r < 0) {
			return -1;
		}
	}
	return 0;
}

/* ---- a long talk ---- */

/* The last change of this kind that has this id, or is of this thread. */
static const struct json *change_of(const struct json *world, const char *kind, const char *id)
{
	const struct json *all = json_get(world, "changes");

	for (size_t i = json_len(all); i-- > 0;) {
		const struct json *one = json_at(all, i);

		if (streq(json_get_text(one, "kind"), kind)
			&& (streq(json_get_text(one, "id"), id) || streq(json_get_text(json_get(one, "object"), "thread"), id))) {
			return one;
		}
	}
	return NULL;
}

static struct json *copy_of(const struct json *change, int64_t n, int64_t rev, struct json **object)
{
	struct str text = STR_INIT;
	struct json *j;

	json_write(change, false, &text);
	j = json_parse(str_c(&text), text.len, NULL);
	str_finish(&text);
	*object = json_get(j, "object");
	json_set_int(j, "n", n);
	json_set_int(j, "rev", rev);
	json_set_int(*object, "rev", rev);
	return j;
}

static struct json *said(const struct json *like, int64_t number, int64_t n)
{
	struct json *o, *change = copy_of(like, n, 1, &o);
	char id[ULID_SIZE], text[160], at[CLOCK_TEXT];

	ulid_from(INT64_C(1795000000000) + number, (uint64_t)number * 2654435761u, id);
	snprintf(text, sizeof(text), "%s, %s %lld: the %s side is marked on the drawing, please see sheet %lld.", nouns[number % (int)lengthof(nouns)],
		adjectives[number / 7 % (int)lengthof(adjectives)], (long long)number, number % 2 ? "visible" : "other", (long long)(number % 9 + 1));
	json_set_text(change, "id", id);
	json_set_text(o, "id", id);
	json_set_int(o, "number", number);
	json_set_text(o, "text", text);
	json_set_text(o, "reply_to", "");
	json_set(o, "mentions", json_new_array());
	json_set_text(o, "created", clock_format(INT64_C(1795000000000) + number * 60000, at));
	return change;
}

static int long_talk(struct store *s, const struct json *world, int want, struct err *e)
{
	const struct json *thread = change_of(world, "thread", TALK), *like = change_of(world, "message", TALK);
	int64_t n = json_get_int(world, "last", 0), number = json_get_int(json_get(like, "object"), "number", 0);
	struct json *page, *o;

	while (number < want) {
		int64_t since = n;

		page = json_new_array();
		for (int k = 0; k < PAGE && number < want; k++) {
			json_push(page, said(like, ++number, ++n));
		}
		if (number == want) {
			json_push(page, copy_of(thread, ++n, 1000 + number, &o));
			json_set_int(o, "messages", number);
		}
		int r = store_apply(s, since, page, n, e);
		json_free(page);
		if (r < 0) {
			return -1;
		}
	}
	return 0;
}

/* Files beside the world: their content goes into the store, as if they had been fetched. */
static int import_files(struct store *s, const struct json *files, const char *world, struct err *e)
{
	for (size_t i = 0; i < json_len(files); i++) {
		const char *slash = strrchr(world, '/'), *name = json_as_text(json_at(files, i));
		char *path = xasprintf("%.*s/%s", slash ? (int)(slash - world) : 1, slash ? world : ".", name ? name : "");
		char hash[BLOB_HASH], media[100];
		int64_t size;
		int r = blob_import(s, path, hash, &size, media, e);

		free(path);
		if (r) {
			return -1;
		}
	}
	return 0;
}

static int fill(struct store *s, const struct json *world, int n, struct err *e)
{
	return store_kv_set(s, "server", "https://127.0.0.1:9", e) || store_set_account(s, world, e)
		|| store_apply(s, 0, json_get(world, "changes"), json_get_int(world, "last", 0), e) < 0
		|| (n > 0 && fill_up(s, world, 12, n, e)) ? -1 : 0;
}

static int how(struct store *s, const struct json *world, int argc, char **argv, struct err *e)
{
	if (argc > 3 && !strcmp(argv[3], "talk")) {
		return fill(s, world, 0, e) ? -1 : long_talk(s, world, atoi(argv[2]), e);
	}
	return argc > 3 ? add_to(s, world, atoi(argv[2]), e) : fill(s, world, argc > 2 ? atoi(argv[2]) : 0, e);
}

int main(int argc, char **argv)
{
	struct err e = ERR_NONE;
	struct str text = STR_INIT;
	struct store *s = NULL;
	struct json *world = NULL;
	char *dir = fs_place(FS_DATA);
	int r = 1;

	i18n_init(NULL);
	if (argc < 2 || crypto_init(&e) || fs_read(argv[1], 64 << 20, &text, &e)
		|| !(world = json_parse(str_c(&text), text.len, &e))
		|| store_open(&s, &(struct store_conf){.dir = dir}, &e)
		/* a client has little room for pages, a million rows want more */
		|| db_script(s->db, "PRAGMA cache_size=-400000", &e) < 0
		|| import_files(s, json_get(world, "files"), argv[1], &e)
		|| how(s, world, argc, argv, &e)) {
		die(&e);
	} else {
		r = 0;
	}
	store_close(s);
	json_free(world);
	str_finish(&text);
	free(dir);
	return r;
}
