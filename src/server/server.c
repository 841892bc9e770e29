#include "server.h"

#include <microhttpd.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/log.h"
#include "crypto/crypto.h"
#include "doorbell.h"
#include "files.h"
#include "httpd.h"
#include "listener.h"
#include "metrics.h"
#include "server/data.h"

enum { CREW = 2, CREW_WAITING = 64, STOP_MS = 10000 };

int server_db_key(const struct server_conf *conf, unsigned char **key, struct err *e)
{
	*key = NULL;
	if (!*conf->db_key) {
		return 0;
	}
	*key = secret_alloc(CRYPTO_KEY);
	if (key_from_file(conf->db_key, *key, e) < 0) {
		secret_free(*key);
		*key = NULL;
		return -1;
	}
	return 0;
}

static struct db_conf db_conf_of(const struct server_conf *conf, const unsigned char *key, bool read_only)
{
	return (struct db_conf){.url = conf->db, .read_only = read_only, .durable = true, .key = key};
}

int server_db_open(struct db **out, const struct server_conf *conf, const unsigned char *key,
	bool read_only, struct err *e)
{
	struct db_conf c = db_conf_of(conf, key, read_only);

	return db_open(out, &c, e);
}

static void on_committed(void *arg, struct db *db)
{
	struct server *s = arg;
	int64_t n;
	struct err e = ERR_NONE;

	if (data_last_change(db, &n, &e) < 0 || db_notify(db, NOTIFY_CHANGE, &e) < 0) {
		log_warn("after a commit: %s", e.text);
		return;
	}
	bell_ring(s->bell, n);
}

static int open_database(struct server *s, struct err *e)
{
	struct db_conf readers = db_conf_of(s->conf, NULL, true);

	if (server_db_key(s->conf, &s->db_key, e) < 0
		|| server_db_open(&s->writer_db, s->conf, s->db_key, false, e) < 0
		|| data_prepare(s->writer_db, e) < 0) {
		return -1;
	}
	readers.key = s->db_key;
	return pool_create(&s->readers, &readers, (size_t)s->conf->readers, e);
}

static int open_tls(struct server *s, struct err *e)
{
	const struct server_conf *c = s->conf;

	if (c->plain_http) {
		return 0;
	}
	if (access(c->tls_key, F_OK) != 0 && access(c->tls_cert, F_OK) != 0
		&& tls_make(c->tls_cert, c->tls_key, c->address, e) < 0) {
		return -1;
	}
	if (tls_create(&s->tls, c->tls_cert, c->tls_key, e) < 0) {
		return -1;
	}
	tls_serve(s->tls);
	return 0;
}

static int start_parts(struct server *s, struct err *e)
{
	const struct server_conf *c = s->conf;
	int64_t n;

	if (fs_mkdirs(c->data, 0700, e) < 0 || files_create(&s->files, c->data, c->file_mib << 20, e) < 0
		|| open_database(s, e) < 0 || data_last_change(s->writer_db, &n, e) < 0 || open_tls(s, e) < 0) {
		return -1;
	}
	s->limits = limits_create();
	s->metrics = metrics_create();
	if (metrics_token_load(s->metrics, c->metrics_token, e) < 0) {
		return -1;
	}
	s->auth = auth_create(s->readers);
	s->answers = answers_create((size_t)c->answers_mib << 20);
	s->bell = bell_create(c, s->auth, n);
	s->writer = writer_create(s->writer_db, on_committed, s);
	s->crew = crew_create(CREW, CREW_WAITING);
	return listener_create(&s->listener, s, e) < 0 ? -1 : httpd_start(s, e);
}

int server_start(struct server **out, const struct server_conf *conf, struct err *e)
{
	struct server *s = xcalloc(1, sizeof(*s));

	s->conf = conf;
	s->started = clock_ms();
	s->idle = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (crypto_init(e) < 0 || start_parts(s, e) < 0) {
		server_stop(s);
		return -1;
	}
	*out = s;
	return 0;
}

/* What is under way gets its answer; nothing may be suspended when the daemon stops. */
static void drain(struct server *s)
{
	atomic_store(&s->closing, true);
	httpd_quiesce(s);
	bell_close(s->bell);
	crew_close(s->crew);
	writer_close(s->writer);
	struct pollfd idle = {.fd = s->idle, .events = POLLIN};
	for (int64_t until = clock_mono_ms() + STOP_MS; atomic_load(&s->exchanges) > 0;) {
		int64_t left = until - clock_mono_ms();
		if (left <= 0) {
			break;
		}
		poll(&idle, 1, (int)left);
		eventfd_read(s->idle, &(eventfd_t){0});
	}
}

void server_stop(struct server *s)
{
	if (!s) {
		return;
	}
	listener_destroy(s->listener);
	if (s->mhd) {
		drain(s);
		httpd_stop(s);
	} else {
		bell_close(s->bell);
	}
	crew_destroy(s->crew);
	writer_destroy(s->writer);
	bell_destroy(s->bell);
	answers_destroy(s->answers);
	auth_destroy(s->auth);
	limits_destroy(s->limits);
	tls_serve(NULL);
	tls_destroy(s->tls);
	files_destroy(s->files);
	metrics_destroy(s->metrics);
	pool_destroy(s->readers);
	db_close(s->writer_db);
	secret_free(s->db_key);
	close(s->idle);
	free(s);
}

void server_enter(struct server *s)
{
	atomic_fetch_add(&s->exchanges, 1);
}

void server_leave(struct server *s)
{
	if (atomic_fetch_sub(&s->exchanges, 1) == 1 && atomic_load(&s->closing)) {
		eventfd_write(s->idle, 1);
	}
}

int server_port(const struct server *s)
{
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(s->mhd, MHD_DAEMON_INFO_BIND_PORT);

	return info ? info->port : 0;
}

const char *server_address(const struct server *s)
{
	return s->address;
}

const char *server_pin(const struct server *s)
{
	return s->tls ? tls_pin(s->tls) : "";
}

void server_reload(struct server *s)
{
	struct err e = ERR_NONE;
	const char *log = s->conf->log;

	if (*log && log_open(log, (enum log_level)s->conf->log_level) < 0) {
		log_error("%s cannot be opened again", log);
	}
	if (s->tls && tls_reload(s->tls, &e) < 0) {
		log_error("the old certificate stays: %s", e.text);
	} else {
		log_info("reloaded");
	}
	if (metrics_token_load(s->metrics, s->conf->metrics_token, &e) < 0) {
		log_error("the old metrics token stays: %s", e.text);
	}
}
