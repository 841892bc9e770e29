#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fs.h"
#include "lib/pty.h"
#include "unit/unit.h"

/* src/app/demo.sh with the real programs, in pseudo-terminals. Run from the top folder. */
#define FILL_MS 120000

struct place { char *dir, *build, *dir_env, *build_env; };

static int open_place(void **state)
{
	struct place *p = xcalloc(1, sizeof(*p));
	const char *build = getenv("FETTLE_BUILD");

	p->dir = fs_join(unit_dir(), "demo");
	p->build = realpath(build ? build : "build/debug", NULL);
	assert_non_null(p->build);
	p->dir_env = xasprintf("DEMO_DIR=%s", p->dir);
	p->build_env = xasprintf("BUILD=%s", p->build);
	*state = p;
	return 0;
}

static int close_place(void **state)
{
	struct place *p = *state;

	free(p->dir);
	free(p->build);
	free(p->dir_env);
	free(p->build_env);
	free(p);
	return 0;
}

static struct pty *demo(const struct place *p, const char *role)
{
	const char *env[] = {p->dir_env, p->build_env, role, NULL}, *argv[] = {"src/app/demo.sh", NULL};

	return pty_start(24, 80, NULL, env, argv);
}

static void sees(struct pty *t, const char *text)
{
	if (!pty_wait(t, text, FILL_MS)) {
		pty_explain(t, text);
		fail();
	}
}

/* fettled holds this lock as long as it lives. Waits for its end when it is to end. */
static bool serves(const struct place *p)
{
	char *path = fs_join(p->dir, "lock");
	int fd = open(path, O_RDWR | O_CLOEXEC);
	bool free_now = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0;

	assert_true(fd >= 0);
	close(fd);
	free(path);
	return !free_now;
}

static void leaves(struct pty *t)
{
	pty_keys(t, ":quit<Enter>");
	assert_int_equal(pty_exit(t, PTY_MS), 0);
	pty_close(t);
}

static void signs_in_and_stops_what_it_started(void **state)
{
	struct place *p = *state;

	for (int again = 0; again < 2; again++) {
		struct pty *t = demo(p, "ROLE=partner");

		sees(t, "Daesung CNC");
		sees(t, "online");
		assert_true(serves(p));
		leaves(t);
		assert_false(serves(p));
	}
}

static void shares_one_server_and_the_last_stops_it(void **state)
{
	struct place *p = *state;
	struct pty *first = demo(p, "ROLE=partner"), *second;

	sees(first, "Daesung CNC");
	second = demo(p, "ROLE=customer");
	sees(second, "Hanbit Robotics");
	leaves(first);
	assert_true(serves(p));
	sees(second, "online");
	pty_hang_up(second, PTY_MS);
	pty_close(second);
	/* the script ends after the client; the next one waits for it */
	second = demo(p, "ROLE=operator");
	sees(second, "online");
	leaves(second);
	assert_false(serves(p));
}

static void says_what_is_wrong(void **state)
{
	struct place *p = *state;
	struct pty *t = demo(p, "ROLE=boss");

	sees(t, "there is no role boss; there are: partner");
	assert_int_equal(pty_exit(t, PTY_MS), 1);
	pty_close(t);
	assert_false(serves(p));
	free(p->build_env);
	p->build_env = xstrdup("BUILD=/nowhere");
	t = demo(p, "ROLE=partner");
	sees(t, "there is no /nowhere/fettle");
	assert_int_equal(pty_exit(t, PTY_MS), 1);
	pty_close(t);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_place, close_place)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(signs_in_and_stops_what_it_started),
		TEST(shares_one_server_and_the_last_stops_it),
		TEST(says_what_is_wrong),
	};

	if (argc > 1) {
		cmocka_set_test_filter(argv[1]);
	}
	return cmocka_run_group_tests_name("demo", tests, NULL, NULL);
}
