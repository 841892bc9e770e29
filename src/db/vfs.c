#include "vfs.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/str.h"
#include "crypto/crypto.h"
#include "layout.h"

_Static_assert(PAGE_SIZE == SEALED_PAGE && BOX_EXTRA == CRYPTO_OVERHEAD, "layout");

enum {
	KEY_ID = 16,
	SALT = 8,
	LOCK_PAGE = 1 << 30 /* SQLite locks bytes here and never writes the page */
};

static const unsigned char sqlite_magic[KEY_ID + 1] = "SQLite format 3";

struct sealed_keys {
	unsigned char seal[CRYPTO_KEY];
	unsigned char id[CRYPTO_KEY]; /* the first KEY_ID bytes open page 1 */
};

struct sealed_vfs {
	sqlite3_vfs base;
	sqlite3_vfs *real;
	struct sealed_keys *keys;
	enum sealed_fault fault;
	char name[48];
};

struct sealed_file {
	sqlite3_file base;
	struct sealed_vfs *vfs;
	const char *name; /* SQLite keeps it as long as the file is open */
	bool wal;
	bool id_seen; /* page 1 began with our key's id */
	/* WAL, in SQLite's offsets, as far as this handle knows */
	int64_t written;
	int64_t synced;
	unsigned char salt[SALT]; /* of the generation written is about */
	unsigned char box[BOX_MAX];
	sqlite3_file real[]; /* vfs->real->szOsFile bytes */
};

enum outcome { GOT, ABSENT, TORN, BLANK, BAD, FAILED };

static struct sealed_file *file_of(sqlite3_file *f)
{
	return (struct sealed_file *)f;
}

/* --- one piece ------------------------------------------------------------ */

enum { PLACE = 9 };

static const unsigned char *place(const struct piece *p, unsigned char ad[PLACE])
{
	ad[0] = (unsigned char)p->kind;
	for (int i = 0; i < 8; i++) {
		ad[1 + i] = (unsigned char)((uint64_t)p->at >> (8 * i));
	}
	return ad;
}

/* Bytes at the head of the piece that stay as they are. */
static size_t unsealed_head(const struct piece *p)
{
	return p->kind == PIECE_PAGE && p->at == 0 ? KEY_ID : 0;
}

static bool open_box(struct sealed_file *f, const struct piece *p)
{
	unsigned char ad[PLACE];
	size_t n = (size_t)p->disk_size - CRYPTO_OVERHEAD;
	size_t skip = unsealed_head(p);

	return unseal_page(f->vfs->keys->seal, f->box + skip, n - skip, place(p, ad),
		PLACE, f->box + n) == 0;
}

static void close_box(struct sealed_file *f, const struct piece *p)
{
	unsigned char ad[PLACE];
	size_t n = (size_t)p->disk_size - CRYPTO_OVERHEAD;
	size_t skip = unsealed_head(p);

	seal_page(f->vfs->keys->seal, f->box + skip, n - skip, place(p, ad), PLACE,
		f->box + n);
}

static bool is_blank(const unsigned char *p, size_t n)
{
	return p[0] == 0 && memcmp(p, p + 1, n - 1) == 0;
}

static void blame(struct sealed_file *f, const struct piece *p, enum sealed_fault why)
{
	if (f->vfs->fault == SEALED_OK) {
		f->vfs->fault = why;
		log_error("%s at %lld does not open", piece_name(p->kind), (long long)p->at);
	}
}

static enum outcome read_box(struct sealed_file *f, const struct piece *p)
{
	sqlite3_int64 size = 0;
	int rc = f->real->pMethods->xRead(f->real, f->box, p->disk_size, p->disk);

	if (rc == SQLITE_OK) {
		return is_blank(f->box, (size_t)p->disk_size) ? BLANK : GOT;
	}
	if (rc != SQLITE_IOERR_SHORT_READ ||
			f->real->pMethods->xFileSize(f->real, &size) != SQLITE_OK) {
		return FAILED;
	}
	return size <= p->disk ? ABSENT : TORN;
}

static enum outcome open_first_page(struct sealed_file *f, const struct piece *p)
{
	bool ours = crypto_equal(f->box, f->vfs->keys->id, KEY_ID);
	bool plain = memcmp(f->box, sqlite_magic, KEY_ID) == 0;
	bool opened = open_box(f, p);

	f->id_seen = ours;
	memcpy(f->box, sqlite_magic, KEY_ID);
	if (opened && ours) {
		return GOT;
	}
	if (!opened && !ours) {
		blame(f, p, plain ? SEALED_NOT_SEALED : SEALED_WRONG_KEY);
	}
	return BAD;
}

/* The piece, opened, in f->box. */
static enum outcome read_piece(struct sealed_file *f, const struct piece *p)
{
	enum outcome r = read_box(f, p);

	if (r == GOT && unsealed_head(p)) {
		r = open_first_page(f, p);
	} else if (r == GOT && !open_box(f, p)) {
		r = BAD;
	}
	if (p->kind == PIECE_PAGE) {
		memset(f->box + PAGE_SIZE - CRYPTO_OVERHEAD, 0, CRYPTO_OVERHEAD);
	}
	return r;
}

/* --- telling a torn tail from damage ---------------------------------------- */

/* Was the WAL up to seen offset end on the disk once, by the word of a frame that
   was written later? salt NULL: any generation. */
static bool once_synced(struct sealed_file *f, int64_t end, const unsigned char *salt)
{
	for (int64_t at = WAL_HEAD;; at += FRAME_HEAD + PAGE_SIZE) {
		struct piece p = piece_find(true, at);
		enum outcome r = read_piece(f, &p);
		uint64_t synced = 0;

		if (r == ABSENT || r == TORN || r == FAILED) {
			return false;
		}
		if (r != GOT || (salt && memcmp(f->box + 8, salt, SALT) != 0)) {
			continue;
		}
		for (int i = 0; i < FRAME_SYNCED; i++) {
			synced |= (uint64_t)f->box[FRAME_HEAD + i] << (8 * i);
		}
		if (synced >= (uint64_t)end) {
			return true;
		}
	}
}

/* Recovery meets a piece that does not open: may the log simply end here? */
static bool log_may_end(struct sealed_file *f, const struct piece *p, enum outcome r)
{
	unsigned char salt[SALT];

	if (p->kind == PIECE_WAL_HEAD) {
		/* one sector: written or not, but not half */
		return r == BLANK && !once_synced(f, WAL_HEAD, NULL);
	}
	struct piece head = piece_find(true, 0);
	if (read_piece(f, &head) != GOT) {
		return false;
	}
	memcpy(salt, f->box + 16, SALT);
	return !once_synced(f, p->at + p->size, salt);
}

/*
 * A crash while the first page was being checkpointed: the WAL has it whole, but
 * SQLite looks at the file's first 100 bytes before it opens the WAL.
 */
static bool stand_in_header(struct sealed_file *f)
{
	static const unsigned char facts[8] = {
		PAGE_SIZE >> 8, PAGE_SIZE & 0xff, 2, 2, CRYPTO_OVERHEAD, 64, 32, 32};
	int exists = 0;

	if (!f->id_seen || f->vfs->real->xAccess(f->vfs->real,
			sqlite3_filename_wal(f->name), SQLITE_ACCESS_EXISTS, &exists) != SQLITE_OK ||
			!exists) {
		return false;
	}
	memset(f->box, 0, PAGE_SIZE);
	memcpy(f->box, sqlite_magic, KEY_ID);
	memcpy(f->box + KEY_ID, facts, sizeof(facts));
	return true;
}

/* --- file methods ------------------------------------------------------------ */

/* whole: SQLite wants all of the piece; recovering: frame header and page at once,
   which only recovery reads. */
static int fetch(struct sealed_file *f, const struct piece *p, bool whole,
	bool recovering)
{
	enum outcome r = read_piece(f, p);

	switch (r) {
	case GOT:
		return SQLITE_OK;
	case ABSENT:
		return SQLITE_IOERR_SHORT_READ;
	case FAILED:
		return SQLITE_IOERR_READ;
	case TORN:
		if (f->wal) {
			return SQLITE_IOERR_SHORT_READ;
		}
		break;
	case BLANK:
	case BAD:
		break;
	}
	if (!f->wal && !whole && p->at == 0 && stand_in_header(f)) {
		return SQLITE_OK;
	}
	if (f->wal && (recovering || p->kind == PIECE_WAL_HEAD) && log_may_end(f, p, r)) {
		memset(f->box, 0, sizeof(f->box));
		return SQLITE_OK;
	}
	blame(f, p, SEALED_DAMAGED);
	return SQLITE_IOERR_DATA;
}

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
		int rc = fetch(f, &p, n == p.size, recovering);
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

static void stamp_frame(struct sealed_file *f, const struct piece *p)
{
	const unsigned char *salt = f->box + 8;

	if (memcmp(f->salt, salt, SALT) != 0) {
		/* another connection began the log anew */
		memcpy(f->salt, salt, SALT);
		f->synced = 0;
	}
	f->synced = p->at < f->synced ? p->at : f->synced;
	for (int i = 0; i < FRAME_SYNCED; i++) {
		f->box[FRAME_HEAD + i] = (unsigned char)((uint64_t)f->synced >> (8 * i));
	}
}

static bool first_page_fits(const unsigned char *page)
{
	return memcmp(page, sqlite_magic, KEY_ID) == 0 && page[16] == PAGE_SIZE >> 8 &&
		page[17] == 0 && page[20] == CRYPTO_OVERHEAD;
}

static int put(struct sealed_file *f, const struct piece *p, const void *buf)
{
	memcpy(f->box, buf, (size_t)p->size);
	if (unsealed_head(p)) {
		if (bug(first_page_fits(f->box))) {
			return SQLITE_IOERR_WRITE;
		}
		memcpy(f->box, f->vfs->keys->id, KEY_ID);
	} else if (p->kind == PIECE_FRAME_HEAD) {
		stamp_frame(f, p);
	} else if (p->kind == PIECE_WAL_HEAD) {
		f->synced = 0;
	}
	close_box(f, p);
	int rc = f->real->pMethods->xWrite(f->real, f->box, p->disk_size, p->disk);
	if (rc == SQLITE_OK) {
		f->written = p->at + p->size;
	}
	return rc;
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
		int rc = put(f, &p, in);
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

/* Reads that run into a checkpoint of another connection fail and are tried again. */
static int check_page(struct sealed_file *f, const struct piece *p)
{
	for (int try = 0; try < 5; try++) {
		enum outcome r = read_piece(f, p);
		if (r == GOT || r == ABSENT || (r == BLANK && p->at == LOCK_PAGE)) {
			return 0;
		}
		sqlite3_sleep(try * 10);
	}
	return -1;
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
		if (check_page(file_of(file), &p) != 0) {
			return err_set(e, ERR_CORRUPT, "page %lld is damaged",
				(long long)(at / PAGE_SIZE + 1));
		}
	}
	return 0;
}

struct sealed_vfs *sealed_vfs_create(const unsigned char *key, struct err *e)
{
	sqlite3_vfs *real = sqlite3_vfs_find(NULL);

	if (!real) {
		err_set(e, ERR_DB, "SQLite has no file system layer");
		return NULL;
	}
	struct sealed_vfs *v = xcalloc(1, sizeof(*v));
	v->real = real;
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
