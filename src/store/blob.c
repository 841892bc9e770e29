#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fs.h"
#include "blob_file.h"

/*
 * A blob: 8 bytes "fettleb1", 16 random bytes, then pieces, each nonce | ciphertext | tag. The
 * associated data are the random bytes, the piece's number and whether it is the last, so
 * pieces can be neither swapped, nor cut off, nor moved to another file. The file's name is a
 * keyed hash of the content's hash.
 */
const char blob_magic[8] = {'f', 'e', 't', 't', 'l', 'e', 'b', '1'};

int blob_hash_ok(const char *hash, struct err *e)
{
	unsigned char raw[CRYPTO_HASH];

	if (!hash || strlen(hash) != BLOB_HASH - 1 || !hex_decode(hash, raw, sizeof(raw))) {
		return err_set(e, ERR_INVALID, "not the hash of a file");
	}
	return 0;
}

static char *blob_dir(const struct store *s)
{
	return fs_join(s->dir, "blobs");
}

char *blob_path(const struct store *s, const char *hash)
{
	unsigned char mac[CRYPTO_HASH];
	char hex[2 * CRYPTO_HASH + 1];
	char low[BLOB_HASH];

	/* the hash may come in capitals from elsewhere */
	snprintf(low, sizeof(low), "%s", hash);
	for (char *p = low; *p; p++) {
		*p = *p >= 'A' && *p <= 'F' ? (char)(*p + 32) : *p;
	}
	hmac_sha256(s->keys->name, CRYPTO_KEY, low, strlen(low), mac);
	hex_encode(mac, sizeof(mac), hex);
	char *dir = blob_dir(s), *path = fs_join(dir, hex);
	free(dir);
	return path;
}

void blob_ad(unsigned char ad[BLOB_AD], const unsigned char salt[BLOB_SALT], uint64_t piece, bool last)
{
	memcpy(ad, salt, BLOB_SALT);
	for (int i = 0; i < 8; i++) {
		ad[BLOB_SALT + i] = (unsigned char)(piece >> 8 * i);
	}
	ad[BLOB_SALT + 8] = last;
}

/* The plain size from the file's; -1: no blob has that size. */
int64_t blob_plain_size(int64_t file)
{
	int64_t body = file - BLOB_HEAD, full = body / BLOB_SEALED, rest = body % BLOB_SEALED;

	if (body < CRYPTO_OVERHEAD || (rest && rest < CRYPTO_OVERHEAD) || (rest == CRYPTO_OVERHEAD && full)) {
		return -1;
	}
	return full * BLOB_PIECE + (rest ? rest - CRYPTO_OVERHEAD : 0);
}

bool blob_have(struct store *s, const char *hash, int64_t *size)
{
	struct stat st;

	if (blob_hash_ok(hash, NULL)) {
		return false;
	}
	char *path = blob_path(s, hash);
	bool have = stat(path, &st) == 0 && blob_plain_size(st.st_size) >= 0;
	free(path);
	if (have && size) {
		*size = blob_plain_size(st.st_size);
	}
	return have;
}

int blob_drop(struct store *s, const char *hash, struct err *e)
{
	if (blob_hash_ok(hash, e)) {
		return -1;
	}
	char *path = blob_path(s, hash);
	int r = unlink(path) && errno != ENOENT ? err_errno(e, path) : 0;
	free(path);
	return r;
}

/* ---- writing ---- */
struct blob_writer {
	struct store *s;
	char *path;
	int fd;
	unsigned char salt[BLOB_SALT];
	uint64_t piece;
	int64_t total;
	size_t held;
	struct sha256 sha;
	unsigned char plain[BLOB_PIECE], sealed[BLOB_SEALED];
};

static int put(struct blob_writer *w, const void *p, size_t n, struct err *e)
{
	const char *at = p;

	while (n > 0) {
		ssize_t done = write(w->fd, at, n);
		if (done < 0 && errno == EINTR) {
			continue;
		}
		if (done < 0) {
			return err_errno(e, w->path);
		}
		at += done;
		n -= (size_t)done;
	}
	return 0;
}

static int put_piece(struct blob_writer *w, bool last, struct err *e)
{
	unsigned char ad[BLOB_AD];

	blob_ad(ad, w->salt, w->piece++, last);
	seal(w->s->keys->blob, w->plain, w->held, ad, sizeof(ad), w->sealed);
	int r = put(w, w->sealed, w->held + CRYPTO_OVERHEAD, e);
	w->held = 0;
	return r;
}

enum { FLUSH = 1 << 20 };

int blob_begin(struct store *s, struct blob_writer **out, struct err *e)
{
	char *dir = blob_dir(s);
	struct blob_writer *w = NULL;
	int r = fs_mkdirs(dir, 0700, e);

	if (r == 0) {
		w = xcalloc(1, sizeof(*w));
		w->s = s;
		w->path = xasprintf("%s/new.XXXXXX", dir);
		w->fd = mkostemp(w->path, O_CLOEXEC);
		sha256_init(&w->sha);
		crypto_random(w->salt, sizeof(w->salt));
		r = w->fd < 0 ? err_errno(e, w->path) : 0;
		if (r == 0) {
			r = put(w, blob_magic, sizeof(blob_magic), e) || put(w, w->salt, sizeof(w->salt), e) ? -1 : 0;
		}
	}
	free(dir);
	if (r) {
		blob_abort(w);
		return -1;
	}
	*out = w;
	return 0;
}

/* A full piece is only written once more follows: the last one must say that it is. */
int blob_add(struct blob_writer *w, const void *p, size_t n, struct err *e)
{
	const unsigned char *at = p;

	if (w->total + (int64_t)n > BLOB_MAX) {
		return err_set(e, ERR_TOO_LARGE, tr("a file may have %lld bytes at most"), (long long)BLOB_MAX);
	}
	w->total += (int64_t)n;
	/* on its way to the disk meanwhile: the end, which waits for the disk, is soon over then */
	if (w->total / FLUSH != (w->total - (int64_t)n) / FLUSH) {
		sync_file_range(w->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	}
	sha256_add(&w->sha, p, n);
	while (n > 0) {
		size_t take = BLOB_PIECE - w->held;

		if (take == 0) {
			if (put_piece(w, false, e)) {
				return -1;
			}
			continue;
		}
		take = take < n ? take : n;
		memcpy(w->plain + w->held, at, take);
		w->held += take;
		at += take;
		n -= take;
	}
	return 0;
}

void blob_abort(struct blob_writer *w)
{
	if (!w) {
		return;
	}
	if (w->fd >= 0) {
		close(w->fd);
		unlink(w->path);
	}
	free(w->path);
	crypto_wipe(w->plain, sizeof(w->plain));
	free(w);
}

int blob_end(struct blob_writer *w, const char *want, char hash[BLOB_HASH], struct err *e)
{
	unsigned char raw[CRYPTO_HASH];
	char hex[BLOB_HASH];
	char *path = NULL;
	int r = -1;

	sha256_end(&w->sha, raw);
	hex_encode(raw, sizeof(raw), hex);
	if (want && strcasecmp(want, hex) != 0) {
		err_set(e, ERR_HASH_MISMATCH, "%s", "");
		goto out;
	}
	if (put_piece(w, true, e)) {
		goto out;
	}
	if (fsync(w->fd)) {
		err_errno(e, w->path);
		goto out;
	}
	path = blob_path(w->s, hex);
	if (rename(w->path, path)) {
		err_errno(e, path);
		goto out;
	}
	close(w->fd);
	w->fd = -1;
	if (hash) {
		memcpy(hash, hex, sizeof(hex));
	}
	r = 0;
out:
	free(path);
	blob_abort(w);
	return r;
}
