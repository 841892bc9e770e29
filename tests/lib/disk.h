#ifndef LIB_DISK_H
#define LIB_DISK_H

#include <stdbool.h>

/* A file system of its own, so small that it can be filled. */
struct small_disk {
	char *dir;
	bool mounted;
};

/* size as mount takes it: "6m". False, having said that it is skipped, without the right to mount. */
bool small_disk_open(struct small_disk *d, const char *size);
void small_disk_close(struct small_disk *d);
/* Fills it to the last byte; free_disk() makes room again. */
void fill_disk(const struct small_disk *d);
void free_disk(const struct small_disk *d);

#endif
