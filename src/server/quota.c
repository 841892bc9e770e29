#include "quota.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "base/alloc.h"
#include "base/log.h"
#include "files_conf.h"
#include "server/data.h"

enum { UNFINISHED_MAX = 32, DAY_MS = 24 * 3600 * 1000, WAIT_QUOTA_MS = 3600 * 1000, WAIT_ROOM_MS = 60 * 1000 };

struct unfinished {
	int n;
	int64_t bytes;
};

/* The account's other pieces. */
static struct unfinished look(const struct exchange *x)
{
	char *folder = xasprintf("%s/%s", x->server->files->part, x->rq.reader->account);
	struct unfinished u = {0};
	struct dirent *one;
	struct stat st;
	DIR *d = opendir(folder);

	while (d && (one = readdir(d))) {
		if (!streq(one->d_name, x->id) && fstatat(dirfd(d), one->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0
			&& S_ISREG(st.st_mode)) {
			u.n++;
			u.bytes += st.st_size;
		}
	}
	if (d) {
		closedir(d);
	}
	free(folder);
	return u;
}

static int read_uploaded(struct exchange *x, struct db *db, struct err *e)
{
	int64_t *bytes = arena_alloc(&x->arena, sizeof(*bytes));

	x->rq.prepared = bytes;
	return file_uploaded(db, x->rq.reader->account, x->rq.now - DAY_MS, bytes, e);
}

int quota_room(struct exchange *x, int64_t more, struct err *e)
{
	int64_t keep = x->server->conf->keep_free_mib << 20;
	struct statvfs fs;

	if (statvfs(x->server->files->dir, &fs) < 0) {
		return err_errno(e, x->server->files->dir);
	}
	if ((int64_t)fs.f_bavail * (int64_t)fs.f_frsize >= keep + more) {
		return 0;
	}
	log_warn("a file was not taken: less than %lld MiB would be free on the disk (keep_free_mib)",
		(long long)x->server->conf->keep_free_mib);
	x->wait_ms = WAIT_ROOM_MS;
	return err_set(e, ERR_UNAVAILABLE, "the server has no room for files now");
}

int quota_check(struct exchange *x, int64_t size, int64_t *most, struct err *e)
{
	struct unfinished other = look(x);
	int64_t all = x->server->conf->files_mib_per_day << 20;

	if (other.n >= UNFINISHED_MAX) {
		return err_set(e, ERR_RATE, tr("%d uploads are unfinished"), UNFINISHED_MAX);
	}
	if (exchange_read(x, read_uploaded, e) < 0) {
		return -1;
	}
	*most = all - other.bytes - *(const int64_t *)x->rq.prepared;
	if (*most <= 0 || size > *most) {
		x->wait_ms = WAIT_QUOTA_MS;
		return err_set(e, ERR_RATE, tr("an account may upload %lld MiB a day"),
			(long long)x->server->conf->files_mib_per_day);
	}
	return quota_room(x, size > 0 ? size : 0, e);
}
