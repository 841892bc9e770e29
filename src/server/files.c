#include "files.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/fs.h"
#include "files_conf.h"
#include "server/filestore.h"

enum { WEEK_S = 7 * 24 * 3600 };

int files_create(struct files **out, const char *data, int64_t max, struct err *e)
{
	struct files *f = xcalloc(1, sizeof(*f));

	f->dir = xasprintf("%s/files", data);
	f->part = xasprintf("%s/files/part", data);
	f->max = max;
	if (fs_mkdirs(f->part, 0700, e) < 0) {
		files_destroy(f);
		return -1;
	}
	*out = f;
	return 0;
}

void files_destroy(struct files *f)
{
	if (f) {
		free(f->dir);
		free(f->part);
		free(f);
	}
}

static int sweep_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	if (kind == FTW_F && ftw->level == 2 && st->st_mtime < clock_ms() / 1000 - WEEK_S) {
		unlink(path);
	}
	return 0;
}

void files_sweep(struct files *f)
{
	nftw(f->part, sweep_one, 8, FTW_PHYS);
}

/* Digits, at most 18, and what must follow them; NULL when it does not. */
static const char *take_number(const char *s, char after, int64_t *out)
{
	size_t n = strspn(s, "0123456789");

	if (n == 0 || n > 18 || s[n] != after) {
		return NULL;
	}
	*out = 0;
	for (size_t i = 0; i < n; i++) {
		*out = *out * 10 + (s[i] - '0');
	}
	return s + n + (after != '\0');
}

int range_parse(const char *s, int64_t size, int64_t *from, int64_t *n)
{
	if (!s || !starts_with(s, "bytes=") || strchr(s, ',')) {
		return 0;
	}
	s += strlen("bytes=");
	if (*s == '-') {
		long long last;
		if (!parse_i64(s + 1, &last) || last < 0) {
			return 0;
		}
		*n = last < size ? last : size;
		*from = size - *n;
		return *n > 0 ? 1 : -1;
	}
	int64_t first, to = size - 1;
	const char *rest = take_number(s, '-', &first);
	if (!rest || (*rest && (!take_number(rest, '\0', &to) || to < first))) {
		return 0;
	}
	if (first >= size) {
		return -1;
	}
	*from = first;
	*n = (to < size ? to + 1 : size) - first;
	return 1;
}

int content_range_parse(const char *s, int64_t *from, int64_t *to, int64_t *size)
{
	if (!starts_with(s, "bytes ") || !(s = take_number(s + strlen("bytes "), '-', from))
		|| !(s = take_number(s, '/', to)) || !take_number(s, '\0', size)) {
		return -1;
	}
	return *to < *from || *size <= *to ? -1 : 0;
}

static int may_read(struct exchange *x, struct db *db, struct err *e)
{
	int64_t size = 0;
	int r = file_may_read(db, x->rq.reader, x->id, &size, e);

	if (r > 0) {
		int64_t *kept = arena_alloc(&x->arena, sizeof(*kept));
		*kept = size;
		x->rq.prepared = kept;
	}
	return r < 0 ? -1 : 0;
}

int file_here(struct exchange *x, int64_t *size, struct err *e)
{
	x->rq.prepared = NULL;
	if (!hash_valid(x->id)) {
		return 0;
	}
	if (exchange_read(x, may_read, e) < 0) {
		return -1;
	}
	if (!x->rq.prepared) {
		return 0;
	}
	*size = *(const int64_t *)x->rq.prepared;
	return 1;
}

static struct MHD_Response *part_of(struct exchange *x, int fd, int64_t size, int *status)
{
	const char *range = streq(x->method, "GET") ? exchange_header(x, "Range") : NULL;
	int64_t from = 0, n = size;
	int kind = range_parse(range, size, &from, &n);
	char text[80];

	if (kind < 0) {
		close(fd);
		err_set(&x->err, ERR_BAD_RANGE, tr("it has %lld bytes"), (long long)size);
		return NULL;
	}
	struct MHD_Response *r = MHD_create_response_from_fd_at_offset64((uint64_t)n, fd, (uint64_t)from);
	*status = kind > 0 ? 206 : 200;
	if (kind > 0) {
		snprintf(text, sizeof(text), "bytes %" PRId64 "-%" PRId64 "/%" PRId64, from, from + n - 1, size);
		reply_header(r, "Content-Range", text);
	}
	snprintf(text, sizeof(text), "\"%s\"", x->id);
	reply_header(r, "ETag", text);
	reply_header(r, "Accept-Ranges", "bytes");
	/* from strangers: nothing that a browser would run */
	reply_header(r, "Content-Type", "application/octet-stream");
	reply_header(r, "Content-Disposition", "attachment");
	x->sent_bytes = (uint64_t)n;
	return r;
}

static void say_missing(struct exchange *x)
{
	struct stat st;
	char *path = files_part_path(x);

	if (hash_valid(x->id) && stat(path, &st) == 0) {
		x->upload_offset = st.st_size;
	}
	free(path);
	err_set(&x->err, ERR_NOT_FOUND, "%s", "");
}

void file_send(struct exchange *x)
{
	int64_t size;
	int here = file_here(x, &size, &x->err);

	if (here <= 0) {
		if (here == 0) {
			say_missing(x);
		}
		return;
	}
	char *path = filestore_path(x->server->files->dir, x->id);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	if (fd < 0 || fstat(fd, &st) < 0 || st.st_size != size) {
		err_set(&x->err, ERR_CORRUPT, tr("file %s is not what was written down"), x->id);
		if (fd >= 0) {
			close(fd);
		}
	} else {
		x->ready = part_of(x, fd, size, &x->ready_status);
	}
	free(path);
}
