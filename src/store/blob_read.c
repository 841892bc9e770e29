#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "blob_file.h"

struct blob_reader {
	const struct store *s;
	int fd;
	int64_t size;
	unsigned char salt[BLOB_SALT];
	int64_t have;  /* the piece in plain; -1 none */
	size_t n;
	unsigned char plain[BLOB_PIECE], sealed[BLOB_SEALED];
};

static int read_at(int fd, void *out, size_t n, int64_t at, struct err *e)
{
	char *p = out;

	while (n > 0) {
		ssize_t got = pread(fd, p, n, at);
		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got < 0) {
			return err_errno(e, "pread");
		}
		if (got == 0) {
			return err_set(e, ERR_CORRUPT, "a kept file ends early");
		}
		p += got;
		n -= (size_t)got;
		at += got;
	}
	return 0;
}

static int read_head(struct blob_reader *r, struct err *e)
{
	unsigned char head[BLOB_HEAD];
	struct stat st;

	if (fstat(r->fd, &st)) {
		return err_errno(e, "fstat");
	}
	r->size = blob_plain_size(st.st_size);
	if (r->size < 0) {
		return err_set(e, ERR_CORRUPT, "a kept file is damaged");
	}
	if (read_at(r->fd, head, sizeof(head), 0, e)) {
		return -1;
	}
	if (memcmp(head, blob_magic, sizeof(blob_magic)) != 0) {
		return err_set(e, ERR_CORRUPT, "a kept file is damaged");
	}
	memcpy(r->salt, head + sizeof(blob_magic), BLOB_SALT);
	return 0;
}

int blob_open(struct store *s, const char *hash, struct blob_reader **out, int64_t *size, struct err *e)
{
	if (blob_hash_ok(hash, e)) {
		return -1;
	}
	char *path = blob_path(s, hash);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0) {
		int r = errno == ENOENT ? err_set(e, ERR_NOT_FOUND, "the file is not kept here") : err_errno(e, path);
		free(path);
		return r;
	}
	/* for blob_trim: when it was last used */
	futimens(fd, NULL);
	free(path);
	struct blob_reader *r = xcalloc(1, sizeof(*r));
	r->s = s;
	r->fd = fd;
	r->have = -1;
	if (read_head(r, e)) {
		blob_close(r);
		return -1;
	}
	if (size) {
		*size = r->size;
	}
	*out = r;
	return 0;
}

void blob_close(struct blob_reader *r)
{
	if (r) {
		close(r->fd);
		crypto_wipe(r->plain, sizeof(r->plain));
		free(r);
	}
}

static int load(struct blob_reader *r, int64_t piece, struct err *e)
{
	unsigned char ad[BLOB_AD];
	int64_t last = r->size > 0 ? (r->size - 1) / BLOB_PIECE : 0;
	size_t n = piece < last ? BLOB_PIECE : (size_t)(r->size - last * BLOB_PIECE);

	if (r->have == piece) {
		return 0;
	}
	r->have = -1;
	if (read_at(r->fd, r->sealed, n + CRYPTO_OVERHEAD, BLOB_HEAD + piece * BLOB_SEALED, e)) {
		return -1;
	}
	blob_ad(ad, r->salt, (uint64_t)piece, piece == last);
	if (unseal(r->s->keys->blob, r->sealed, n + CRYPTO_OVERHEAD, ad, sizeof(ad), r->plain)) {
		return err_set(e, ERR_CORRUPT, "a kept file is damaged");
	}
	r->have = piece;
	r->n = n;
	return 0;
}

int64_t blob_read(struct blob_reader *r, int64_t at, void *out, size_t n, struct err *e)
{
	char *p = out;
	size_t done = 0;

	/* an empty blob is still one sealed piece: it is checked too */
	if (at >= r->size) {
		return r->size == 0 && load(r, 0, e) ? -1 : 0;
	}
	while (done < n && at < r->size) {
		if (load(r, at / BLOB_PIECE, e)) {
			return -1;
		}
		size_t from = (size_t)(at % BLOB_PIECE), take = r->n - from;

		take = take < n - done ? take : n - done;
		memcpy(p + done, r->plain + from, take);
		done += take;
		at += (int64_t)take;
	}
	return (int64_t)done;
}
