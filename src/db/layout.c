#include "layout.h"

enum {
	FRAME_SEEN = FRAME_HEAD + PAGE_SIZE,
	HEAD_DISK = WAL_HEAD + BOX_EXTRA,
	FRAME_HEAD_DISK = FRAME_HEAD + FRAME_SYNCED + BOX_EXTRA,
	FRAME_DISK = FRAME_HEAD_DISK + PAGE_SIZE + BOX_EXTRA
};

static struct piece wal_piece(int64_t off)
{
	if (off < WAL_HEAD) {
		return (struct piece){PIECE_WAL_HEAD, 0, WAL_HEAD, 0, HEAD_DISK};
	}
	int64_t frame = (off - WAL_HEAD) / FRAME_SEEN;
	int64_t at = WAL_HEAD + frame * FRAME_SEEN;
	int64_t disk = HEAD_DISK + frame * FRAME_DISK;

	if (off < at + FRAME_HEAD) {
		return (struct piece){PIECE_FRAME_HEAD, at, FRAME_HEAD, disk, FRAME_HEAD_DISK};
	}
	return (struct piece){PIECE_FRAME_PAGE, at + FRAME_HEAD, PAGE_SIZE,
		disk + FRAME_HEAD_DISK, PAGE_SIZE + BOX_EXTRA};
}

struct piece piece_find(bool wal, int64_t off)
{
	if (wal) {
		return wal_piece(off);
	}
	int64_t at = off - off % PAGE_SIZE;
	return (struct piece){PIECE_PAGE, at, PAGE_SIZE, at, PAGE_SIZE};
}

const char *piece_name(enum piece_kind kind)
{
	switch (kind) {
	case PIECE_PAGE:
		return "page";
	case PIECE_WAL_HEAD:
		return "log header";
	case PIECE_FRAME_HEAD:
		return "frame header";
	case PIECE_FRAME_PAGE:
		return "frame";
	}
	return "piece";
}

int64_t wal_seen_size(int64_t disk)
{
	if (disk < HEAD_DISK) {
		return disk > 0 ? WAL_HEAD - 1 : 0;
	}
	int64_t frames = (disk - HEAD_DISK) / FRAME_DISK;
	int64_t rest = (disk - HEAD_DISK) % FRAME_DISK;
	int64_t seen = WAL_HEAD + frames * FRAME_SEEN;

	if (rest >= FRAME_HEAD_DISK) {
		return seen + FRAME_SEEN - 1;
	}
	return seen + (rest ? FRAME_HEAD - 1 : 0);
}

int64_t wal_disk_size(int64_t seen)
{
	if (seen <= 0) {
		return 0;
	}
	if (seen <= WAL_HEAD) {
		return HEAD_DISK;
	}
	return HEAD_DISK + (seen - WAL_HEAD + FRAME_SEEN - 1) / FRAME_SEEN * FRAME_DISK;
}
