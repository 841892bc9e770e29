#include "server/filestore.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fs.h"
#include "crypto/crypto.h"

static char *folder_of(const char *dir, const char *hash)
{
	return xasprintf("%s/%.2s", dir, hash);
}

char *filestore_path(const char *dir, const char *hash)
{
	return xasprintf("%s/%.2s/%s", dir, hash, hash);
}

int filestore_put(const char *dir, const void *p, size_t n, char hash[65], struct err *e)
{
	unsigned char bytes[CRYPTO_HASH];

	sha256(p, n, bytes);
	hex_encode(bytes, sizeof(bytes), hash);
	char *folder = folder_of(dir, hash), *path = filestore_path(dir, hash);
	int r = 0;
	if (access(path, F_OK) != 0) {
		r = fs_mkdirs(folder, 0700, e) < 0 ? -1 : fs_write(path, p, n, 0600, e);
	}
	free(folder);
	free(path);
	return r;
}

static int sync_folder(const char *folder, struct err *e)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int r = fd < 0 || fsync(fd) < 0 ? err_errno(e, folder) : 0;

	if (fd >= 0) {
		close(fd);
	}
	return r;
}

int filestore_move(const char *dir, const char *from, const char *hash, struct err *e)
{
	char *folder = folder_of(dir, hash), *path = filestore_path(dir, hash);
	int r = fs_mkdirs(folder, 0700, e);

	if (r == 0 && rename(from, path) < 0) {
		r = err_errno(e, path);
	}
	if (r == 0) {
		r = sync_folder(folder, e);
	}
	free(folder);
	free(path);
	return r;
}
