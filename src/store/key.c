#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fs.h"
#include "priv.h"

/*
 * The store's key never changes; what opens it does. Either it lies in store.key, or
 * store.pass holds it sealed by a key made of the passphrase: salt, then the
 * sealed key.
 */
enum { PASS_SIZE = CRYPTO_SALT + CRYPTO_KEY + CRYPTO_OVERHEAD };
static const char pass_ad[] = "fettle store key 1";

static char *key_path(const char *dir)
{
	return fs_join(dir, "store.key");
}

static char *pass_path(const char *dir)
{
	return fs_join(dir, "store.pass");
}

static bool there(char *path)
{
	struct stat st;
	bool yes = stat(path, &st) == 0;

	free(path);
	return yes;
}

enum store_seal store_seal_of(const char *dir)
{
	if (there(pass_path(dir))) {
		return STORE_PASSPHRASE;
	}
	return there(key_path(dir)) || there(fs_join(dir, "store.db")) ? STORE_KEY_FILE : STORE_NEW;
}

static int unwrap(const char *path, const char *passphrase, unsigned char *master, struct err *e)
{
	struct str b = STR_INIT;
	unsigned char *key = secret_alloc(CRYPTO_KEY);
	int r = -1;

	if (fs_read(path, 4096, &b, e)) {
		goto out;
	}
	if (b.len != PASS_SIZE) {
		err_set(e, ERR_KEY, tr("%s is damaged: without it the store cannot be opened"), path);
		goto out;
	}
	const unsigned char *p = (const unsigned char *)b.s;
	if (key_from_passphrase(passphrase, p, key, e)) {
		goto out;
	}
	if (unseal(key, p + CRYPTO_SALT, PASS_SIZE - CRYPTO_SALT, pass_ad, sizeof(pass_ad), master)) {
		err_set(e, ERR_KEY, "the passphrase is wrong");
		goto out;
	}
	r = 0;
out:
	secret_free(key);
	str_finish(&b);
	return r;
}

static int wrap(const char *path, const char *passphrase, const unsigned char *master, struct err *e)
{
	unsigned char out[PASS_SIZE];
	unsigned char *key = secret_alloc(CRYPTO_KEY);
	int r = -1;

	crypto_random(out, CRYPTO_SALT);
	if (key_from_passphrase(passphrase, out, key, e) == 0) {
		seal(key, master, CRYPTO_KEY, pass_ad, sizeof(pass_ad), out + CRYPTO_SALT);
		r = fs_write(path, out, sizeof(out), 0600, e);
	}
	secret_free(key);
	return r;
}

static void derive_all(struct store_keys *k)
{
	key_derive(k->master, "store.db", k->db);
	key_derive(k->master, "blobs", k->blob);
	key_derive(k->master, "blob names", k->name);
}

static int load_master(const char *dir, const char *passphrase, bool db_there, unsigned char *master, struct err *e)
{
	char *key = key_path(dir), *pass = pass_path(dir);
	int r = -1;

	if (store_seal_of(dir) == STORE_PASSPHRASE) {
		r = passphrase ? unwrap(pass, passphrase, master, e) : err_set(e, ERR_KEY, "this store needs its passphrase");
	} else if (access(key, F_OK) == 0 || (!db_there && !passphrase)) {
		r = key_from_file(key, master, e);
	} else if (db_there) {
		r = err_set(e, ERR_KEY, tr("the key file %s is gone; without it the store cannot be opened"), key);
	} else {
		crypto_random(master, CRYPTO_KEY);
		r = wrap(pass, passphrase, master, e);
	}
	free(key);
	free(pass);
	return r;
}

int keys_load(const char *dir, const char *passphrase, bool db_there, struct store_keys **out, struct err *e)
{
	struct store_keys *k = secret_alloc(sizeof(*k));

	if (load_master(dir, passphrase, db_there, k->master, e)) {
		secret_free(k);
		return -1;
	}
	derive_all(k);
	*out = k;
	return 0;
}

/* The new copy is on disk before the old one goes. */
int keys_save(const char *dir, const char *passphrase, const struct store_keys *k, struct err *e)
{
	char *key = key_path(dir), *pass = pass_path(dir);
	int r = -1;

	if (passphrase) {
		r = wrap(pass, passphrase, k->master, e);
		if (r == 0 && unlink(key) && access(key, F_OK) == 0) {
			r = err_errno(e, key);
		}
	} else if (fs_write(key, k->master, CRYPTO_KEY, 0600, e) == 0) {
		r = unlink(pass) && access(pass, F_OK) == 0 ? err_errno(e, pass) : 0;
	}
	free(key);
	free(pass);
	return r;
}

void keys_drop(struct store_keys *k)
{
	secret_free(k);
}
