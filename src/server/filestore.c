#include "server/filestore.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

static bool is_there(const char *path, int64_t size)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == size;
}

static int write_whole(int fd, const char *p, size_t n)
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

/* hex: of what was copied. */
static int copy_bytes(int in, int out, char hex[65])
{
	unsigned char sum[CRYPTO_HASH];
	char buf[16 << 10];
	struct sha256 h;
	ssize_t n;

	sha256_init(&h);
	while ((n = read(in, buf, sizeof(buf))) != 0) {
		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n < 0 || write_whole(out, buf, (size_t)n) < 0) {
			return -1;
		}
		sha256_add(&h, buf, (size_t)n);
	}
	sha256_end(&h, sum);
	hex_encode(sum, sizeof(sum), hex);
	return fsync(out);
}

static int copy_checked(const char *from, const char *temp, int out, const char *hash, struct err *e)
{
	char got[65];
	int in = open(from, O_RDONLY | O_CLOEXEC), r;

	if (in < 0) {
		return errno == ENOENT ? err_set(e, ERR_CORRUPT, "%s is not there", from) : err_errno(e, from);
	}
	r = copy_bytes(in, out, got) < 0 ? err_errno(e, temp) : 0;
	close(in);
	if (r == 0 && strcmp(got, hash) != 0) {
		r = err_set(e, ERR_CORRUPT, "%s is not what its name says", from);
	}
	return r;
}

int filestore_copy(const char *from_dir, const char *to_dir, const char *hash, int64_t size, struct err *e)
{
	char *from = filestore_path(from_dir, hash), *folder = folder_of(to_dir, hash), *path = filestore_path(to_dir, hash);
	char *temp = xasprintf("%s.XXXXXX", path);
	int r = 0, fd = -1;

	if (is_there(path, size)) {
		goto out;
	}
	r = -1;
	if (fs_mkdirs(folder, 0700, e) < 0) {
		goto out;
	}
	fd = mkostemp(temp, O_CLOEXEC);
	if (fd < 0) {
		err_errno(e, temp);
		goto out;
	}
	if (copy_checked(from, temp, fd, hash, e) < 0) {
		goto out;
	}
	r = rename(temp, path) < 0 ? err_errno(e, path) : sync_folder(folder, e);
out:
	if (fd >= 0) {
		close(fd);
		if (r < 0) {
			unlink(temp);
		}
	}
	free(from);
	free(folder);
	free(path);
	free(temp);
	return r;
}
