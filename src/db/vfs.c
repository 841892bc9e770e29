#include "vfs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/str.h"
#include "sealed.h"

static struct sealed_file *file_of(sqlite3_file *f)
{
	return (struct sealed_file *)f;
}

/* --- file methods ------------------------------------------------------------ */

static int x_read(sqlite3_file *file, void *buf, int amt, sqlite3_int64 off)
{
	struct sealed_file *f = file_of(file);
	struct piece p = piece_find(f->wal, off);
	bool recovering = p.kind == PIECE_FRAME_HEAD && off == p.at && amt > p.size;
	unsigned char *out = buf;

	while (amt > 0) {
		p = piece_find(f->wal, off);
		int skip = (int)(off - p.at);
		int n = p.size - skip < amt ? p.size - skip : amt;
		int rc = sealed_fetch(f, &p, n == p.size, recovering);
		if (rc == SQLITE_IOERR_SHORT_READ) {
			memset(out, 0, (size_t)amt);
		}
		if (rc != SQLITE_OK) {
			return rc;
		}
		memcpy(out, f->box + skip, (size_t)n);
		out += n;
		off += n;
		amt -= n;
	}
	return SQLITE_OK;
}

static int x_write(sqlite3_file *file, const void *buf, int amt, sqlite3_int64 off)
{
	struct sealed_file *f = file_of(file);
	const unsigned char *in = buf;

	while (amt > 0) {
		struct piece p = piece_find(f->wal, off);
		if (bug(off == p.at && amt >= p.size)) {
			return SQLITE_IOERR_WRITE;
		}
		int rc = sealed_put(f, &p, in);
		if (rc != SQLITE_OK) {
			return rc;
		}
		in += p.size;
		off += p.size;
		amt -= p.size;
	}
	return SQLITE_OK;
}

static int x_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	struct sealed_file *f = file_of(file);

	if (f->wal) {
		f->synced = 0;
		size = wal_disk_size(size);
	}
	return f->real->pMethods->xTruncate(f->real, size);
}

static int x_sync(sqlite3_file *file, int flags)
{
	struct sealed_file *f = file_of(file);
	int rc = f->real->pMethods->xSync(f->real, flags);

	if (rc == SQLITE_OK) {
		f->synced = f->written;
	}
	return rc;
}

static int x_file_size(sqlite3_file *file, sqlite3_int64 *size)
{
	struct sealed_file *f = file_of(file);
	int rc = f->real->pMethods->xFileSize(f->real, size);

	if (rc == SQLITE_OK && f->wal) {
		*size = wal_seen_size(*size);
	}
	return rc;
}

static int x_close(sqlite3_file *file)
{
	struct sealed_file *f = file_of(file);
	int rc = f->real->pMethods->xClose(f->real);

	crypto_wipe(f->box, sizeof(f->box));
	return rc;
}

static int x_lock(sqlite3_file *file, int level)
{
	sqlite3_file *real = file_of(file)->real;
	return real->pMethods->xLock(real, level);
}

static int x_unlock(sqlite3_file *file, int level)
{
	sqlite3_file *real = file_of(file)->real;
	return real->pMethods->xUnlock(real, level);
}

static int x_check_reserved(sqlite3_file *file, int *out)
{
	sqlite3_file *real = file_of(file)->real;
	return real->pMethods->xCheckReservedLock(real, out);
}

static int x_control(sqlite3_file *file, int op, void *arg)
{
	sqlite3_file *real = file_of(file)->real;

	/* both would show SQLite the file as it lies on the disk */
	if (op == SQLITE_FCNTL_MMAP_SIZE || op == SQLITE_FCNTL_CHUNK_SIZE) {
		return SQLITE_NOTFOUND;
	}
	return real->pMethods->xFileControl(real, op, arg);
}

static int x_sector_size(sqlite3_file *file)
{
	sqlite3_file *real = file_of(file)->real;
	return real->pMethods->xSectorSize(real);
}

/* Without POWERSAFE_OVERWRITE SQLite would write parts of a frame. */
static int x_characteristics(sqlite3_file *file)
{
	sqlite3_file *real = file_of(file)->real;
	return (real->pMethods->xDeviceCharacteristics(real) &
		SQLITE_IOCAP_UNDELETABLE_WHEN_OPEN) | SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int x_shm_map(sqlite3_file *file, int page, int size, int extend,
	void volatile **out)
{
	sqlite3_file *real = file_of(file)->real;
	return real->pMethods->xShmMap(real, page, size, extend, out);
}

static int x_shm_lock(sqlite3_file *file, int at, int n, int flags)
{
	sqlite3_file *real = file_of(file)->real;
	return real->pMethods->xShmLock(real, at, n, flags);
}

static void x_shm_barrier(sqlite3_file *file)
{
	sqlite3_file *real = file_of(file)->real;
	real->pMethods->xShmBarrier(real);
}

static int x_shm_unmap(sqlite3_file *file, int drop)
{
	sqlite3_file *real = file_of(file)->real;
	return real->pMethods->xShmUnmap(real, drop);
}

static const sqlite3_io_methods methods = {
	.iVersion = 2, /* no memory map */
	.xClose = x_close,
	.xRead = x_read,
	.xWrite = x_write,
	.xTruncate = x_truncate,
	.xSync = x_sync,
	.xFileSize = x_file_size,
	.xLock = x_lock,
	.xUnlock = x_unlock,
	.xCheckReservedLock = x_check_reserved,
	.xFileControl = x_control,
	.xSectorSize = x_sector_size,
	.xDeviceCharacteristics = x_characteristics,
	.xShmMap = x_shm_map,
	.xShmLock = x_shm_lock,
	.xShmBarrier = x_shm_barrier,
	.xShmUnmap = x_shm_unmap,
};

/* --- the VFS ------------------------------------------------------------------- */

static struct sealed_vfs *vfs_of(sqlite3_vfs *v)
{
	return (struct sealed_vfs *)v;
}

static int v_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
	int *out_flags)
{
	struct sealed_vfs *v = vfs_of(vfs);
	struct sealed_file *f = file_of(file);

	memset(f, 0, sizeof(*f));
	if (!name || !(flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL))) {
		log_error("SQLite asked for a file of kind %x, which is not sealed", flags);
		return SQLITE_CANTOPEN;
	}
	f->vfs = v;
	f->name = name;
	f->wal = flags & SQLITE_OPEN_WAL;
	int rc = v->real->xOpen(v->real, name, f->real, flags, out_flags);
	if (rc == SQLITE_OK) {
		f->base.pMethods = &methods;
	} else if (f->real->pMethods) {
		f->real->pMethods->xClose(f->real);
	}
	return rc;
}

static int v_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
	sqlite3_vfs *real = vfs_of(vfs)->real;
	return real->xDelete(real, name, sync);
}

/* A planted rollback journal must not be played back. */
static int v_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
	sqlite3_vfs *real = vfs_of(vfs)->real;

	if (ends_with(name, "-journal")) {
		*out = 0;
		return SQLITE_OK;
	}
	return real->xAccess(real, name, flags, out);
}

static int v_full_path(sqlite3_vfs *vfs, const char *name, int size, char *out)
{
	sqlite3_vfs *real = vfs_of(vfs)->real;
	return real->xFullPathname(real, name, size, out);
}

static int v_random(sqlite3_vfs *vfs, int n, char *out)
{
	(void)vfs;
	crypto_random(out, (size_t)n);
	return n;
}

static int v_sleep(sqlite3_vfs *vfs, int us)
{
	sqlite3_vfs *real = vfs_of(vfs)->real;
	return real->xSleep(real, us);
}

static int v_time(sqlite3_vfs *vfs, double *out)
{
	sqlite3_vfs *real = vfs_of(vfs)->real;
	return real->xCurrentTime(real, out);
}

static int v_last_error(sqlite3_vfs *vfs, int n, char *out)
{
	sqlite3_vfs *real = vfs_of(vfs)->real;
	return real->xGetLastError(real, n, out);
}

int sealed_vfs_check(sqlite3 *handle, struct err *e)
{
	sqlite3_file *file = NULL;
	sqlite3_int64 size = 0;

	if (sqlite3_file_control(handle, "main", SQLITE_FCNTL_FILE_POINTER, &file) !=
			SQLITE_OK || x_file_size(file, &size) != SQLITE_OK) {
		return err_set(e, ERR_IO, "the database file cannot be read");
	}
	for (int64_t at = 0; at < size; at += PAGE_SIZE) {
		struct piece p = piece_find(false, at);
		if (sealed_check_page(file_of(file), &p) != 0) {
			return err_set(e, ERR_CORRUPT, "page %lld is damaged",
				(long long)(at / PAGE_SIZE + 1));
		}
	}
	return 0;
}

struct sealed_vfs *sealed_vfs_create(const unsigned char *key, bool *log_cut, struct err *e)
{
	sqlite3_vfs *real = sqlite3_vfs_find(NULL);

	if (!real) {
		err_set(e, ERR_DB, "SQLite has no file system layer");
		return NULL;
	}
	struct sealed_vfs *v = xcalloc(1, sizeof(*v));
	v->real = real;
	v->log_cut = log_cut;
	v->keys = secret_alloc(sizeof(*v->keys));
	key_derive(key, "db pages", v->keys->seal);
	key_derive(key, "db id", v->keys->id);
	snprintf(v->name, sizeof(v->name), "sealed-%p", (void *)v);
	v->base = (sqlite3_vfs){
		.iVersion = 1,
		.szOsFile = (int)sizeof(struct sealed_file) + real->szOsFile,
		.mxPathname = real->mxPathname,
		.zName = v->name,
		.xOpen = v_open,
		.xDelete = v_delete,
		.xAccess = v_access,
		.xFullPathname = v_full_path,
		.xRandomness = v_random,
		.xSleep = v_sleep,
		.xCurrentTime = v_time,
		.xGetLastError = v_last_error,
	};
	if (sqlite3_vfs_register(&v->base, 0) != SQLITE_OK) {
		err_set(e, ERR_DB, "the sealing layer could not be registered");
		sealed_vfs_destroy(v);
		return NULL;
	}
	return v;
}

void sealed_vfs_destroy(struct sealed_vfs *v)
{
	if (v) {
		sqlite3_vfs_unregister(&v->base);
		secret_free(v->keys);
		free(v);
	}
}

const char *sealed_vfs_name(const struct sealed_vfs *v)
{
	return v->name;
}

enum sealed_fault sealed_vfs_fault(const struct sealed_vfs *v)
{
	return v->fault;
}
