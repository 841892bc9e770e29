#include "src/db/layout.h"

#include "unit/unit.h"

/* Every offset lies in one piece; pieces follow one another on both sides. */
static void pieces_leave_no_gap(void **state)
{
	(void)state;

	for (int wal = 0; wal < 2; wal++) {
		int64_t seen = 0, disk = 0;
		for (int i = 0; i < 50; i++) {
			struct piece p = piece_find(wal, seen);
			assert_int_equal(p.at, seen);
			assert_int_equal(p.disk, disk);
			struct piece last = piece_find(wal, seen + p.size - 1);
			assert_int_equal(last.at, p.at);
			assert_int_equal(last.kind, p.kind);
			assert_true(p.disk_size <= BOX_MAX);
			seen += p.size;
			disk += p.disk_size;
		}
	}
}

/* A log cut short never seems to hold a frame that is not whole. */
static void sizes_of_a_log(void **state)
{
	(void)state;
	enum { SEEN = FRAME_HEAD + PAGE_SIZE };
	int64_t before = 0;

	assert_int_equal(wal_seen_size(0), 0);
	assert_int_equal(wal_disk_size(0), 0);
	for (int64_t frames = 0; frames < 20; frames++) {
		int64_t seen = WAL_HEAD + frames * SEEN;
		assert_int_equal(wal_seen_size(wal_disk_size(seen)), seen);
		/* a cut inside a frame keeps the frame */
		assert_int_equal(wal_disk_size(seen + 1), wal_disk_size(seen + SEEN));
	}
	for (int64_t disk = 1; disk < 20000; disk++) {
		int64_t seen = wal_seen_size(disk);
		assert_true(seen >= before);
		assert_true(seen < WAL_HEAD || wal_disk_size(
			WAL_HEAD + (seen - WAL_HEAD) / SEEN * SEEN) <= disk);
		before = seen;
	}
}

UNIT_TESTS(layout,
	cmocka_unit_test(pieces_leave_no_gap),
	cmocka_unit_test(sizes_of_a_log));
