#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/config.h"
#include "base/alloc.h"
#include "base/fs.h"
#include "cli.h"
#include "unlock.h"
#include "cmd/keymap.h"
#include "crypto/crypto.h"

/* Signing in and out, and what shows the program's own set-up. */

#define SIGN_IN_MS 20000
#define FILE_MAX (64 << 10)

struct credentials { const char *server, *pin, *user, *password; };

/* KEY=VALUE lines, as `fettled demo` writes them; nothing is run or expanded. */
static const char *env_value(const char *text, const char *key, struct arena *a)
{
	size_t n = strlen(key);

	while (*text) {
		size_t len = strcspn(text, "\n");

		if (len > n && !strncmp(text, key, n) && text[n] == '=') {
			return arena_strndup(a, text + n + 1, len - n - 1);
		}
		text += len + (text[len] == '\n');
	}
	return NULL;
}

static int from_env_file(struct cli *c, struct credentials *in, struct err *e)
{
	const char *path = call_arg(c->call, "--env"), *as = call_arg(c->call, "--as");
	struct str text = STR_INIT;
	char role[32];
	size_t n = 0;

	if (!path) {
		return 0;
	}
	if (fs_read(path, FILE_MAX, &text, e)) {
		str_finish(&text);
		return -1;
	}
	for (as = as ? as : "partner"; as[n] && n + 1 < sizeof(role); n++) {
		role[n] = as[n] == '-' ? '_' : (char)(as[n] >= 'a' && as[n] <= 'z' ? as[n] - 'a' + 'A' : as[n]);
	}
	role[n] = '\0';
	in->server = env_value(str_c(&text), "FETTLE_SERVER", &c->arena);
	in->pin = env_value(str_c(&text), "FETTLE_PIN", &c->arena);
	in->user = env_value(str_c(&text), arena_printf(&c->arena, "FETTLE_%s_USER", role), &c->arena);
	in->password = env_value(str_c(&text), arena_printf(&c->arena, "FETTLE_%s_PASSWORD", role), &c->arena);
	str_finish(&text);
	if (!in->server || !in->user) {
		return err_set(e, ERR_NOT_FOUND, tr("%s names no server, or no user for the role %s"), path, as);
	}
	return 0;
}

/* Never an argument. */
static const char *ask_password(struct cli *c)
{
	char line[256];
	const char *out = unlock_ask(tr("Password"), line, sizeof(line)) ? arena_strdup(&c->arena, line) : NULL;

	crypto_wipe(line, sizeof(line));
	return out;
}

static void fill_in(struct cli *c, struct credentials *in)
{
	const char *server = call_arg(c->call, "SERVER"), *user = call_arg(c->call, "--user"), *pin = call_arg(c->call, "--pin");

	in->server = server ? server : in->server ? in->server : getenv("FETTLE_SERVER");
	in->server = in->server ? in->server : store_kv(c->store, "server", &c->arena);
	in->pin = pin ? pin : in->pin ? in->pin : getenv("FETTLE_PIN");
	in->pin = in->pin ? in->pin : store_kv(c->store, "pin", &c->arena);
	in->user = user ? user : in->user;
}

int cli_login(struct cli *c)
{
	struct credentials in = {0};
	struct err e = ERR_NONE;
	const struct account *acc;

	if (from_env_file(c, &in, &e)) {
		return cli_error(c, &e);
	}
	fill_in(c, &in);
	if (!in.server || !in.user) {
		err_set(&e, ERR_USAGE, "%s", tr("name the server and --user, or --env=FILE"));
		return cli_error(c, &e);
	}
	if (!in.password && !(in.password = ask_password(c))) {
		err_set(&e, ERR_USAGE, "%s", tr("the password is read from the terminal or from stdin"));
		return cli_error(c, &e);
	}
	if (net_sign_in_wait(c->net, in.server, in.pin ? in.pin : "", in.user, in.password, SIGN_IN_MS, &e)) {
		cli_error(c, &e);
		return e.code == ERR_OFFLINE || e.code == ERR_TIMEOUT ? CLI_FAILED : cli_exit_of(e.code);
	}
	/* a very large marketplace takes longer to fetch; who is signed in is signed in */
	if (net_wait(c->net, NET_WAIT_SYNCED, SIGN_IN_MS, &e) && e.code != ERR_TIMEOUT) {
		return cli_error(c, &e);
	}
	acc = store_account(c->store);
	if (c->json) {
		return cli_whoami(c);
	}
	cli_line(arena_printf(&c->arena, tr("signed in as %s, %s"), acc->login, acc->org_name));
	return CLI_OK;
}

/* What waits is sent first; what cannot be is not thrown away unasked. */
static int nothing_lost(struct cli *c, struct err *e)
{
	struct intent_counts n;

	store_intent_counts(c->store, &n);
	if (n.waiting && !c->conf.offline) {
		net_start(c->net);
		net_wait(c->net, NET_WAIT_OUTBOX, SIGN_IN_MS, NULL);
		store_intent_counts(c->store, &n);
	}
	return n.waiting ? err_set(e, ERR_STATE, trn("%d in the outbox was not sent and would be lost; --force signs out all the same",
		"%d in the outbox were not sent and would be lost; --force signs out all the same", (unsigned long)n.waiting), n.waiting) : 0;
}

int cli_logout(struct cli *c)
{
	struct err e = ERR_NONE;

	if (!call_flag(c->call, "--force") && store_reader(c->store) && nothing_lost(c, &e)) {
		return cli_error(c, &e);
	}
	/* a server that cannot be reached does not keep anybody signed in here */
	net_sign_out_wait(c->net, SIGN_IN_MS, &e);
	if (store_wipe(c->store, &e)) {
		return cli_error(c, &e);
	}
	if (c->json) {
		struct json *j = json_new_object();

		json_set_bool(j, "signed_in", false);
		cli_json(j);
	} else {
		cli_line(tr("signed out; local data is gone"));
	}
	return CLI_OK;
}

int cli_sync(struct cli *c)
{
	struct err e = ERR_NONE;
	struct intent_counts n;
	int r = cli_need_account(c);

	if (r) {
		return r;
	}
	net_start(c->net);
	if (net_wait(c->net, NET_WAIT_SYNCED, SIGN_IN_MS, &e) || net_wait(c->net, NET_WAIT_IDLE, SIGN_IN_MS, &e)) {
		return cli_error(c, &e);
	}
	store_intent_counts(c->store, &n);
	if (c->json) {
		struct json *j = json_new_object();

		json_set_int(j, "feed", store_feed(c->store));
		json_set_int(j, "waiting", n.waiting);
		json_set_int(j, "refused", n.n[INTENT_REFUSED]);
		cli_json(j);
	}
	return CLI_OK;
}

/* ---- the store's key ---- */

int cli_store_seal(struct cli *c)
{
	const char *how = call_arg(c->call, "NAME");
	char first[256] = "", again[256] = "";
	struct err e = ERR_NONE;
	bool words = !strcmp(how, "passphrase");
	int r;

	if (!words && strcmp(how, "keyfile") != 0) {
		err_set(&e, ERR_USAGE, "%s", tr("passphrase or keyfile"));
		return cli_error(c, &e);
	}
	if (words && (!unlock_ask(tr("New passphrase"), first, sizeof(first))
		|| !unlock_ask(tr("The same again"), again, sizeof(again)) || strcmp(first, again) != 0 || !*first)) {
		err_set(&e, ERR_USAGE, "%s", tr("the two passphrases differ, or there is none"));
		r = -1;
	} else {
		r = store_rekey(c->store, words ? first : NULL, &e);
	}
	crypto_wipe(first, sizeof(first));
	crypto_wipe(again, sizeof(again));
	if (r) {
		return cli_error(c, &e);
	}
	if (c->json) {
		struct json *j = json_new_object();

		json_set_text(j, "sealed_by", how);
		cli_json(j);
	}
	return CLI_OK;
}

/* ---- set-up ---- */

struct checking { struct cli *c; const char *path; struct json *arr; int problems; };

static void report(struct checking *k, const char *text)
{
	struct json *j = json_new_object();

	k->problems++;
	json_set_text(j, "problem", text);
	json_push(k->arr, j);
	if (!k->c->json) {
		cli_line(text);
	}
}

static void good(void *arg, const struct setting *s, const char *value)
{
	(void)arg;
	(void)s;
	(void)value;
}

static void bad(void *arg, const struct config_problem *p)
{
	struct checking *k = arg;

	report(k, arena_printf(&k->c->arena, "%s:%d: %s", k->path, p->line, p->text));
}

static void check_keys(struct checking *k, const char *path)
{
	struct keymap *km = config_keys_create();
	char *base = config_value("keymap");
	struct str text = STR_INIT;
	const char *const *lines;
	size_t n = 0;

	if (!fs_read(path, FILE_MAX, &text, NULL)) {
		keymap_builtin(km, base, NULL);
		keymap_read(km, path, str_c(&text), NULL);
		n = keymap_problems(km, &lines);
	}
	for (size_t i = 0; i < n; i++) {
		report(k, lines[i]);
	}
	str_finish(&text);
	free(base);
	keymap_destroy(km);
}

int cli_config_check(struct cli *c)
{
	char *conf = config_path("fettle.conf"), *keys = config_path("keys");
	struct checking k = {c, conf, json_new_array(), 0};
	struct str text = STR_INIT;

	if (!fs_read(conf, FILE_MAX, &text, NULL)) {
		config_parse(str_c(&text), good, bad, &k);
	}
	check_keys(&k, keys);
	if (c->json) {
		cli_json(k.arr);
	} else {
		json_free(k.arr);
		if (!k.problems) {
			cli_line(arena_printf(&c->arena, "%s, %s: %s", conf, keys, tr("nothing is wrong")));
		}
	}
	str_finish(&text);
	free(conf);
	free(keys);
	return k.problems ? CLI_FAILED : CLI_OK;
}

static struct keymap *all_keys(struct cli *c, struct err *e)
{
	struct keymap *km = config_keys_create();
	const char *name = call_arg(c->call, "--keymap");
	char *path = config_path("keys"), *base = config_value("keymap");
	struct str text = STR_INIT;

	if (keymap_builtin(km, name ? name : base, e)) {
		keymap_destroy(km);
		km = NULL;
	} else if (!fs_read(path, FILE_MAX, &text, NULL)) {
		keymap_read(km, path, str_c(&text), NULL);
	}
	str_finish(&text);
	free(base);
	free(path);
	return km;
}

int cli_keys_list(struct cli *c)
{
	struct err e = ERR_NONE;
	struct keymap *km = all_keys(c, &e);
	const struct binding *b;
	size_t n;
	struct json *arr;

	if (!km) {
		return cli_error(c, &e);
	}
	arr = json_new_array();
	n = keymap_bindings(km, &b);
	for (size_t i = 0; i < n; i++) {
		struct json *j = json_new_object();

		json_set_text(j, "scope", b[i].scope);
		json_set_text(j, "keys", b[i].keys);
		json_set_text(j, "verb", b[i].line);
		json_push(arr, j);
		if (!c->json) {
			cli_line(arena_printf(&c->arena, "%-10s  %-10s  %-24s  %s", b[i].scope, b[i].shown, b[i].line, tr(verbs[b[i].id].help)));
		}
	}
	if (c->json) {
		cli_json(arr);
	} else {
		json_free(arr);
	}
	keymap_destroy(km);
	return CLI_OK;
}

int cli_verbs_list(struct cli *c)
{
	struct json *arr = json_new_array();

	for (int i = 0; i < VERB_COUNT; i++) {
		struct json *j = json_new_object();

		json_set_text(j, "name", verbs[i].name);
		json_set_text(j, "args", verbs[i].args);
		json_set_bool(j, "screen", verbs[i].where & AT_SCREEN);
		json_set_bool(j, "cli", verbs[i].where & AT_CLI);
		json_set_bool(j, "writes", verbs[i].flags & VF_WRITES);
		json_set_text(j, "help", tr(verbs[i].help));
		json_push(arr, j);
		if (!c->json) {
			cli_line(arena_printf(&c->arena, "%-22s  %-36s  %s", verbs[i].name, verbs[i].args, tr(verbs[i].help)));
		}
	}
	if (c->json) {
		cli_json(arr);
	} else {
		json_free(arr);
	}
	return CLI_OK;
}

int cli_completions(struct cli *c)
{
	struct str b = STR_INIT;
	struct err e = ERR_NONE;
	int r = verb_completions(call_arg(c->call, "SHELL"), &b, &e);

	if (!r) {
		fputs(str_c(&b), stdout);
	}
	str_finish(&b);
	return r ? cli_error(c, &e) : CLI_OK;
}
