#include "base/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/i18n.h"

static ssize_t read_some(int fd, void *p, size_t n)
{
	ssize_t got;

	do {
		got = read(fd, p, n);
	} while (got < 0 && errno == EINTR);
	return got;
}

int fs_read(const char *path, size_t max, struct str *out, struct err *e)
{
	char piece[16384];
	size_t total = 0;
	int r = -1;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		return err_errno(e, path);
	}
	for (;;) {
		ssize_t n = read_some(fd, piece, sizeof(piece));
		if (n < 0) {
			err_errno(e, path);
			goto out;
		}
		if (n == 0) {
			break;
		}
		total += (size_t)n;
		str_addn(out, piece, (size_t)n);
		if (str_failed(out) && out->max && (size_t)n <= out->max - out->len) {
			err_set(e, ERR_MEMORY, "%s", path);
			goto out;
		}
		if (total > max || str_failed(out)) {
			err_set(e, ERR_TOO_LARGE, tr("%s: more than %zu bytes"), path, max);
			goto out;
		}
	}
	r = 0;
out:
	close(fd);
	return r;
}

static int write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, p, n);
		if (done < 0 && errno == EINTR) {
			continue;
		}
		if (done < 0) {
			return -1;
		}
		p += done;
		n -= (size_t)done;
	}
	return 0;
}

/* Without it a rename may be lost with the power, though the file is not. */
int fs_sync_dir_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir = !slash ? xstrdup(".") : slash == path ? xstrdup("/")
		: xstrndup(path, (size_t)(slash - path));
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int r = fd < 0 ? -1 : fsync(fd);

	/* some file systems do not know it for folders */
	if (r < 0 && errno == EINVAL) {
		r = 0;
	}
	if (fd >= 0) {
		int saved = errno;
		close(fd);
		errno = saved;
	}
	free(dir);
	return r;
}

static int write_temp(const char *temp, int fd, const void *p, size_t n,
	unsigned mode)
{
	int r = -1;

	if (fchmod(fd, (mode_t)mode) == 0 && write_all(fd, p, n) == 0 && fsync(fd) == 0) {
		r = 0;
	}
	int saved = errno;
	if (close(fd) < 0 && r == 0) {
		saved = errno;
		r = -1;
	}
	if (r < 0) {
		unlink(temp);
	}
	errno = saved;
	return r;
}

int fs_write(const char *path, const void *p, size_t n, unsigned mode, struct err *e)
{
	/* a link (a file kept in a dotfiles folder, say) stays a link */
	char *target = realpath(path, NULL);
	char *temp = xasprintf("%s.XXXXXX", target ? target : path);
	int r = -1;
	int fd = mkostemp(temp, O_CLOEXEC);

	if (fd < 0 || write_temp(temp, fd, p, n, mode) < 0) {
		err_errno(e, path);
		goto out;
	}
	if (rename(temp, target ? target : path) < 0) {
		err_errno(e, path);
		unlink(temp);
		goto out;
	}
	if (fs_sync_dir_of(target ? target : path) < 0) {
		err_errno(e, path);
		goto out;
	}
	r = 0;
out:
	free(temp);
	free(target);
	return r;
}

static int make_folder(const char *path, unsigned mode)
{
	struct stat st;

	if (mkdir(path, (mode_t)mode) == 0) {
		return 0;
	}
	int saved = errno;
	/* on a read-only or foreign parent mkdir may complain before EEXIST */
	if (stat(path, &st) == 0) {
		if (S_ISDIR(st.st_mode)) {
			return 0;
		}
		saved = ENOTDIR;
	}
	errno = saved;
	return -1;
}

int fs_mkdirs(const char *path, unsigned mode, struct err *e)
{
	char *part = xstrdup(path);
	int r = 0;

	for (char *p = part + 1; *part && r == 0; p++) {
		bool end = *p == '\0';
		if (!end && *p != '/') {
			continue;
		}
		*p = '\0';
		r = make_folder(part, mode);
		if (end) {
			break;
		}
		*p = '/';
	}
	if (r < 0) {
		err_errno(e, path);
	}
	free(part);
	return r;
}

static char *home_folder(void)
{
	const char *home = getenv("HOME");

	if (home && home[0] == '/') {
		return xstrdup(home);
	}
	struct passwd *pw = getpwuid(getuid());
	return xstrdup(pw && pw->pw_dir ? pw->pw_dir : "/");
}

static char *absolute(const char *path)
{
	if (path[0] == '/') {
		return xstrdup(path);
	}
	char cwd[PATH_MAX];
	return getcwd(cwd, sizeof(cwd)) ? fs_join(cwd, path) : xstrdup(path);
}

char *fs_place(enum fs_place place)
{
	static const struct {
		const char *own, *xdg, *fallback;
	} places[] = {
		[FS_CONFIG] = {"config", "XDG_CONFIG_HOME", ".config"},
		[FS_DATA] = {"data", "XDG_DATA_HOME", ".local/share"},
		[FS_STATE] = {"state", "XDG_STATE_HOME", ".local/state"},
		[FS_CACHE] = {"cache", "XDG_CACHE_HOME", ".cache"},
		[FS_RUNTIME] = {"run", "XDG_RUNTIME_DIR", NULL},
	};
	const char *own = getenv("FETTLE_HOME");
	const char *xdg = getenv(places[place].xdg);

	if (own && *own) {
		char *root = absolute(own);
		char *path = fs_join(root, places[place].own);
		free(root);
		return path;
	}
	/* the XDG specification: relative paths are to be ignored */
	if (xdg && xdg[0] == '/') {
		return fs_join(xdg, "fettle");
	}
	if (!places[place].fallback) {
		return xasprintf("/tmp/fettle-%u", (unsigned)getuid());
	}
	char *home = home_folder();
	char *path = xasprintf("%s/%s/fettle", home, places[place].fallback);
	free(home);
	return path;
}

char *fs_join(const char *dir, const char *name)
{
	bool slash = *dir && !ends_with(dir, "/");

	return xasprintf("%s%s%s", dir, slash ? "/" : "", name);
}
