#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fault.h"
#include "base/fs.h"
#include "blob_file.h"

/* ---- in ---- */
static const char *media_of_name(const char *path)
{
	static const struct { const char *ext, *media; } table[] = {
		{".pdf", "application/pdf"}, {".dxf", "image/vnd.dxf"}, {".dwg", "image/vnd.dwg"}, {".svg", "image/svg+xml"},
		{".png", "image/png"}, {".jpg", "image/jpeg"}, {".jpeg", "image/jpeg"}, {".gif", "image/gif"}, {".webp", "image/webp"},
		{".mp4", "video/mp4"}, {".mov", "video/quicktime"}, {".webm", "video/webm"}, {".txt", "text/plain"},
		{".step", "model/step"}, {".stp", "model/step"}, {".stl", "model/stl"}, {".zip", "application/zip"},
	};
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot && i < lengthof(table); i++) {
		if (strcasecmp(dot, table[i].ext) == 0) {
			return table[i].media;
		}
	}
	return "";
}

static const char *media_of(const char *path, const unsigned char *p, size_t n)
{
	static const struct { const char *magic; size_t at, n; const char *media; } table[] = {
		{"%PDF-", 0, 5, "application/pdf"}, {"\x89PNG\r\n", 0, 6, "image/png"}, {"\xff\xd8\xff", 0, 3, "image/jpeg"},
		{"GIF8", 0, 4, "image/gif"}, {"WEBP", 8, 4, "image/webp"}, {"ftypqt", 4, 6, "video/quicktime"}, {"ftyp", 4, 4, "video/mp4"},
		{"\x1a\x45\xdf\xa3", 0, 4, "video/webm"}, {"AutoCAD Binary DXF", 0, 18, "image/vnd.dxf"}, {"AC10", 0, 4, "image/vnd.dwg"},
	};

	for (size_t i = 0; i < lengthof(table); i++) {
		if (n >= table[i].at + table[i].n && memcmp(p + table[i].at, table[i].magic, table[i].n) == 0) {
			return table[i].media;
		}
	}
	return media_of_name(path);
}

/* A pipe would block for ever, a folder says nothing. */
static int open_plain(const char *path, int64_t *size, struct err *e)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0) {
		return err_errno(e, path);
	}
	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		close(fd);
		return err_set(e, ERR_INVALID, tr("%s is not a file"), path);
	}
	if (st.st_size > BLOB_MAX) {
		close(fd);
		return err_set(e, ERR_TOO_LARGE, tr("%s: a file may have %lld bytes at most"), path, (long long)BLOB_MAX);
	}
	*size = st.st_size;
	return fd;
}

struct blob_import {
	char *path;
	int fd;
	int64_t size;
	struct blob_writer *w; /* NULL: ended */
	struct blob_imported got;
	unsigned char piece[BLOB_PIECE];
};

int blob_import_begin(struct store *s, const char *path, struct blob_import **out, struct err *e)
{
	int64_t size = 0;
	int fd = open_plain(path, &size, e);

	if (fd < 0) {
		return -1;
	}
	struct blob_import *im = xcalloc(1, sizeof(*im));
	im->path = xstrdup(path);
	im->fd = fd;
	im->size = size;
	if (blob_begin(s, &im->w, e)) {
		blob_import_destroy(im);
		return -1;
	}
	*out = im;
	return 0;
}

void blob_import_destroy(struct blob_import *im)
{
	if (im) {
		blob_abort(im->w);
		close(im->fd);
		free(im->path);
		crypto_wipe(im->piece, sizeof(im->piece));
		free(im);
	}
}

int64_t blob_import_size(const struct blob_import *im)
{
	return im->size;
}

const struct blob_imported *blob_import_result(const struct blob_import *im)
{
	return *im->got.hash ? &im->got : NULL;
}

/* Bytes that were added; 0 at the end. */
static ssize_t add_piece(struct blob_import *im, struct err *e)
{
	ssize_t n;

	do {
		n = read(im->fd, im->piece, sizeof(im->piece));
	} while (n < 0 && errno == EINTR);
	if (n < 0) {
		return err_errno(e, im->path);
	}
	if (im->got.size == 0 && n > 0) {
		snprintf(im->got.media, sizeof(im->got.media), "%s", media_of(im->path, im->piece, (size_t)n));
	}
	im->got.size += n;
	return n > 0 && blob_add(im->w, im->piece, (size_t)n, e) ? -1 : n;
}

int blob_import_step(struct blob_import *im, int64_t bytes, struct err *e)
{
	ssize_t n = 1;

	if (bug(im->w)) {
		return err_set(e, ERR_INTERNAL, "%s", "");
	}
	for (int64_t done = 0; n > 0 && done < bytes; done += n) {
		n = add_piece(im, e);
	}
	if (n != 0) {
		return n < 0 ? -1 : 0;
	}
	if (im->got.size == 0) {
		return err_set(e, ERR_INVALID, tr("%s is empty"), im->path);
	}
	struct blob_writer *w = im->w;
	im->w = NULL;
	return blob_end(w, NULL, im->got.hash, e) ? -1 : 1;
}

int blob_import(struct store *s, const char *path, char hash[BLOB_HASH], int64_t *size, char media[100], struct err *e)
{
	struct blob_import *im = NULL;
	int r = blob_import_begin(s, path, &im, e);

	while (r == 0) {
		r = blob_import_step(im, BLOB_MAX, e);
	}
	if (r > 0) {
		memcpy(hash, im->got.hash, BLOB_HASH);
		if (media) {
			memcpy(media, im->got.media, sizeof(im->got.media));
		}
		if (size) {
			*size = im->got.size;
		}
	}
	blob_import_destroy(im);
	return r > 0 ? 0 : -1;
}

/* ---- out ---- */
static int copy_out(struct blob_reader *r, int fd, const char *path, struct err *e)
{
	unsigned char piece[BLOB_PIECE];
	int64_t n, at = 0;

	while ((n = blob_read(r, at, piece, sizeof(piece), e)) > 0) {
		for (int64_t done = 0; done < n;) {
			ssize_t k = write(fd, piece + done, (size_t)(n - done));
			if (k < 0 && errno == EINTR) {
				continue;
			}
			if (k < 0) {
				return err_errno(e, path);
			}
			done += k;
		}
		at += n;
	}
	if (n == 0 && fsync(fd)) {
		return err_errno(e, path);
	}
	return n < 0 ? -1 : 0;
}

/* link(2) does not replace: no race between asking and writing. */
static int put_in_place(const char *temp, const char *path, bool may_replace, struct err *e)
{
	if (may_replace) {
		return rename(temp, path) ? err_errno(e, path) : 0;
	}
	if (link(temp, path) == 0) {
		unlink(temp);
		return 0;
	}
	if (errno == EEXIST) {
		return err_set(e, ERR_EXISTS, tr("%s is there already"), path);
	}
	/* file systems without hard links */
	if (access(path, F_OK) == 0) {
		return err_set(e, ERR_EXISTS, tr("%s is there already"), path);
	}
	return rename(temp, path) ? err_errno(e, path) : 0;
}

int blob_export(struct store *s, const char *hash, const char *path, bool may_replace, struct err *e)
{
	struct blob_reader *r = NULL;
	char *temp = xasprintf("%s.XXXXXX", path);
	mode_t mask = umask(0);
	int result = -1, fd = -1;

	umask(mask);
	if (blob_open(s, hash, &r, NULL, e)) {
		goto out;
	}
	fd = mkostemp(temp, O_CLOEXEC);
	if (fd < 0) {
		err_errno(e, path);
		goto out;
	}
	if (fchmod(fd, 0666 & ~mask) || copy_out(r, fd, path, e) || put_in_place(temp, path, may_replace, e)) {
		unlink(temp);
		goto out;
	}
	result = 0;
out:
	if (fd >= 0) {
		close(fd);
	}
	blob_close(r);
	free(temp);
	return result;
}

/* ---- making room ---- */
struct kept { char name[256]; int64_t size; struct timespec used; };
struct folder { VEC(struct kept) v; int64_t total; };

static int by_use(const void *a, const void *b)
{
	const struct kept *x = a, *y = b;

	if (x->used.tv_sec != y->used.tv_sec) {
		return x->used.tv_sec < y->used.tv_sec ? -1 : 1;
	}
	return (x->used.tv_nsec > y->used.tv_nsec) - (x->used.tv_nsec < y->used.tv_nsec);
}

static void list_folder(int dir_fd, struct folder *f)
{
	DIR *d = fdopendir(dup(dir_fd));
	struct dirent *ent;
	struct stat st;

	while (d && (ent = readdir(d))) {
		if (ent->d_name[0] == '.' || fstatat(dir_fd, ent->d_name, &st, AT_SYMLINK_NOFOLLOW)) {
			continue;
		}
		struct kept *k = vec_add(&f->v);
		snprintf(k->name, sizeof(k->name), "%s", ent->d_name);
		k->size = st.st_size;
		k->used = st.st_mtim;
		f->total += st.st_size;
	}
	if (d) {
		closedir(d);
	}
}

struct needed { struct store *s; VEC(char *) paths; };

/* Every hash that stands in a waiting intent or a draft, wherever in its JSON. */
static int note_hashes(void *arg, const struct val *cols, size_t ncols, struct err *e)
{
	struct needed *need = arg;
	size_t run = 0;

	(void)ncols, (void)e;
	for (const char *p = cols[0].s;; p++) {
		bool hex = (*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'f');

		if (!hex && run == BLOB_HASH - 1) {
			char hash[BLOB_HASH];
			snprintf(hash, sizeof(hash), "%.*s", BLOB_HASH - 1, p - run);
			*vec_add(&need->paths) = blob_path(need->s, hash);
		}
		run = hex ? run + 1 : 0;
		if (!*p) {
			return 0;
		}
	}
}

static bool is_needed(const struct needed *need, const char *name)
{
	for (size_t i = 0; i < need->paths.n; i++) {
		if (ends_with(need->paths.v[i], name)) {
			return true;
		}
	}
	return false;
}

int blob_trim(struct store *s, int64_t max, struct err *e)
{
	struct needed need = {.s = s};
	struct folder f = {0};
	char *dir = fs_join(s->dir, "blobs");
	int r = -1, fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0) {
		r = errno == ENOENT ? 0 : err_errno(e, dir);
		goto out;
	}
	if (store_query(s, "SELECT files || ' ' || draft FROM intent WHERE state<>$1 UNION ALL SELECT json FROM draft",
			DB_ARGS(val_int(INTENT_ACCEPTED)), note_hashes, &need, e) < 0) {
		goto out;
	}
	list_folder(fd, &f);
	if (f.v.n > 1) {
		qsort(f.v.v, f.v.n, sizeof(*f.v.v), by_use);
	}
	for (size_t i = 0; i < f.v.n && f.total > max; i++) {
		if (!is_needed(&need, f.v.v[i].name) && unlinkat(fd, f.v.v[i].name, 0) == 0) {
			f.total -= f.v.v[i].size;
		}
	}
	r = 0;
out:
	for (size_t i = 0; i < need.paths.n; i++) {
		free(need.paths.v[i]);
	}
	vec_finish(&need.paths);
	vec_finish(&f.v);
	if (fd >= 0) {
		close(fd);
	}
	free(dir);
	return r;
}
