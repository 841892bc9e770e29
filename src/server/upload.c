#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fs.h"
#include "base/log.h"
#include "crypto/crypto.h"
#include "files_conf.h"
#include "quota.h"
#include "server/data.h"
#include "server/filestore.h"

enum { READ_SIZE = 64 * 1024, LOOK_EVERY = 1 << 20 };

struct upload {
	int fd;
	char *path;
	int64_t at, end, size; /* bytes here, where this request ends, whole; -1 not known */
	int64_t most, looked;  /* what the account may have; where the disk was looked at last */
};

char *files_part_path(const struct exchange *x)
{
	return xasprintf("%s/%s/%s", x->server->files->part, x->rq.reader->account, x->id);
}

void upload_abandon(struct upload *u)
{
	if (u) {
		close(u->fd);
		free(u->path);
		free(u);
	}
}

static int take_range(struct exchange *x, struct upload *u, int64_t *from, struct err *e)
{
	const char *length = exchange_header(x, "Content-Length"), *range = exchange_header(x, "Content-Range");
	long long n = -1;

	if (length && (!parse_i64(length, &n) || n < 0)) {
		return err_field(e, ERR_INVALID, "Content-Length", "%s", "");
	}
	*from = 0;
	u->size = u->end = n;
	if (range) {
		int64_t to;
		if (content_range_parse(range, from, &to, &u->size) < 0 || (n >= 0 && to - *from + 1 != n)) {
			return err_field(e, ERR_INVALID, "Content-Range", "not \"bytes A-B/SIZE\" of this request");
		}
		u->end = to + 1;
	}
	if (u->size > x->server->files->max) {
		return err_set(e, ERR_TOO_LARGE, tr("a file may have at most %lld MiB"),
			(long long)x->server->conf->file_mib);
	}
	return 0;
}

/* The file that was locked may be the one that another upload has just put in its place. */
static bool is_the_piece(const struct upload *u)
{
	struct stat here, there;

	return fstat(u->fd, &here) == 0 && stat(u->path, &there) == 0
		&& here.st_ino == there.st_ino && here.st_dev == there.st_dev;
}

static int open_part(struct exchange *x, struct upload *u, struct err *e)
{
	char *folder = xasprintf("%s/%s", x->server->files->part, x->rq.reader->account);
	int r = fs_mkdirs(folder, 0700, e);

	u->path = files_part_path(x);
	if (r == 0) {
		u->fd = open(u->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
		r = u->fd < 0 ? err_errno(e, u->path) : 0;
	}
	free(folder);
	if (r == 0 && (flock(u->fd, LOCK_EX | LOCK_NB) < 0 || !is_the_piece(u))) {
		r = err_set(e, ERR_STATE, "it is being uploaded already");
	}
	return r;
}

static int go_to(struct exchange *x, struct upload *u, int64_t from, struct err *e)
{
	struct stat st;

	if (fstat(u->fd, &st) < 0) {
		return err_errno(e, u->path);
	}
	u->at = st.st_size;
	if (from != 0 && from != u->at) {
		x->upload_offset = u->at;
		return err_set(e, ERR_CONFLICT, tr("%lld bytes have arrived"), (long long)u->at);
	}
	if (from == 0 && ftruncate(u->fd, 0) < 0) {
		return err_errno(e, u->path);
	}
	u->at = from;
	return lseek(u->fd, from, SEEK_SET) < 0 ? err_errno(e, u->path) : 0;
}

int upload_begin(struct exchange *x, struct err *e)
{
	struct upload *u;
	int64_t size, from;

	if (!hash_valid(x->id)) {
		return err_set(e, ERR_NOT_FOUND, "a file's name is its SHA-256");
	}
	int here = file_here(x, &size, e);
	if (here != 0) {
		x->discard = here > 0;
		return here < 0 ? -1 : 0;
	}
	u = xcalloc(1, sizeof(*u));
	u->fd = -1;
	if (take_range(x, u, &from, e) < 0 || quota_check(x, u->size, &u->most, e) < 0
		|| open_part(x, u, e) < 0 || go_to(x, u, from, e) < 0) {
		if (u->fd >= 0) {
			close(u->fd);
		}
		free(u->path);
		free(u);
		return -1;
	}
	x->upload = u;
	return 0;
}

bool upload_data(struct exchange *x, const char *p, size_t n)
{
	struct upload *u = x->upload;
	int64_t most = u->end >= 0 ? u->end : x->server->files->max;

	if (u->at + (int64_t)n > most || u->at + (int64_t)n > u->most) {
		err_set(&x->err, ERR_TOO_LARGE, "more bytes than announced or allowed");
		return true;
	}
	if (u->at - u->looked >= LOOK_EVERY) {
		u->looked = u->at;
		if (quota_room(x, 0, &x->err) < 0) {
			return true;
		}
	}
	while (n > 0) {
		ssize_t done = write(u->fd, p, n);
		if (done < 0 && errno == EINTR) {
			continue;
		}
		if (done <= 0) {
			err_errno(&x->err, "upload");
			/* on a full disk nobody can write anything: better to send it again */
			if (x->err.code == ERR_DISK_FULL && unlink(u->path) == 0 && ftruncate(u->fd, 0) == 0) {
				log_warn("the disk is full: a piece of a file was thrown away");
			}
			return true;
		}
		u->at += done;
		p += done;
		n -= (size_t)done;
	}
	return true;
}

static int register_file(struct request *rq, struct err *e)
{
	rq->object_kind = "file";
	rq->object_id = rq->id;
	rq->status = 201;
	return file_add(rq->db, rq->id, *(const int64_t *)rq->prepared, rq->reader->account, rq->now, e);
}

static int hash_of(struct upload *u, char hex[65], struct err *e)
{
	unsigned char hash[CRYPTO_HASH], *buf = xmalloc(READ_SIZE);
	struct sha256 h;
	ssize_t n;

	sha256_init(&h);
	for (off_t at = 0; (n = pread(u->fd, buf, READ_SIZE, at)) > 0; at += n) {
		sha256_add(&h, buf, (size_t)n);
	}
	free(buf);
	sha256_end(&h, hash);
	hex_encode(hash, sizeof(hash), hex);
	return n < 0 ? err_errno(e, u->path) : 0;
}

static int settle(struct exchange *x, struct err *e)
{
	struct upload *u = x->upload;
	char hex[65];

	if (hash_of(u, hex, e) < 0) {
		return -1;
	}
	if (strcmp(hex, x->id) != 0) {
		unlink(u->path);
		return err_set(e, ERR_HASH_MISMATCH, tr("what arrived has the hash %s"), hex);
	}
	if (fsync(u->fd) < 0) {
		return err_errno(e, u->path);
	}
	return filestore_move(x->server->files->dir, u->path, x->id, e);
}

static void finish(void *arg)
{
	struct exchange *x = arg;
	int64_t *size = arena_alloc(&x->arena, sizeof(*size));

	if (settle(x, &x->err) < 0) {
		exchange_back(x);
		return;
	}
	*size = x->upload->at;
	x->rq.prepared = size;
	x->fn = register_file;
	exchange_write(x);
}

bool upload_end(struct exchange *x)
{
	struct upload *u = x->upload;

	if (x->discard) {
		x->rq.status = 204;
		return true;
	}
	if (u->size >= 0 && u->at < u->size) {
		x->upload_offset = u->at;
		x->rq.status = 204;
		return true;
	}
	exchange_away(x);
	if (crew_push(x->server->crew, finish, x, &x->err) < 0) {
		exchange_back(x);
	}
	return false;
}
