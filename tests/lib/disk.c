#include "lib/disk.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fs.h"
#include "unit/unit.h"

bool small_disk_open(struct small_disk *d, const char *size)
{
	char *options = xasprintf("size=%s", size);

	d->dir = xstrdup(unit_dir());
	d->mounted = geteuid() == 0 && mount("tmpfs", d->dir, "tmpfs", 0, options) == 0;
	if (!d->mounted) {
		printf("skipped: a small file system cannot be mounted here\n");
		free(d->dir);
	}
	free(options);
	return d->mounted;
}

void small_disk_close(struct small_disk *d)
{
	umount2(d->dir, MNT_DETACH);
	free(d->dir);
}

void fill_disk(const struct small_disk *d)
{
	char *path = fs_join(d->dir, "filler"), buf[4096];
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	size_t n = sizeof(buf);

	memset(buf, 'x', sizeof(buf));
	while (n > 0) {
		if (write(fd, buf, n) < 0) {
			n /= 2;
		}
	}
	close(fd);
	free(path);
}

void free_disk(const struct small_disk *d)
{
	char *path = fs_join(d->dir, "filler");

	unlink(path);
	free(path);
}
