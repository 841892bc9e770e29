#include "paths.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "text/utf8.h"

/* Files as people name them: completed, and "~/" for the home folder. */

#define SEEN_MAX 20000 /* names looked at in one folder */

const char *path_meant(const char *path, struct arena *a)
{
	const char *home = getenv("HOME");

	return path[0] == '~' && path[1] == '/' && home && *home ? arena_printf(a, "%s%s", home, path + 1) : path;
}

char *path_beside(const char *program)
{
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	self[n > 0 ? n : 0] = '\0';
	return strrchr(self, '/') ? xasprintf("%.*s/%s", (int)(strrchr(self, '/') - self), self, program) : xstrdup(program);
}

/* What can be typed and shown as it is. */
static bool plain(const char *name)
{
	for (const char *s = name; *s; s++) {
		if ((unsigned char)*s < ' ' || *s == 0x7f) {
			return false;
		}
	}
	return utf8_valid(name, strlen(name));
}

static bool is_folder(const char *dir, const struct dirent *d, struct arena *a)
{
	struct stat st;

	return d->d_type == DT_DIR || ((d->d_type == DT_LNK || d->d_type == DT_UNKNOWN)
		&& !stat(arena_printf(a, "%s/%s", dir, d->d_name), &st) && S_ISDIR(st.st_mode));
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

size_t paths_complete(const char *prefix, struct arena *a, const char **out, size_t max)
{
	const char *slash = strrchr(prefix, '/'), *name = slash ? slash + 1 : prefix;
	const char *typed = arena_strndup(a, prefix, (size_t)(name - prefix));
	const char *dir = slash ? path_meant(typed, a) : ".";
	size_t n = 0, seen = 0;
	struct dirent *d;
	DIR *open = opendir(dir);

	while (open && n < max && seen++ < SEEN_MAX && (d = readdir(open)) != NULL) {
		if (strncmp(d->d_name, name, strlen(name)) != 0 || (*d->d_name == '.' && *name != '.') || !plain(d->d_name)
			|| !strcmp(d->d_name, ".") || !strcmp(d->d_name, "..")) {
			continue;
		}
		out[n++] = arena_printf(a, "%s%s%s", typed, d->d_name, is_folder(dir, d, a) ? "/" : "");
	}
	if (open) {
		closedir(open);
	}
	qsort(out, n, sizeof(*out), by_name);
	return n;
}
