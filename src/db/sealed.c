#include "sealed.h"

#include <string.h>

#include "base/fault.h"
#include "base/log.h"

_Static_assert(PAGE_SIZE == SEALED_PAGE && BOX_EXTRA == CRYPTO_OVERHEAD, "layout");

enum { LOCK_PAGE = 1 << 30 /* SQLite locks bytes here and never writes the page */ };

static const unsigned char sqlite_magic[KEY_ID + 1] = "SQLite format 3";

enum outcome { GOT, ABSENT, TORN, BLANK, BAD, FAILED };

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

/* --- the three entrances -------------------------------------------------- */

int sealed_fetch(struct sealed_file *f, const struct piece *p, bool whole,
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
	if (f->wal && (recovering || p->kind == PIECE_WAL_HEAD)) {
		bool torn = log_may_end(f, p, r);

		if (!torn && f->vfs->log_cut) {
			*f->vfs->log_cut = true;
		}
		if (torn || f->vfs->log_cut) {
			memset(f->box, 0, sizeof(f->box));
			return SQLITE_OK;
		}
	}
	blame(f, p, SEALED_DAMAGED);
	return SQLITE_IOERR_DATA;
}

/* Has another connection written what lies before this frame? */
static bool goes_on_behind(const struct sealed_file *f, const struct piece *p, bool anew)
{
	return p->at > WAL_HEAD && (anew || p->at > f->written);
}

static int stamp_frame(struct sealed_file *f, const struct piece *p)
{
	const unsigned char *salt = f->box + 8;
	bool anew = memcmp(f->salt, salt, SALT) != 0;

	if (anew) {
		/* another connection began the log anew */
		memcpy(f->salt, salt, SALT);
		f->synced = 0;
	}
	f->synced = p->at < f->synced ? p->at : f->synced;
	if (goes_on_behind(f, p, anew)) {
		/* else many who write once each would vouch for nothing */
		int rc = f->real->pMethods->xSync(f->real, SQLITE_SYNC_NORMAL);
		if (rc != SQLITE_OK) {
			return rc;
		}
		f->synced = p->at;
	}
	for (int i = 0; i < FRAME_SYNCED; i++) {
		f->box[FRAME_HEAD + i] = (unsigned char)((uint64_t)f->synced >> (8 * i));
	}
	return SQLITE_OK;
}

static bool first_page_fits(const unsigned char *page)
{
	return memcmp(page, sqlite_magic, KEY_ID) == 0 && page[16] == PAGE_SIZE >> 8 &&
		page[17] == 0 && page[20] == CRYPTO_OVERHEAD;
}

int sealed_put(struct sealed_file *f, const struct piece *p, const void *buf)
{
	int rc = SQLITE_OK;

	memcpy(f->box, buf, (size_t)p->size);
	if (unsealed_head(p)) {
		if (bug(first_page_fits(f->box))) {
			return SQLITE_IOERR_WRITE;
		}
		memcpy(f->box, f->vfs->keys->id, KEY_ID);
	} else if (p->kind == PIECE_FRAME_HEAD) {
		rc = stamp_frame(f, p);
	} else if (p->kind == PIECE_WAL_HEAD) {
		f->synced = 0;
	}
	if (rc != SQLITE_OK) {
		return rc;
	}
	close_box(f, p);
	rc = f->real->pMethods->xWrite(f->real, f->box, p->disk_size, p->disk);
	if (rc == SQLITE_OK) {
		f->written = p->at + p->size;
	}
	return rc;
}

/* Reads that run into a checkpoint of another connection fail and are tried again. */
int sealed_check_page(struct sealed_file *f, const struct piece *p)
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
