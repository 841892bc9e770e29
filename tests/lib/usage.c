#include "lib/usage.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

static bool first_line(const char *path, char *line, size_t n)
{
	FILE *f = fopen(path, "re");
	bool ok = f && fgets(line, (int)n, f);

	if (f) {
		fclose(f);
	}
	return ok;
}

static long field_of(const char *path, const char *name)
{
	FILE *f = fopen(path, "re");
	char line[256];
	long v = 0;

	while (f && v == 0 && fgets(line, sizeof(line), f)) {
		v = strncmp(line, name, strlen(name)) == 0 ? atol(line + strlen(name)) : 0;
	}
	if (f) {
		fclose(f);
	}
	return v;
}

static void add_children(const char *thread, struct usage *u, bool memory);

static void add_thread(const char *thread, struct usage *u, bool memory)
{
	char path[160], line[512];
	char *after;

	snprintf(path, sizeof(path), "%s/schedstat", thread);
	u->cpu_us += first_line(path, line, sizeof(line)) ? (double)atoll(line) / 1e3 : 0;
	snprintf(path, sizeof(path), "%s/status", thread);
	u->wakes += field_of(path, "voluntary_ctxt_switches:");
	snprintf(path, sizeof(path), "%s/stat", thread);
	after = first_line(path, line, sizeof(line)) ? strrchr(line, ')') : NULL;
	u->running |= after && strlen(after) > 2 && after[2] == 'R';
	add_children(thread, u, memory);
}

static void add_process(pid_t pid, struct usage *u, bool memory)
{
	char dir[64], path[128];
	struct dirent *d;
	DIR *tasks;

	if (memory) {
		snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)pid);
		u->rss_kb += field_of(path, "Rss:");
		u->pss_kb += field_of(path, "Pss:");
	}
	snprintf(dir, sizeof(dir), "/proc/%d/task", (int)pid);
	tasks = opendir(dir);
	while (tasks && (d = readdir(tasks))) {
		if (d->d_name[0] != '.') {
			snprintf(path, sizeof(path), "%s/%.20s", dir, d->d_name);
			add_thread(path, u, memory);
		}
	}
	if (tasks) {
		closedir(tasks);
	}
}

static void add_children(const char *thread, struct usage *u, bool memory)
{
	char path[160], line[4096], *end;

	snprintf(path, sizeof(path), "%s/children", thread);
	if (!first_line(path, line, sizeof(line))) {
		return;
	}
	for (char *p = line;; p = end) {
		long child = strtol(p, &end, 10);
		if (end == p) {
			return;
		}
		add_process((pid_t)child, u, memory);
	}
}

struct usage usage_of(pid_t pid, bool memory)
{
	struct usage u = {0};

	add_process(pid, &u, memory);
	return u;
}
