#ifndef SERVER_FILES_CONF_H
#define SERVER_FILES_CONF_H

#include "files.h"

/* Shared by files.c and upload.c. */
struct files {
	char *dir, *part;
	int64_t max;
};

/* Where the exchange's account keeps its piece of the exchange's file; caller frees. */
char *files_part_path(const struct exchange *x);
/* 1 the file is here and the asker may have it, 0, -1. */
int file_here(struct exchange *x, int64_t *size, struct err *e);

#endif
