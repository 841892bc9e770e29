#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/alloc.h"

#if defined(__SANITIZE_ADDRESS__)
enum { WATCHED = 1 }; /* the sanitizer's shadow is larger than any limit, and its reports need more calls */
#else
enum { WATCHED = 0 };
#endif

/* Debian 12's headers know Landlock's first version. */
#define FS_ALL_1 0x1fffULL
#define FS_REFER (1ULL << 13)
#define FS_TRUNCATE (1ULL << 14)
#define FS_IOCTL (1ULL << 15)
#define NET_ALL 3ULL
#define SCOPE_ALL 3ULL

enum { LOG_MAX = 1 << 20 }; /* the only file it may write: its log */

struct ruleset { uint64_t fs, net, scoped; };

static void allow_folder(int ruleset, const char *path)
{
	struct landlock_path_beneath_attr rule = {.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR};

	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd >= 0) {
		syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
		close(rule.parent_fd);
	}
}

static int landlock(void)
{
	static const char *const folders[] = {"/usr/share/fonts", "/usr/local/share/fonts", "/etc/fonts", "/var/cache/fontconfig", "/usr/share/fontconfig",
		"/usr/share/poppler", "/usr/share/mime", "/usr/lib", "/lib", "/lib64"};
	struct ruleset attr = {.fs = FS_ALL_1};
	size_t size = sizeof(attr.fs);
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	int fd;

	if (abi < 1) {
		return -1;
	}
	attr.fs |= (abi >= 2 ? FS_REFER : 0) | (abi >= 3 ? FS_TRUNCATE : 0) | (abi >= 5 ? FS_IOCTL : 0);
	if (abi >= 4) {
		attr.net = NET_ALL;
		size = 2 * sizeof(uint64_t);
	}
	if (abi >= 6) {
		attr.scoped = SCOPE_ALL;
		size = sizeof(attr);
	}
	fd = (int)syscall(SYS_landlock_create_ruleset, &attr, size, 0);
	if (fd < 0) {
		return -1;
	}
	for (size_t i = 0; i < lengthof(folders); i++) {
		allow_folder(fd, folders[i]);
	}
	/* the loader's list of libraries: a file, so no folder's right fits it */
	struct landlock_path_beneath_attr rule = {.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE, .parent_fd = open("/etc/ld.so.cache", O_PATH | O_CLOEXEC)};

	if (rule.parent_fd >= 0) {
		syscall(SYS_landlock_add_rule, fd, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
		close(rule.parent_fd);
	}
	int r = (int)syscall(SYS_landlock_restrict_self, fd, 0);

	close(fd);
	return r;
}

static const int allowed[] = {
	SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(readv), SCMP_SYS(writev), SCMP_SYS(pread64), SCMP_SYS(close), SCMP_SYS(fstat), SCMP_SYS(newfstatat),
	SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(statx), SCMP_SYS(fstatfs), SCMP_SYS(statfs), SCMP_SYS(lseek), SCMP_SYS(access),
	SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getdents64), SCMP_SYS(getcwd), SCMP_SYS(fcntl), SCMP_SYS(fadvise64),
	SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mprotect), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk),
	SCMP_SYS(futex), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(sched_getaffinity), SCMP_SYS(sched_yield), SCMP_SYS(prctl),
	SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(uname), SCMP_SYS(sysinfo),
	SCMP_SYS(getrandom), SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(gettimeofday), SCMP_SYS(clock_nanosleep), SCMP_SYS(poll), SCMP_SYS(ppoll),
	SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack), SCMP_SYS(setitimer), SCMP_SYS(getrusage),
	SCMP_SYS(tgkill), SCMP_SYS(restart_syscall), SCMP_SYS(exit), SCMP_SYS(exit_group),
};

/* Threads are needed by the fonts' library, processes by none; what asks for a terminal or a name gets a plain no. */
static int filter(void)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int r = ctx ? 0 : -1;

	for (size_t i = 0; r == 0 && i < lengthof(allowed); i++) {
		r = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, allowed[i], 0);
	}
	r = r ? r : seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
	r = r ? r : seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
	r = r ? r : seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOTTY), SCMP_SYS(ioctl), 0);
	r = r ? r : seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOTSOCK), SCMP_SYS(getpeername), 0);
	/* files are opened for reading only, whatever Landlock has to say */
	r = r ? r : seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY));
	r = r ? r : seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(open), 1, SCMP_A1(SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY));
	/* limits may be looked at, not lifted */
	r = r ? r : seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1, SCMP_A2(SCMP_CMP_EQ, 0));
	r = r ? r : seccomp_load(ctx);
	seccomp_release(ctx);
	return r;
}

/* What is lower already stays so. */
static int limit(int what, int64_t n)
{
	struct rlimit now;

	if (!getrlimit(what, &now) && now.rlim_max != RLIM_INFINITY && (int64_t)now.rlim_max < n) {
		n = (int64_t)now.rlim_max;
	}
	return setrlimit(what, &(struct rlimit){.rlim_cur = (rlim_t)n, .rlim_max = (rlim_t)n});
}

int sandbox_enter(const struct sandbox *conf, char note[200], struct err *e)
{
	const char *lost[3];
	size_t n = 0;

	note[0] = '\0';
	if ((!WATCHED && limit(RLIMIT_AS, conf->memory)) || limit(RLIMIT_CPU, conf->seconds) || limit(RLIMIT_NOFILE, 64) || limit(RLIMIT_FSIZE, LOG_MAX) ||
		limit(RLIMIT_CORE, 0)) {
		return err_errno(e, "setrlimit");
	}
	prctl(PR_SET_DUMPABLE, 0);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) {
		return err_errno(e, "prctl");
	}
	if (landlock()) {
		lost[n++] = "Landlock";
	}
	if (filter()) {
		lost[n++] = "seccomp";
	}
	if (n) {
		snprintf(note, 200, "sandbox without %s%s%s: this kernel has it not", lost[0], n > 1 ? " and " : "", n > 1 ? lost[1] : "");
	}
	return 0;
}

void sandbox_time(int ms)
{
	setitimer(ITIMER_PROF, &(struct itimerval){.it_value = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000}}, NULL);
}
