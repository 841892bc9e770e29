#include <ftw.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "base/fs.h"
#include "priv.h"

static void forget(struct store *s)
{
	arena_reset(&s->account_arena);
	s->account = NULL;
	s->reader = (struct reader){0};
	s->account_id[0] = '\0';
}

static void read_sites(struct store *s, const struct json *sites)
{
	size_t n = json_is_array(sites) ? json_len(sites) : 0, kept = 0;
	const char **ids = arena_alloc(&s->account_arena, (n + 1) * sizeof(*ids));

	for (size_t i = 0; i < n; i++) {
		const struct json *one = json_at(sites, i);
		const char *id = json_is_object(one) ? json_get_text(one, "id") : json_as_text(one);

		if (id) {
			ids[kept++] = arena_strdup(&s->account_arena, id);
		}
	}
	s->reader.sites = ids;
	s->reader.nsites = kept;
}

static int take(struct store *s, const struct json *j, struct err *e)
{
	const struct json *acc = json_get(j, "account");

	forget(s);
	if (!acc) {
		return 0;
	}
	s->account = wire_read(&entity_account, acc, WIRE_REPLY, &s->account_arena, e);
	if (!s->account) {
		return -1;
	}
	snprintf(s->account_id, sizeof(s->account_id), "%s", s->account->id);
	s->reader = (struct reader){.account = s->account->id, .org = s->account->org, .lang = s->account->lang,
		.role = (enum role)s->account->role, .price_blind = s->account->price_blind,
		.all_sites = s->account->role == ROLE_ADMIN};
	read_sites(s, json_get(j, "sites"));
	return 0;
}

int account_load(struct store *s, struct err *e)
{
	struct err own = ERR_NONE;
	struct arena a;

	arena_init(&a);
	const char *text = store_text(s, "SELECT value FROM kv WHERE key=$1", DB_ARGS(val_text("account")), &a, &own);
	struct json *j = text ? json_parse(text, strlen(text), &own) : NULL;
	if (j) {
		take(s, j, &own);
	} else if (own.code == ERR_OK) {
		forget(s);
	}
	json_free(j);
	arena_finish(&a);
	if (own.code != ERR_OK && e) {
		*e = own;
	}
	return own.code == ERR_OK ? 0 : -1;
}

const struct reader *store_reader(const struct store *s)
{
	return s->account ? &s->reader : NULL;
}

const struct account *store_account(const struct store *s)
{
	return s->account;
}

/* What another account saw is not for this one; a server has its own ids and feed. */
static int set_tx(struct store *s, void *arg, struct err *e)
{
	const struct json *j = arg;
	const char *id = j ? json_get_text(json_get(j, "account"), "id") : NULL;
	struct str b = STR_INIT;
	struct arena a;
	int r = 0;

	arena_init(&a);
	const char *last = store_kv(s, "objects_of", &a);
	if (id && last && !streq(id, last)) {
		r = objects_forget(s, e) || results_forget(s, e) ? -1 : 0;
	}
	if (j) {
		json_write(j, false, &b);
	}
	if (r == 0 && id) {
		r = kv_put(s, "objects_of", id, e);
	}
	if (r == 0) {
		r = kv_put(s, "account", j ? str_c(&b) : NULL, e);
	}
	arena_finish(&a);
	str_finish(&b);
	return r;
}

int store_set_account(struct store *s, const struct json *account, struct err *e)
{
	if (account && !json_get_text(json_get(account, "account"), "id")) {
		return err_set(e, ERR_PROTOCOL, "the account has no id");
	}
	if (store_tx(s, set_tx, (void *)account, e) || account_load(s, e)) {
		return -1;
	}
	event_send_all(s);
	return 0;
}

static int wipe_tx(struct store *s, void *arg, struct err *e)
{
	(void)arg;
	if (objects_forget(s, e) || results_forget(s, e) || db_script(s->db, "DELETE FROM draft; DELETE FROM intent; DELETE FROM seen;"
		"DELETE FROM kv WHERE key <> 'schema' AND substr(key,1,4) <> 'set/'", e) < 0) {
		return -1;
	}
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st, (void)kind, (void)ftw;
	return remove(path);
}

int store_wipe(struct store *s, struct err *e)
{
	if (store_tx(s, wipe_tx, NULL, e)) {
		return -1;
	}
	char *blobs = fs_join(s->dir, "blobs");
	nftw(blobs, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(blobs);
	/* secure_delete has zeroed the pages; this gives the room back, and must not fail the sign-out */
	store_exec(s, "VACUUM", NULL, 0, NULL);
	account_load(s, NULL);
	event_send_all(s);
	return 0;
}
