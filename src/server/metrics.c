#include "metrics.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/fs.h"
#include "crypto/crypto.h"
#include "doorbell.h"
#include "server.h"
#include "server/request.h"

enum { ROUTES_MAX = 128, TOKEN_LEAST = 16, TOKEN_FILE_MAX = 4096 };

/* What is answered; anything else is counted as 0, "other". */
static const int statuses[] = {200, 201, 204, 206, 304, 400, 401, 403, 404, 405, 408, 409, 410, 411, 412, 413, 415, 416, 422,
	428, 429, 431, 500, 503, 507, 0};

static const int64_t bounds_us[] = {500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 2500000,
	5000000, 10000000};

struct of_route {
	atomic_ullong by_status[lengthof(statuses)];
	atomic_ullong in[lengthof(bounds_us) + 1]; /* the last: longer than all */
	atomic_ullong sum_us;
};

struct metrics {
	struct of_route routes[ROUTES_MAX + 1];    /* the last: no route */
	atomic_ullong faults[ERR_COUNT];
	pthread_mutex_t lock;
	bool has_token;
	unsigned char token[CRYPTO_HASH];          /* its hash; under lock */
};

struct metrics *metrics_create(void)
{
	struct metrics *m = xcalloc(1, sizeof(*m));

	pthread_mutex_init(&m->lock, NULL);
	return m;
}

void metrics_destroy(struct metrics *m)
{
	if (m) {
		pthread_mutex_destroy(&m->lock);
		free(m);
	}
}

static void add(atomic_ullong *n, unsigned long long by)
{
	atomic_fetch_add_explicit(n, by, memory_order_relaxed);
}

static unsigned long long get(const atomic_ullong *n)
{
	return atomic_load_explicit(n, memory_order_relaxed);
}

static size_t row_of(const struct route *route)
{
	size_t i = route ? (size_t)(route - routes) : ROUTES_MAX;

	return i < ROUTES_MAX ? i : ROUTES_MAX;
}

void metrics_answer(struct metrics *m, const struct route *route, int status, int64_t us)
{
	struct of_route *r = &m->routes[row_of(route)];
	size_t s = 0, b = 0;

	while (statuses[s] && statuses[s] != status) {
		s++;
	}
	add(&r->by_status[s], 1);
	/* an event stream is open for as long as somebody listens: no latency */
	if (route && streq(route->name, "doorbell")) {
		return;
	}
	while (b < lengthof(bounds_us) && us > bounds_us[b]) {
		b++;
	}
	add(&r->in[b], 1);
	add(&r->sum_us, us > 0 ? (unsigned long long)us : 0);
}

void metrics_fault(struct metrics *m, enum errcode code)
{
	if ((unsigned)code < ERR_COUNT) {
		add(&m->faults[code], 1);
	}
}

/* ---- writing ---- */

static void head(struct str *out, const char *name, const char *type, const char *help)
{
	str_addf(out, "# HELP fettled_%s %s\n# TYPE fettled_%s %s\n", name, help, name, type);
}

static void one(struct str *out, const char *name, const char *type, const char *help, unsigned long long v)
{
	head(out, name, type, help);
	str_addf(out, "fettled_%s %llu\n", name, v);
}

static const char *name_of(size_t row)
{
	return row < nroutes ? routes[row].name : "none";
}

static bool is_row(size_t row)
{
	return row < nroutes || row == ROUTES_MAX;
}

static void write_requests(const struct metrics *m, struct str *out)
{
	head(out, "requests_total", "counter", "Requests answered, by route and status.");
	for (size_t row = 0; row <= ROUTES_MAX; row++) {
		for (size_t s = 0; is_row(row) && s < lengthof(statuses); s++) {
			unsigned long long n = get(&m->routes[row].by_status[s]);
			if (n && statuses[s]) {
				str_addf(out, "fettled_requests_total{route=\"%s\",status=\"%d\"} %llu\n", name_of(row), statuses[s], n);
			} else if (n) {
				str_addf(out, "fettled_requests_total{route=\"%s\",status=\"other\"} %llu\n", name_of(row), n);
			}
		}
	}
}

static void write_latency(const struct metrics *m, size_t row, struct str *out)
{
	const struct of_route *r = &m->routes[row];
	const char *name = name_of(row);
	unsigned long long all = 0, counts[lengthof(bounds_us) + 1];

	for (size_t i = 0; i <= lengthof(bounds_us); i++) {
		counts[i] = all += get(&r->in[i]);
	}
	if (all == 0) {
		return;
	}
	for (size_t i = 0; i < lengthof(bounds_us); i++) {
		str_addf(out, "fettled_request_seconds_bucket{route=\"%s\",le=\"%g\"} %llu\n", name, (double)bounds_us[i] / 1e6, counts[i]);
	}
	str_addf(out, "fettled_request_seconds_bucket{route=\"%s\",le=\"+Inf\"} %llu\n", name, all);
	str_addf(out, "fettled_request_seconds_sum{route=\"%s\"} %.6f\n", name, (double)get(&r->sum_us) / 1e6);
	str_addf(out, "fettled_request_seconds_count{route=\"%s\"} %llu\n", name, all);
}

static void write_latencies(const struct metrics *m, struct str *out)
{
	head(out, "request_seconds", "histogram", "Time from a request's headers to the end of its answer, but for event streams.");
	for (size_t row = 0; row <= ROUTES_MAX; row++) {
		if (is_row(row)) {
			write_latency(m, row, out);
		}
	}
}

static void write_faults(const struct metrics *m, struct str *out)
{
	static const enum errcode of_database[] = {ERR_DB, ERR_DB_RETRY, ERR_DISK_FULL, ERR_CORRUPT, ERR_IO};

	head(out, "faults_total", "counter", "Requests that failed on the server's side, by code.");
	for (int i = 0; i < ERR_COUNT; i++) {
		bool always = false;
		for (size_t k = 0; k < lengthof(of_database); k++) {
			always |= of_database[k] == (enum errcode)i;
		}
		unsigned long long n = get(&m->faults[i]);
		if (n || always) {
			str_addf(out, "fettled_faults_total{code=\"%s\"} %llu\n", err_slug((enum errcode)i), n);
		}
	}
}

static void write_writer(const struct server *s, struct str *out)
{
	struct writer_facts f;

	writer_facts(s->writer, &f);
	one(out, "writable", "gauge", "1 while writes are committed, 0 when the last failed or one is stuck.", writer_healthy(s->writer));
	one(out, "write_queue", "gauge", "Writes that wait for the writer.", f.waiting);
	one(out, "commit_failures_total", "counter", "Groups of writes that were not committed.", f.failed);
	one(out, "commit_retries_total", "counter", "Groups of writes that were run again after a soft failure of the database.", f.retried);
	head(out, "commit_group", "histogram", "Writes that were committed together.");
	unsigned long long all = 0;
	for (int i = 0; i < WRITER_GROUPS; i++) {
		all += f.groups[i];
		str_addf(out, "fettled_commit_group_bucket{le=\"%d\"} %llu\n", 1 << i, all);
	}
	str_addf(out, "fettled_commit_group_bucket{le=\"+Inf\"} %llu\nfettled_commit_group_sum %llu\nfettled_commit_group_count %llu\n",
		all, f.jobs, all);
}

static unsigned long long resident(void)
{
	struct str text = STR_INIT;
	long long pages = 0;

	/* "all resident shared ..." in pages */
	if (fs_read("/proc/self/statm", 256, &text, NULL) == 0) {
		char *rest = text.s;
		strsep(&rest, " ");
		char *second = strsep(&rest, " ");
		pages = second && parse_i64(second, &pages) ? pages : 0;
	}
	str_finish(&text);
	return (unsigned long long)(pages * sysconf(_SC_PAGESIZE));
}

void metrics_write(const struct server *s, struct str *out)
{
	struct bell_facts bell;
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(s->mhd, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);

	head(out, "build_info", "gauge", "Version and database engine.");
	str_addf(out, "fettled_build_info{version=\"%s\",database=\"%s\"} 1\n", FETTLED_VERSION,
		db_engine(s->writer_db) == DB_SQLITE ? "sqlite" : "postgresql");
	one(out, "start_time_seconds", "gauge", "When it began to serve, seconds since 1970.", (unsigned long long)(s->started / 1000));
	one(out, "resident_memory_bytes", "gauge", "Memory in use.", resident());
	one(out, "connections", "gauge", "Connections that are open.", info ? info->num_connections : 0);
	one(out, "requests_under_way", "gauge", "Requests being answered now, event streams among them.",
		(unsigned long long)atomic_load(&s->exchanges));
	bell_facts(s->bell, &bell);
	one(out, "doorbells", "gauge", "Event streams that are open.", bell.streams);
	one(out, "doorbells_opened_total", "counter", "Event streams opened since the start.", bell.opened);
	one(out, "feed_position", "gauge", "Number of the newest change that clients were told of.", (unsigned long long)bell.n);
	write_writer(s, out);
	write_faults(s->metrics, out);
	write_requests(s->metrics, out);
	write_latencies(s->metrics, out);
}

/* ---- the token ---- */

int metrics_token_load(struct metrics *m, const char *path, struct err *e)
{
	struct str text = STR_INIT;
	unsigned char hash[CRYPTO_HASH];

	if (*path && (tls_check_mode(path, e) < 0 || fs_read(path, TOKEN_FILE_MAX, &text, e) < 0)) {
		return -1;
	}
	size_t n = strcspn(str_c(&text), " \t\r\n");
	bool given = *path != '\0', fits = n >= TOKEN_LEAST;
	sha256(str_c(&text), n, hash);
	if (text.s) {
		crypto_wipe(text.s, text.len);
	}
	str_finish(&text);
	if (given && !fits) {
		return err_set(e, ERR_KEY, "%s: a token has at least %d characters", path, TOKEN_LEAST);
	}
	pthread_mutex_lock(&m->lock);
	m->has_token = given;
	memcpy(m->token, hash, sizeof(hash));
	pthread_mutex_unlock(&m->lock);
	return 0;
}

bool metrics_token_is(struct metrics *m, const char *token)
{
	unsigned char hash[CRYPTO_HASH];

	sha256(token, strlen(token), hash);
	pthread_mutex_lock(&m->lock);
	bool is = m->has_token && crypto_equal(hash, m->token, sizeof(hash));
	pthread_mutex_unlock(&m->lock);
	return is;
}
