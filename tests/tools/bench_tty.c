#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>

#include "base/alloc.h"
#include "base/fault.h"
#include "base/str.h"
#include "lib/usage.h"

/*
 * What a program costs on a terminal of 80x24, seen from outside: starts it in a
 * pseudo-terminal, types at it, and prints lines "NAME<tab>metric<tab>value".
 *
 *	bench_tty NAME [STEP...] -- PROGRAM [WORD...]
 *
 *	env=NAME=VALUE   for the program; before all others
 *	until=TEXT       the start is over when TEXT was written; before all others too
 *	link=RTT,BPS     times as over such a line: reckoned from when each byte was written
 *	prep=KEYS        typed and not measured
 *	key:ID=N*KEYS    N times all KEYS, each time waiting for what they cause
 *	rest:ID=N*KEYS   the same, with a rest of a quarter of a second after each
 *	each:ID=KEYS     KEYS one by one, each measured
 *	burst:ID=N*KEYS  N times KEYS in one write
 *	held:ID=N*KEYS   N times KEYS, ten a second, whether the screen keeps up or not
 *	idle=SECONDS
 *	quit=KEYS, hangup=   how it ends: by keys or by SIGHUP
 *	record=FILE      all that it wrote so far
 *
 * start_ms: from exec to the frame with TEXT; settled_ms: to the last byte before silence;
 * ID_ms: from the key to the last byte it caused, median; ID_worst; ID_us: processor time
 * a key; ID_bytes a key. KEYS are bytes; <Down> and its kin stand for keys with a name.
 */
enum { ROWS = 24, COLS = 80, GAP_MS = 8, SETTLE_MS = 100, SILENT_MS = 250, LIMIT_MS = 60000, SAMPLES = 1000 };

struct bench {
	const char *name, *until;
	int fd, pidfd;
	pid_t pid;
	struct str out;
	struct termios before;
	double born, last;        /* when it was started; when bytes came last */
	double rtt, bps, arrived; /* the line; when it was through with all bytes so far */
	double ended;             /* 0: runs */
};

static double now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static void put(const struct bench *b, const char *id, const char *metric, double v)
{
	printf("%s\t%s%s%s\t%.4f\n", b->name, id, *id ? "_" : "", metric, v);
}

/* ---- the terminal ---- */

static void type(struct bench *b, const char *bytes, size_t n);

/* What a terminal is asked and a program may wait for. */
static void answer(struct bench *b, const char *text, size_t n)
{
	static const char *const asked[][2] = {{"\033[6n", "\033[1;1R"}, {"\033[c", "\033[?62;22c"}, {"\033[5n", "\033[0n"}};

	for (size_t i = 0; i < lengthof(asked); i++) {
		if (memmem(text, n, asked[i][0], strlen(asked[i][0]))) {
			type(b, asked[i][1], strlen(asked[i][1]));
		}
	}
}

static void arrive(struct bench *b, size_t n)
{
	double from = b->last + b->rtt / 2;

	b->arrived = from > b->arrived ? from : b->arrived;
	b->arrived += b->bps > 0 ? (double)n * 1e3 / b->bps : 0;
}

/* Waits up to ms; true when bytes came. */
static bool pump(struct bench *b, double ms)
{
	struct pollfd fds[2] = {{.fd = b->fd, .events = POLLIN}, {.fd = b->ended > 0 ? -1 : b->pidfd, .events = POLLIN}};
	struct timespec ts = {(time_t)(ms / 1e3), (long)(ms * 1e6) % 1000000000};
	char buf[65536];

	if (ms < 0 || ppoll(fds, 2, &ts, NULL) <= 0) {
		return false;
	}
	if (fds[1].revents) {
		b->ended = now_ms();
	}
	ssize_t n = read(b->fd, buf, sizeof(buf));
	if (n <= 0) {
		return false;
	}
	b->last = now_ms();
	str_addn(&b->out, buf, (size_t)n);
	arrive(b, (size_t)n);
	answer(b, buf, (size_t)n);
	return true;
}

static void type(struct bench *b, const char *bytes, size_t n)
{
	while (n > 0 && b->ended == 0) {
		ssize_t k = write(b->fd, bytes, n);
		if (k > 0) {
			bytes += k;
			n -= (size_t)k;
		} else {
			pump(b, 10);
		}
	}
}

/* Until nothing came for gap ms and no thread of the program runs; the first byte may take longer. */
static bool settle(struct bench *b, double gap, double first)
{
	double from = now_ms(), busy = 0;
	bool any = false;

	while (b->ended == 0 && now_ms() - from < LIMIT_MS) {
		if (pump(b, gap)) {
			any = true;
			busy = 0;
		} else if (!any && now_ms() - from < first) {
			continue;
		} else if (usage_of(b->pid, false).running && (busy == 0 || now_ms() - busy < 2000)) {
			busy = busy > 0 ? busy : now_ms();
		} else {
			break;
		}
	}
	return any;
}

/* ---- keys ---- */

/* One key of KEYS into out; answers what follows it. */
static const char *one_key(const char *s, struct str *out)
{
	static const struct { const char *name, *bytes; } named[] = {
		{"<Down>", "\033OB"}, {"<Up>", "\033OA"}, {"<PgDn>", "\033[6~"}, {"<PgUp>", "\033[5~"}, {"<Enter>", "\r"},
		{"<Esc>", "\033"}, {"<BS>", "\177"}, {"<F10>", "\033[21~"}, {"<C-c>", "\003"}, {"<C-u>", "\025"},
		{"<C-x>", "\030"}, {"<C-v>", "\026"}, {"<C-y>", "\031"},
	};

	for (size_t i = 0; i < lengthof(named); i++) {
		if (starts_with(s, named[i].name)) {
			str_add(out, named[i].bytes);
			return s + strlen(named[i].name);
		}
	}
	str_addc(out, *s);
	return s + 1;
}

static void all_keys(const char *s, struct str *out)
{
	while (*s) {
		s = one_key(s, out);
	}
}

/* "N*KEYS"; without a number once. */
static int times(const char **keys)
{
	char *end;
	long n = strtol(*keys, &end, 10);

	if (n > 0 && *end == '*') {
		*keys = end + 1;
		return (int)n;
	}
	return 1;
}

/* ---- measuring ---- */

struct phase {
	const char *id;
	int n, silent;
	double ms[SAMPLES];
	struct usage before;
	size_t bytes;
};

static void phase_begin(struct phase *p, const char *id, struct bench *b)
{
	p->id = id;
	p->n = p->silent = 0;
	p->before = usage_of(b->pid, false);
	p->bytes = b->out.len;
}

static void phase_sample(struct phase *p, double ms)
{
	if (p->n < SAMPLES) {
		p->ms[p->n++] = ms;
	}
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void phase_end(struct phase *p, const struct bench *b, int keys)
{
	struct usage after = usage_of(b->pid, false);

	qsort(p->ms, (size_t)p->n, sizeof(*p->ms), by_size);
	if (p->n > 0) {
		put(b, p->id, "ms", p->ms[p->n / 2]);
		put(b, p->id, "worst", p->ms[p->n - 1]);
	}
	put(b, p->id, "bytes", (double)(b->out.len - p->bytes) / keys);
	if (b->ended == 0) {
		put(b, p->id, "us", (after.cpu_us - p->before.cpu_us) / keys);
	}
	put(b, p->id, "silent", p->silent);
}

/* Types and waits for what it causes; with a line, when that has arrived. */
static void measure(struct bench *b, struct phase *p, const struct str *bytes, double gap)
{
	double from = now_ms();

	type(b, bytes->s, bytes->len);
	if (settle(b, gap, SILENT_MS)) {
		phase_sample(p, (b->bps > 0 ? b->arrived + b->rtt / 2 : b->last) - from);
	} else {
		p->silent++;
	}
}

static void key_phase(struct bench *b, const char *id, const char *keys, double gap)
{
	struct str bytes = STR_INIT;
	struct phase p;
	int n = times(&keys);

	all_keys(keys, &bytes);
	phase_begin(&p, id, b);
	for (int i = 0; i < n; i++) {
		measure(b, &p, &bytes, gap);
	}
	phase_end(&p, b, n);
	str_finish(&bytes);
}

static void step_key(struct bench *b, const char *id, const char *keys)
{
	key_phase(b, id, keys, GAP_MS);
}

static void step_rest(struct bench *b, const char *id, const char *keys)
{
	key_phase(b, id, keys, SILENT_MS);
}

static void step_each(struct bench *b, const char *id, const char *keys)
{
	struct str bytes = STR_INIT;
	struct phase p;
	int n = 0;

	phase_begin(&p, id, b);
	for (; *keys; n++) {
		str_clear(&bytes);
		keys = one_key(keys, &bytes);
		measure(b, &p, &bytes, GAP_MS);
	}
	phase_end(&p, b, n ? n : 1);
	str_finish(&bytes);
}

static void step_burst(struct bench *b, const char *id, const char *keys)
{
	struct str bytes = STR_INIT;
	struct phase p;
	int n = times(&keys);

	for (int i = 0; i < n; i++) {
		all_keys(keys, &bytes);
	}
	phase_begin(&p, id, b);
	measure(b, &p, &bytes, SETTLE_MS);
	phase_end(&p, b, n);
	str_finish(&bytes);
}

static void step_held(struct bench *b, const char *id, const char *keys)
{
	struct str bytes = STR_INIT;
	struct phase p;
	int n = times(&keys);
	double next = now_ms();

	all_keys(keys, &bytes);
	phase_begin(&p, id, b);
	for (int i = 0; i < n; i++, next += 100) {
		while (now_ms() < next) {
			pump(b, next - now_ms());
		}
		type(b, bytes.s, bytes.len);
	}
	settle(b, SETTLE_MS, SILENT_MS);
	phase_sample(&p, (b->bps > 0 ? b->arrived + b->rtt / 2 : b->last) - (next - 100));
	phase_end(&p, b, n);
	str_finish(&bytes);
}

static void step_prep(struct bench *b, const char *keys)
{
	struct str bytes = STR_INIT;

	all_keys(keys, &bytes);
	type(b, bytes.s, bytes.len);
	settle(b, SETTLE_MS, SILENT_MS);
	str_finish(&bytes);
}

static void step_idle(struct bench *b, double seconds)
{
	settle(b, SILENT_MS, SILENT_MS);

	struct usage u = usage_of(b->pid, true), v;
	size_t bytes = b->out.len;
	double until = now_ms() + seconds * 1e3;

	put(b, "", "rss_kb", (double)u.rss_kb);
	put(b, "", "pss_kb", (double)u.pss_kb);
	while (now_ms() < until && b->ended == 0) {
		pump(b, until - now_ms());
	}
	v = usage_of(b->pid, false);
	put(b, "idle", "wakes", (double)(v.wakes - u.wakes));
	put(b, "idle", "bytes", (double)(b->out.len - bytes));
	put(b, "idle", "us", seconds > 0 ? (v.cpu_us - u.cpu_us) / seconds : 0);
}

/* ---- the end ---- */

/* Was the last of the two that was written the second (or neither)? */
static bool undone(const struct bench *b, const char *on, const char *off)
{
	const char *p = str_c(&b->out), *last_on = NULL, *last_off = NULL;

	for (const char *q = p; (q = strstr(q, on)); q++) {
		last_on = q;
	}
	for (const char *q = p; (q = strstr(q, off)); q++) {
		last_off = q;
	}
	return !last_on || (last_off && last_off > last_on);
}

static bool restored(const struct bench *b)
{
	struct termios now;

	return tcgetattr(b->fd, &now) == 0 && now.c_iflag == b->before.c_iflag && now.c_oflag == b->before.c_oflag
		&& now.c_lflag == b->before.c_lflag && undone(b, "\033[?1049h", "\033[?1049l") && undone(b, "\033[?2004h", "\033[?2004l")
		&& undone(b, "\033[?25l", "\033[?25h") && undone(b, "\033[?1000h", "\033[?1000l") && undone(b, "\033[?1h", "\033[?1l");
}

static void step_end(struct bench *b, const char *keys)
{
	struct str bytes = STR_INIT;
	double from = now_ms();

	if (keys) {
		all_keys(keys, &bytes);
		type(b, bytes.s, bytes.len);
	} else {
		kill(b->pid, SIGHUP);
	}
	while (b->ended == 0 && now_ms() - from < 5000) {
		pump(b, 100);
	}
	pump(b, 20);
	put(b, keys ? "quit" : "hangup", "ms", (b->ended > 0 ? b->ended : now_ms()) - from);
	put(b, keys ? "quit" : "hangup", "restored", b->ended > 0 && restored(b));
	str_finish(&bytes);
}

/* ---- the start ---- */

static void child(char **env, int nenv, char **argv, int tty)
{
	static const char *const kept[] = {"PATH", "HOME", "USER", "TZ"};
	char *pairs[64];
	int n = 0;

	for (size_t i = 0; i < lengthof(kept); i++) {
		if (getenv(kept[i])) {
			pairs[n++] = xasprintf("%s=%s", kept[i], getenv(kept[i]));
		}
	}
	pairs[n++] = xstrdup("TERM=xterm-256color");
	pairs[n++] = xstrdup("LC_ALL=C.UTF-8");
	for (int i = 0; i < nenv && n < 63; i++) {
		pairs[n++] = env[i];
	}
	pairs[n] = NULL;
	login_tty(tty);
	execvpe(argv[0], argv, pairs);
	_exit(127);
}

static void start(struct bench *b, char **env, int nenv, char **argv)
{
	struct winsize ws = {.ws_row = ROWS, .ws_col = COLS};
	int tty;

	must(openpty(&b->fd, &tty, NULL, NULL, &ws) == 0);
	must(tcgetattr(b->fd, &b->before) == 0);
	fcntl(b->fd, F_SETFD, FD_CLOEXEC);
	fcntl(tty, F_SETFD, FD_CLOEXEC);
	fcntl(b->fd, F_SETFL, O_NONBLOCK);
	b->born = now_ms();
	b->pid = fork();
	must(b->pid >= 0);
	if (b->pid == 0) {
		child(env, nenv, argv, tty);
	}
	/* this end is kept open: what the program leaves behind is read after its end */
	b->pidfd = pidfd_open(b->pid, 0);
	must(b->pidfd >= 0);
}

static void first_frame(struct bench *b)
{
	double hit = 0;

	while (b->ended == 0 && now_ms() - b->born < LIMIT_MS && hit == 0) {
		pump(b, 1000);
		hit = b->out.len > 0 && strstr(str_c(&b->out), b->until) ? b->last : 0;
	}
	if (hit == 0) {
		fprintf(stderr, "bench_tty: %s never wrote \"%s\"\n%.*s\n", b->name, b->until, (int)b->out.len, str_c(&b->out));
		kill(b->pid, SIGKILL);
		exit(1);
	}
	put(b, "start", "ms", (b->bps > 0 ? b->arrived + b->rtt / 2 : hit) - b->born);
	put(b, "frame", "early_bytes", (double)b->out.len);
	settle(b, SETTLE_MS, 0);
	put(b, "start", "settled_ms", b->last - b->born);
	put(b, "start", "cpu_ms", usage_of(b->pid, false).cpu_us / 1e3);
	put(b, "frame", "bytes", (double)b->out.len);
}

/* ---- steps ---- */

/* "WORD:ID=REST" or "WORD=REST": cuts it up; false when it is not of that word. */
static bool is_step(const char *step, const char *word, char id[32], const char **rest)
{
	size_t n = strlen(word), len;

	if (strncmp(step, word, n) || (step[n] != ':' && step[n] != '=')) {
		return false;
	}
	len = step[n] == ':' ? strcspn(step + n + 1, "=") : 0;
	snprintf(id, 32, "%.*s", (int)len, step + n + 1);
	*rest = step + n + (step[n] == ':' ? len + 2 : 1);
	return true;
}

static void step_record(const struct bench *b, const char *path)
{
	FILE *f = fopen(path, "we");

	must(f && fwrite(b->out.s, 1, b->out.len, f) == b->out.len);
	fclose(f);
}

static void run_step(struct bench *b, const char *step)
{
	static const struct { const char *word; void (*fn)(struct bench *b, const char *id, const char *keys); } phases[] = {
		{"key", step_key}, {"rest", step_rest}, {"each", step_each}, {"burst", step_burst}, {"held", step_held}};
	const char *rest;
	char id[32];

	for (size_t i = 0; i < lengthof(phases); i++) {
		if (is_step(step, phases[i].word, id, &rest)) {
			phases[i].fn(b, id, rest);
			return;
		}
	}
	if (is_step(step, "prep", id, &rest)) {
		step_prep(b, rest);
	} else if (is_step(step, "idle", id, &rest)) {
		step_idle(b, (double)atol(rest));
	} else if (is_step(step, "record", id, &rest)) {
		step_record(b, rest);
	} else if (is_step(step, "quit", id, &rest)) {
		step_end(b, rest);
	} else if (is_step(step, "hangup", id, &rest)) {
		step_end(b, NULL);
	} else {
		fprintf(stderr, "bench_tty: what is \"%s\"?\n", step);
		exit(2);
	}
}

static int help(void)
{
	fprintf(stderr, "bench_tty NAME [STEP...] -- PROGRAM [WORD...]\n");
	return 2;
}

int main(int argc, char **argv)
{
	struct bench b = {.name = argc > 1 ? argv[1] : "", .until = ""};
	char *env[32], id[32];
	int nenv = 0, i = 2, steps = 0;
	const char *rest;
	char *step[64];

	for (; i < argc && strcmp(argv[i], "--"); i++) {
		if (is_step(argv[i], "env", id, &rest) && nenv < (int)lengthof(env)) {
			env[nenv++] = argv[i] + strlen("env=");
		} else if (is_step(argv[i], "until", id, &rest)) {
			b.until = rest;
		} else if (is_step(argv[i], "link", id, &rest)) {
			b.rtt = (double)atol(rest);
			b.bps = strchr(rest, ',') ? (double)atol(strchr(rest, ',') + 1) : 0;
		} else if (steps < (int)lengthof(step)) {
			step[steps++] = argv[i];
		}
	}
	if (i + 1 >= argc) {
		return help();
	}
	start(&b, env, nenv, argv + i + 1);
	first_frame(&b);
	for (int k = 0; k < steps; k++) {
		run_step(&b, step[k]);
	}
	if (b.ended == 0) {
		kill(b.pid, SIGKILL);
	}
	waitpid(b.pid, NULL, 0);
	str_finish(&b.out);
	return 0;
}
