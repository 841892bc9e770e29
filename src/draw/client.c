#include "draw/draw.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/i18n.h"
#include "draw/protocol.h"
#include "helper.h"

enum { REAP_MS = 5, REAP_TRIES = 60, CLOCK_FACTOR = 3, PIECE = 1 << 16 };

struct drawing {
	struct drawing_conf conf;
	char *name;
	pid_t pid;
	int sock;
	struct str in, out;
	struct arena kept, passing;
	struct drawing_info info;
	bool has_info;
	struct drawing_view next;      /* waits until the picture before it has come */
	uint8_t layers[DRAWING_LAYERS / 8];
	bool waits, drawing;
	int texts;                     /* asked for and not yet come */
	int watchdog, reaper, tries;
	bool late;                     /* killed by the watchdog */
	struct err over;               /* what `failed` will say, when it is known before the end */
	bool in_event, closed, dead;
};

static void on_socket(void *arg, int fd, int events);

static void release(struct drawing *d)
{
	if (d->sock >= 0) {
		loop_fd_remove(d->conf.loop, d->sock);
		close(d->sock);
	}
	loop_timer_cancel(d->conf.loop, d->watchdog);
	loop_timer_cancel(d->conf.loop, d->reaper);
	if (d->pid > 0) {
		kill(d->pid, SIGKILL);
		while (waitpid(d->pid, NULL, 0) < 0 && errno == EINTR) {
		}
	}
	str_finish(&d->in);
	str_finish(&d->out);
	arena_finish(&d->kept);
	arena_finish(&d->passing);
	free(d->name);
	free(d);
}

void drawing_close(struct drawing *d)
{
	if (d && d->in_event) {
		d->closed = true;
	} else if (d) {
		release(d);
	}
}

/* After an event: true when its handler closed the drawing, which is gone then. */
static bool was_closed(struct drawing *d)
{
	d->in_event = false;
	if (d->closed) {
		release(d);
		return true;
	}
	return false;
}

static void fail(struct drawing *d, const struct err *e)
{
	d->dead = true;
	d->drawing = d->waits = false;
	d->texts = 0;
	if (d->conf.events->failed) {
		d->in_event = true;
		d->conf.events->failed(d->conf.arg, e);
		was_closed(d);
	}
}

static void tell_end(struct drawing *d, int status, struct err *e)
{
	if (d->over.code) {
		*e = d->over;
	} else if (d->late || (WIFSIGNALED(status) && (WTERMSIG(status) == SIGPROF || WTERMSIG(status) == SIGXCPU))) {
		err_set(e, ERR_DRAWING, tr("%s takes too long to draw"), d->name);
	} else if (WIFEXITED(status) && WEXITSTATUS(status) == 127) {
		err_set(e, ERR_DRAWING, tr("the program %s is not installed"), d->conf.program);
	} else if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGABRT || WTERMSIG(status) == SIGKILL)) {
		err_set(e, ERR_DRAWING, tr("%s is too large or damaged: its renderer gave up"), d->name);
	} else {
		err_set(e, ERR_DRAWING, tr("%s is damaged: its renderer ended (%d)"), d->name,
			WIFSIGNALED(status) ? WTERMSIG(status) : WIFEXITED(status) ? 256 + WEXITSTATUS(status) : 0);
	}
}

/* A process that closed its socket is about to end; one that does not is ended. Waiting for it would stop the loop. */
static void reap(void *arg)
{
	struct drawing *d = arg;
	int status = 0;
	pid_t pid = waitpid(d->pid, &status, WNOHANG);
	struct err e = ERR_NONE;

	d->reaper = 0;
	if (pid == 0) {
		if (++d->tries == REAP_TRIES) {
			kill(d->pid, SIGKILL);
		}
		d->reaper = loop_timer(d->conf.loop, LOOP_REAL, REAP_MS, reap, d);
		return;
	}
	d->pid = 0;
	tell_end(d, status, &e);
	fail(d, &e);
}

static void hang_up(struct drawing *d)
{
	loop_timer_cancel(d->conf.loop, d->watchdog);
	d->watchdog = 0;
	loop_fd_remove(d->conf.loop, d->sock);
	close(d->sock);
	d->sock = -1;
	d->dead = true;
	d->reaper = loop_timer(d->conf.loop, LOOP_REAL, 0, reap, d);
}

/* What came is not what was agreed: nothing more of it is believed. */
static void distrust(struct drawing *d)
{
	err_set(&d->over, ERR_DRAWING, tr("%s is damaged: its renderer answered nonsense"), d->name);
	kill(d->pid, SIGKILL);
	hang_up(d);
}

static void too_late(void *arg)
{
	struct drawing *d = arg;

	d->watchdog = 0;
	d->late = true;
	kill(d->pid, SIGKILL);
}

static void watch(struct drawing *d)
{
	loop_timer_cancel(d->conf.loop, d->watchdog);
	d->watchdog = drawing_busy(d) ? loop_timer(d->conf.loop, LOOP_REAL, (int64_t)d->conf.time_ms * CLOCK_FACTOR, too_late, d) : 0;
}

static void send_out(struct drawing *d)
{
	while (d->out.len) {
		ssize_t n = send(d->sock, d->out.s, d->out.len, MSG_NOSIGNAL);

		if (n <= 0) {
			break; /* full, or the end of it, which reading tells */
		}
		str_splice(&d->out, 0, (size_t)n, NULL, 0);
	}
	loop_fd(d->conf.loop, d->sock, LOOP_READ | (d->out.len ? LOOP_WRITE : 0), on_socket, d);
}

static void send_view(struct drawing *d)
{
	if (d->dead || !d->waits || d->drawing) {
		return;
	}
	d->waits = false;
	d->drawing = true;
	proto_put_view(&d->out, &d->next);
	send_out(d);
	watch(d);
}

static void say_why(struct drawing *d, enum proto_why why, const char *detail)
{
	struct err *e = &d->over;

	switch (why) {
	case WHY_DWG: err_set(e, ERR_DRAWING, tr("%s is DWG, which cannot be read; ask for DXF or PDF"), d->name); break;
	case WHY_UNKNOWN: err_set(e, ERR_DRAWING, tr("%s is no drawing that can be shown: DXF, SVG, PDF, PNG and JPEG can"), d->name); break;
	case WHY_EMPTY: err_set(e, ERR_DRAWING, tr("%s is empty"), d->name); break;
	case WHY_LARGE: err_set(e, ERR_DRAWING, tr("%s is too large to show"), d->name); break;
	case WHY_LIBRARY: err_set(e, ERR_DRAWING, tr("for %s a library is missing: %s"), d->name, detail); break;
	case WHY_READ: err_set(e, ERR_DRAWING, tr("%s cannot be read: %s"), d->name, detail); break;
	case WHY_LOCKED: err_set(e, ERR_DRAWING, tr("%s is locked by a password"), d->name); break;
	case WHY_BROKEN:
	case WHY_COUNT: err_set(e, ERR_DRAWING, tr("%s is damaged: %s"), d->name, detail); break;
	}
}

/* Each answers false when the drawing is gone. */
static bool got_info(struct drawing *d, const struct proto_frame *f)
{
	if (d->has_info || proto_get_info(f, &d->kept, &d->info)) {
		distrust(d);
		return true;
	}
	d->has_info = true;
	if (d->conf.events->info) {
		d->in_event = true;
		d->conf.events->info(d->conf.arg, &d->info);
		return !was_closed(d);
	}
	return true;
}

static bool got_texts(struct drawing *d, const struct proto_frame *f)
{
	struct drawing_texts t;

	if (!d->has_info || proto_get_texts(f, &d->passing, &t) || (size_t)t.page >= d->info.npages) {
		distrust(d);
		return true;
	}
	d->texts -= d->texts > 0;
	if (d->conf.events->texts) {
		d->in_event = true;
		d->conf.events->texts(d->conf.arg, &t);
		return !was_closed(d);
	}
	return true;
}

static bool got_picture(struct drawing *d, const struct proto_frame *f)
{
	struct drawing_picture p;

	if (!d->has_info || !d->drawing || proto_get_picture(f, &p) || (size_t)p.view.page >= d->info.npages) {
		distrust(d);
		return true;
	}
	d->drawing = false;
	d->in_event = true;
	d->conf.events->picture(d->conf.arg, &p);
	if (was_closed(d)) {
		return false;
	}
	send_view(d);
	return true;
}

static bool got(struct drawing *d, const struct proto_frame *f)
{
	enum proto_why why;
	const char *detail;

	switch (f->type) {
	case PROTO_INFO: return got_info(d, f);
	case PROTO_TEXTS: return got_texts(d, f);
	case PROTO_PICTURE: return got_picture(d, f);
	case PROTO_FAILED:
		if (proto_get_failed(f, &d->passing, &why, &detail)) {
			distrust(d);
		} else {
			say_why(d, why, detail);
			hang_up(d);
		}
		return true;
	case PROTO_VIEW:
	case PROTO_WANT_TEXTS: break;
	}
	distrust(d);
	return true;
}

/* The frames at hand; false when the drawing is gone. */
static bool take_frames(struct drawing *d)
{
	size_t at = 0;
	struct proto_frame f;

	while (d->sock >= 0) {
		int r = proto_frame(d->in.s + at, d->in.len - at, PROTO_FRAME, &f);

		if (r < 0 || str_failed(&d->in)) {
			distrust(d);
			break;
		}
		if (r == 0) {
			break;
		}
		arena_reset(&d->passing);
		if (!got(d, &f)) {
			return false;
		}
		at += f.whole;
	}
	if (at) {
		str_splice(&d->in, 0, at, NULL, 0);
	}
	if (d->sock >= 0) {
		watch(d);
	}
	return true;
}

static void on_socket(void *arg, int fd, int events)
{
	struct drawing *d = arg;
	char piece[PIECE];

	if (events & LOOP_WRITE) {
		send_out(d);
	}
	if (!(events & (LOOP_READ | LOOP_ERROR))) {
		return;
	}
	ssize_t n = read(fd, piece, sizeof(piece));

	if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
		return;
	}
	if (n <= 0) {
		hang_up(d);
		return;
	}
	str_addn(&d->in, piece, (size_t)n);
	take_frames(d);
}

struct drawing *drawing_open(const struct drawing_conf *conf, struct err *e)
{
	struct drawing *d = xcalloc(1, sizeof(*d));
	int r;

	d->conf = *conf;
	d->conf.memory = conf->memory > 0 ? conf->memory : (int64_t)768 << 20;
	d->conf.time_ms = conf->time_ms > 0 ? conf->time_ms : 1000;
	d->sock = -1;
	r = helper_start(&d->conf, &d->pid, &d->sock, e);
	close(conf->fd);
	d->conf.fd = -1;
	if (r) {
		free(d);
		return NULL;
	}
	d->name = xstrdup(conf->name ? conf->name : "");
	str_init(&d->in, PROTO_FRAME + 2 * PIECE);
	str_init(&d->out, 1 << 20);
	arena_init(&d->kept);
	arena_init(&d->passing);
	loop_fd(conf->loop, d->sock, LOOP_READ, on_socket, d);
	watch(d);
	return d;
}

void drawing_view(struct drawing *d, const struct drawing_view *v)
{
	if (d->dead) {
		return;
	}
	d->next = *v;
	if (v->layers) {
		d->next.nlayers = v->nlayers < DRAWING_LAYERS ? v->nlayers : DRAWING_LAYERS;
		memcpy(d->layers, v->layers, (d->next.nlayers + 7) / 8);
		d->next.layers = d->layers;
	}
	d->waits = true;
	send_view(d);
}

void drawing_want_texts(struct drawing *d, int page)
{
	if (!d->dead) {
		d->texts++;
		proto_put_want_texts(&d->out, page);
		send_out(d);
		watch(d);
	}
}

bool drawing_busy(const struct drawing *d)
{
	return !d->dead && (!d->has_info || d->drawing || d->waits || d->texts > 0);
}

const struct drawing_info *drawing_info(const struct drawing *d)
{
	return d->has_info ? &d->info : NULL;
}
