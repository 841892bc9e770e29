#ifndef DB_LAYOUT_H
#define DB_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Where the pieces of a sealed file lie (see vfs.h). SQLite's offsets are "seen",
 * the file's own "disk". In the database file both are the same.
 */
enum piece_kind { PIECE_PAGE = 1, PIECE_WAL_HEAD, PIECE_FRAME_HEAD, PIECE_FRAME_PAGE };

enum {
	PAGE_SIZE = 4096,
	BOX_EXTRA = 40,      /* nonce and tag */
	WAL_HEAD = 32,
	FRAME_HEAD = 24,
	FRAME_SYNCED = 8,    /* only on disk, behind the frame's header */
	BOX_MAX = PAGE_SIZE + BOX_EXTRA
};

struct piece {
	enum piece_kind kind;
	int64_t at;    /* seen */
	int size;      /* bytes SQLite sees */
	int64_t disk;
	int disk_size; /* sealed bytes, nonce and tag included */
};

/* The piece that holds the seen offset off (>= 0). */
struct piece piece_find(bool wal, int64_t off);
const char *piece_name(enum piece_kind kind);
/* Sizes of a WAL file; a piece that is not whole on disk counts as one byte short. */
int64_t wal_seen_size(int64_t disk);
int64_t wal_disk_size(int64_t seen);

#endif
