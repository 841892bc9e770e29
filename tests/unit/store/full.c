#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fs.h"
#include "help.h"

/*
 * A full disk: said, nothing that was kept is lost, and it works again once there is room. On a small file system of its own in
 * a child, where that is allowed.
 */
enum { CANNOT = 77 };

static int fill_up(struct store *s, int *kept, struct err *e)
{
	char *big = xcalloc(1, 20001);

	memset(big, 'x', 20000);
	for (*kept = 0; *kept < 2000; ++*kept) {
		char id[16];
		snprintf(id, sizeof(id), "r%d", *kept);
		if (store_draft_put(s, "quote", id, big, e)) {
			free(big);
			return -1;
		}
	}
	free(big);
	return 0;
}

static void in_child(const char *dir)
{
	char *ballast = fs_join(dir, "ballast"), *home = fs_join(dir, "home"), zero[65536] = {0};
	struct err e = ERR_NONE;
	struct arena a;
	int kept = 0;

	arena_init(&a);
	if (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) || mount("none", dir, "tmpfs", 0, "size=6m")) {
		_exit(CANNOT);
	}
	int fd = open(ballast, O_WRONLY | O_CREAT, 0600);
	for (int i = 0; i < 16; i++) {
		if (write(fd, zero, sizeof(zero)) != sizeof(zero)) {
			_exit(1);
		}
	}
	close(fd);
	struct store *s = help_store(home);
	if (fill_up(s, &kept, &e) == 0 || e.code != ERR_DISK_FULL || kept < 5) {
		printf("kept %d: %s %s\n", kept, err_slug(e.code), e.text);
		_exit(2);
	}
	/* reading goes on, here and after a restart */
	char last[16];
	snprintf(last, sizeof(last), "r%d", kept - 1);
	if (!store_draft(s, "quote", last, &a)) {
		_exit(3);
	}
	unlink(ballast);
	if (store_draft_put(s, "quote", "after", "{}", &e)) {
		printf("after: %s %s\n", err_slug(e.code), e.text);
		_exit(4);
	}
	store_close(s);
	s = help_open(home);
	_exit(!store_rebuilt(s) && store_draft(s, "quote", last, &a) && store_draft(s, "quote", "after", &a) ? 0 : 5);
}

static void a_full_disk_is_said_and_survived(void **state)
{
	(void)state;
	const char *dir = unit_dir();
	int status;

	pid_t pid = fork();
	if (pid == 0) {
		in_child(dir);
	}
	waitpid(pid, &status, 0);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == CANNOT) {
		print_message("skipped: may not mount a small file system\n");
		skip();
	}
	assert_int_equal(WEXITSTATUS(status), 0);
}

UNIT_TESTS(full, cmocka_unit_test(a_full_disk_is_said_and_survived));
