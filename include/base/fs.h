#ifndef BASE_FS_H
#define BASE_FS_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/* Files. All of these block; none may run on the UI thread but at start and exit.
   On failure errno is kept: ENOENT and the like can be told from it. */

/* Appends the file to out; refuses more than max bytes with ERR_TOO_LARGE. */
int fs_read(const char *path, size_t max, struct str *out, struct err *e);
/* Writes by a temporary file, fsync and rename; mode e.g. 0600. */
int fs_write(const char *path, const void *p, size_t n, unsigned mode, struct err *e);
/* Brings the names in path's folder to the disk, after a rename or link: 0, or -1 with
   errno set. */
int fs_sync_dir_of(const char *path);
/* mkdir -p; new folders get mode. */
int fs_mkdirs(const char *path, unsigned mode, struct err *e);

/*
 * The program's folders. FETTLE_HOME puts all under one place
 * (HOME/config, /data, /state, /cache, /run); else the XDG variables or their
 * defaults, with /fettle appended. The caller frees.
 */
enum fs_place { FS_CONFIG, FS_DATA, FS_STATE, FS_CACHE, FS_RUNTIME };
char *fs_place(enum fs_place place);
char *fs_join(const char *dir, const char *name); /* caller frees */

#endif
