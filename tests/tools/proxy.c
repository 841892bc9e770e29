/*
 * A TCP proxy that does what bad networks do: proxy [--listen ADDRESS] [--connect] HOST PORT
 *
 * Prints its port. With --connect it speaks CONNECT, as an https_proxy does, and goes where it
 * is told to. Each line on stdin is answered by one on stdout, "ok" unless said otherwise:
 *
 *	pass                    nothing is done to what passes (any more)
 *	delay MS                each piece is held that long, both ways
 *	throttle BYTES          so many bytes a second, each way of each connection
 *	stall                   nothing moves until "pass"
 *	hole                    what comes is swallowed; such connections never recover
 *	refuse                  new connections are reset, those there stay
 *	cut up|down N [reset]   connections end after N more bytes that way: by FIN, or by RST
 *	reset                   all connections end now, by RST
 *	chaos SEED PERCENT      so many of the new connections are cut or delayed somewhere
 *	to HOST PORT            new connections go there
 *	after up|down N         says "reached" once N more bytes went that way
 *	count                   answers "CONNECTIONS UP DOWN ASKED": now, bytes, CONNECTs
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/vec.h"

enum { UP, DOWN, CLIENT = 0, SERVER = 1, PIECE = 16384, QUEUE_MAX = 1 << 18, HEAD_MAX = 8192 };

struct piece {
	int64_t due;
	size_t n, sent;
	char *bytes;
};

/* From fd[way] to fd[!way]. */
struct way {
	VEC(struct piece) queue;
	size_t queued;
	long long passed, cut_at;  /* cut_at -1: never */
	bool ended, told;          /* the sender has ended; the receiver knows */
	int64_t free_at;           /* throttled until then */
};

struct joint {
	int fd[2];                 /* client, server; -1: none yet */
	struct way way[2];
	bool reset_on_cut, holed, dead;
	int delay;                 /* of this one alone */
	struct str head;           /* of a CONNECT, until it is answered */
	bool asking;
};

struct proxy {
	int listener;
	bool speaks_connect, stall, hole, refuse;
	int delay;
	long long throttle;
	long long cut_at[2];       /* for new connections; -1: none */
	bool cut_reset;
	unsigned long long seed;
	int chaos;
	char *host, *port;
	VEC(struct joint *) joints;
	long long total[2], wanted[2], asked;
	struct str line;
	bool over;
};

/* xorshift64*: the same faults for the same seed */
static unsigned random_below(struct proxy *p, unsigned n)
{
	p->seed ^= p->seed >> 12;
	p->seed ^= p->seed << 25;
	p->seed ^= p->seed >> 27;
	return (unsigned)((p->seed * 0x2545f4914f6cdd1dULL) >> 33) % n;
}

static void say(const char *text)
{
	if (write(1, text, strlen(text)) < 0) {
		exit(1);
	}
}

/* ---- connections ---- */

static void close_side(struct joint *j, int side, bool reset)
{
	if (j->fd[side] >= 0) {
		if (reset) {
			setsockopt(j->fd[side], SOL_SOCKET, SO_LINGER, &(struct linger){1, 0}, sizeof(struct linger));
		}
		close(j->fd[side]);
		j->fd[side] = -1;
	}
}

static void end(struct joint *j, bool reset)
{
	close_side(j, CLIENT, reset);
	close_side(j, SERVER, reset);
	j->dead = true;
}

static void joint_free(struct joint *j)
{
	for (int w = 0; w < 2; w++) {
		for (size_t i = 0; i < j->way[w].queue.n; i++) {
			free(j->way[w].queue.v[i].bytes);
		}
		vec_finish(&j->way[w].queue);
	}
	str_finish(&j->head);
	free(j);
}

static int dial(const char *host, const char *port)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV}, *at = NULL;
	int fd = -1, on = 1;

	if (getaddrinfo(host, port, &hints, &at) == 0) {
		fd = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
		if (fd >= 0 && connect(fd, at->ai_addr, at->ai_addrlen) != 0) {
			close(fd);
			fd = -1;
		}
		freeaddrinfo(at);
	}
	if (fd >= 0) {
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
		fcntl(fd, F_SETFL, O_NONBLOCK);
	}
	return fd;
}

/* Most connections of a client's are cut within a handshake or soon after it. */
static void draw_fault(struct proxy *p, struct joint *j)
{
	static const unsigned reach[] = {600, 2500, 6000, 40000};
	int w = (int)random_below(p, 2);
	unsigned kind = random_below(p, 4), most = reach[random_below(p, lengthof(reach))];

	if ((int)random_below(p, 100) >= p->chaos) {
		return;
	}
	if (kind == 0) {
		j->delay = 1 + (int)random_below(p, 40);
		return;
	}
	j->way[w].cut_at = random_below(p, most);
	j->reset_on_cut = kind == 1;
}

static void join(struct proxy *p)
{
	int on = 1, fd = accept4(p->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd < 0) {
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	struct joint *j = xcalloc(1, sizeof(*j));
	j->fd[CLIENT] = fd;
	j->fd[SERVER] = -1;
	j->way[UP].cut_at = p->cut_at[UP];
	j->way[DOWN].cut_at = p->cut_at[DOWN];
	j->reset_on_cut = p->cut_reset;
	j->holed = p->hole;
	if (p->chaos) {
		draw_fault(p, j);
	}
	*vec_add(&p->joints) = j;
	if (p->refuse) {
		end(j, true);
	} else if (p->speaks_connect) {
		j->asking = true;
	} else if (!p->hole && (j->fd[SERVER] = dial(p->host, p->port)) < 0) {
		end(j, true);
	}
}

/* ---- what passes ---- */

static void put(struct way *w, const void *bytes, size_t n, int64_t due)
{
	struct piece *piece = vec_add(&w->queue);

	*piece = (struct piece){.due = due, .n = n, .bytes = xmalloc(n)};
	memcpy(piece->bytes, bytes, n);
	w->queued += n;
}

/* CONNECT host:port HTTP/1.1 ... and the empty line. */
static void take_head(struct proxy *p, struct joint *j, const char *bytes, size_t n)
{
	static const char answer[] = "HTTP/1.1 200 Connection established\r\n\r\n";

	str_addn(&j->head, bytes, n);
	const char *after = strstr(str_c(&j->head), "\r\n\r\n");
	if (!after) {
		j->dead = j->head.len > HEAD_MAX;
		return;
	}
	char *host = j->head.s + strlen("CONNECT "), *space = strchr(host, ' ');
	char *colon = NULL;
	if (starts_with(j->head.s, "CONNECT ") && space) {
		*space = '\0';
		colon = strrchr(host, ':');
	}
	if (!colon) {
		end(j, false);
		return;
	}
	*colon = '\0';
	if (*host == '[') {
		host++;
		host[strcspn(host, "]")] = '\0';
	}
	p->asked++;
	j->asking = false;
	j->fd[SERVER] = dial(host, colon + 1);
	if (j->fd[SERVER] < 0) {
		end(j, true);
		return;
	}
	put(&j->way[DOWN], answer, strlen(answer), 0);
	after += 4;
	if (after < j->head.s + j->head.len) {
		put(&j->way[UP], after, (size_t)(j->head.s + j->head.len - after), 0);
	}
}

static void receive(struct proxy *p, struct joint *j, int w)
{
	char buf[PIECE];
	struct way *way = &j->way[w];
	int64_t due = p->delay || j->delay ? clock_mono_ms() + p->delay + j->delay : 0;
	size_t room = sizeof(buf);

	if (p->throttle && (long long)room > p->throttle / 10 + 1) {
		room = (size_t)p->throttle / 10 + 1;
	}
	ssize_t n = read(j->fd[w], buf, room);
	if (n < 0 && errno == EAGAIN) {
		return;
	}
	if (j->holed || p->hole) {
		j->holed = true;
		j->dead = n <= 0;
		return;
	}
	if (n <= 0) {
		way->ended = true;
		if (n < 0 || j->asking) {
			end(j, n < 0);
		}
		return;
	}
	if (j->asking) {
		take_head(p, j, buf, (size_t)n);
	} else {
		put(way, buf, (size_t)n, due);
	}
}

static void count(struct proxy *p, int w, ssize_t n)
{
	p->total[w] += n;
	if (p->wanted[w] >= 0 && p->total[w] >= p->wanted[w]) {
		p->wanted[w] = -1;
		say("reached\n");
	}
}

static void pop(struct way *w, size_t n)
{
	struct piece *first = &w->queue.v[0];

	first->sent += n;
	w->queued -= n;
	if (first->sent == first->n) {
		free(first->bytes);
		vec_remove(&w->queue, 0);
	}
}

static void forward(struct proxy *p, struct joint *j, int w)
{
	struct way *way = &j->way[w];
	struct piece *first = &way->queue.v[0];
	size_t n = first->n - first->sent;
	bool cut = way->cut_at >= 0 && way->passed + (long long)n >= way->cut_at;

	if (cut) {
		n = way->cut_at > way->passed ? (size_t)(way->cut_at - way->passed) : 0;
	}
	ssize_t sent = n ? send(j->fd[!w], first->bytes + first->sent, n, MSG_NOSIGNAL) : 0;
	if (sent < 0) {
		if (errno != EAGAIN) {
			end(j, true);
		}
		return;
	}
	way->passed += sent;
	if (p->throttle) {
		way->free_at = clock_mono_ms() + sent * 1000 / p->throttle;
	}
	count(p, w, sent);
	if (cut && way->passed >= way->cut_at) {
		end(j, j->reset_on_cut);
		return;
	}
	pop(way, (size_t)sent);
}

/* The other end learns of the end once all before it has passed. */
static void pass_end(struct joint *j)
{
	for (int w = 0; w < 2; w++) {
		struct way *way = &j->way[w];
		if (way->ended && !way->told && way->queue.n == 0 && j->fd[!w] >= 0) {
			way->told = true;
			shutdown(j->fd[!w], SHUT_WR);
		}
	}
	j->dead |= j->way[UP].told && j->way[DOWN].told;
}

/* ---- commands ---- */

static void pass(struct proxy *p)
{
	p->delay = 0;
	p->throttle = 0;
	p->stall = p->hole = p->refuse = false;
	p->chaos = 0;
	p->cut_at[UP] = p->cut_at[DOWN] = -1;
	for (size_t i = 0; i < p->joints.n; i++) {
		struct joint *j = p->joints.v[i];
		j->delay = 0;
		j->way[UP].cut_at = j->way[DOWN].cut_at = -1;
	}
}

static void cut(struct proxy *p, int w, long long n, bool reset)
{
	p->cut_at[w] = n;
	p->cut_reset = reset;
	for (size_t i = 0; i < p->joints.n; i++) {
		struct joint *j = p->joints.v[i];
		j->way[w].cut_at = j->way[w].passed + n;
		j->reset_on_cut = reset;
	}
}

static long long number(const char *word)
{
	long long n;

	if (!word || !parse_i64(word, &n)) {
		fprintf(stderr, "proxy: %s is no number\n", word ? word : "nothing");
		exit(2);
	}
	return n;
}

static int way_named(const char *word)
{
	return word && streq(word, "down") ? DOWN : UP;
}

static void go_to(struct proxy *p, const char *host, const char *port)
{
	free(p->host);
	free(p->port);
	p->host = xstrdup(host);
	p->port = xstrdup(port);
}

static void tell_count(struct proxy *p)
{
	char *text = xasprintf("%zu %lld %lld %lld\n", p->joints.n, p->total[UP], p->total[DOWN], p->asked);

	say(text);
	free(text);
}

static bool faulty_word(struct proxy *p, const char *word)
{
	if (streq(word, "pass")) {
		pass(p);
	} else if (streq(word, "stall")) {
		p->stall = true;
	} else if (streq(word, "hole")) {
		p->hole = true;
	} else if (streq(word, "refuse")) {
		p->refuse = true;
	} else if (streq(word, "reset")) {
		for (size_t i = 0; i < p->joints.n; i++) {
			end(p->joints.v[i], true);
		}
	} else {
		return false;
	}
	return true;
}

static void obey(struct proxy *p, char *line)
{
	char *word = strsep(&line, " "), *a = strsep(&line, " "), *b = strsep(&line, " ");

	if (streq(word, "delay")) {
		p->delay = (int)number(a);
	} else if (streq(word, "throttle")) {
		p->throttle = number(a);
	} else if (streq(word, "cut")) {
		cut(p, way_named(a), number(b), line != NULL);
	} else if (streq(word, "chaos")) {
		p->seed = (unsigned long long)number(a) * 2654435761ULL + 88172645463325252ULL;
		p->chaos = (int)number(b);
	} else if (streq(word, "to") && b) {
		go_to(p, a, b);
	} else if (streq(word, "after")) {
		p->wanted[UP] = p->wanted[DOWN] = -1;
		p->wanted[way_named(a)] = p->total[way_named(a)] + number(b);
	} else if (streq(word, "count")) {
		tell_count(p);
		return;
	} else if (!faulty_word(p, word)) {
		fprintf(stderr, "proxy: what is \"%s\"?\n", word);
		exit(2);
	}
	say("ok\n");
}

static void read_commands(struct proxy *p)
{
	char buf[512], *nl;
	ssize_t n = read(0, buf, sizeof(buf));

	if (n <= 0) {
		p->over = true;
		return;
	}
	str_addn(&p->line, buf, (size_t)n);
	while ((nl = strchr(str_c(&p->line), '\n'))) {
		size_t len = (size_t)(nl - p->line.s);
		char *line = xstrndup(p->line.s, len);
		str_splice(&p->line, 0, len + 1, "", 0);
		obey(p, line);
		free(line);
	}
}

/* ---- the loop ---- */

static short events_of(const struct proxy *p, const struct joint *j, int side, int64_t now, int64_t *next)
{
	const struct way *in = &j->way[side], *out = &j->way[!side];
	short events = 0;

	if (p->stall || j->fd[side] < 0) {
		return 0;
	}
	if (!in->ended && in->queued < QUEUE_MAX && (side == CLIENT || !j->asking)) {
		events |= POLLIN;
	}
	if (out->queue.n > 0) {
		int64_t at = out->queue.v[0].due > out->free_at ? out->queue.v[0].due : out->free_at;
		if (at <= now) {
			events |= POLLOUT;
		} else if (*next < 0 || at < *next) {
			*next = at;
		}
	}
	return events;
}

static void bury(struct proxy *p)
{
	for (size_t i = p->joints.n; i-- > 0;) {
		struct joint *j = p->joints.v[i];
		pass_end(j);
		if (j->dead) {
			end(j, false);
			joint_free(j);
			vec_remove(&p->joints, i);
		}
	}
}

static void serve_joint(struct proxy *p, struct joint *j, const struct pollfd *fds)
{
	for (int side = 0; side < 2; side++) {
		if (!j->dead && (fds[side].revents & fds[side].events & POLLOUT) && j->way[!side].queue.n) {
			forward(p, j, !side);
		}
		if (!j->dead && j->fd[side] >= 0 && (fds[side].events & POLLIN) && (fds[side].revents & (POLLIN | POLLHUP | POLLERR))) {
			receive(p, j, side);
		}
	}
}

static void turn(struct proxy *p)
{
	size_t n = p->joints.n;
	struct pollfd *fds = xcalloc(2 + 2 * n, sizeof(*fds));
	int64_t now = clock_mono_ms(), next = -1;

	fds[0] = (struct pollfd){.fd = 0, .events = POLLIN};
	fds[1] = (struct pollfd){.fd = p->listener, .events = POLLIN};
	for (size_t i = 0; i < n; i++) {
		for (int side = 0; side < 2; side++) {
			short events = events_of(p, p->joints.v[i], side, now, &next);
			/* without events an error would wake us for ever */
			fds[2 + 2 * i + (size_t)side] = (struct pollfd){.fd = events ? p->joints.v[i]->fd[side] : -1, .events = events};
		}
	}
	if (poll(fds, 2 + 2 * n, next < 0 ? -1 : (int)(next - now)) > 0) {
		for (size_t i = 0; i < n; i++) {
			serve_joint(p, p->joints.v[i], &fds[2 + 2 * i]);
		}
		if (fds[1].revents) {
			join(p);
		}
		if (fds[0].revents) {
			read_commands(p);
		}
	}
	bury(p);
	free(fds);
}

static void open_listener(struct proxy *p, const char *address)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_PASSIVE}, *at = NULL;
	struct sockaddr_storage bound;
	socklen_t size = sizeof(bound);
	char port[16], line[24];

	if (getaddrinfo(address, "0", &hints, &at) != 0) {
		exit(1);
	}
	p->listener = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (bind(p->listener, at->ai_addr, at->ai_addrlen) != 0 || listen(p->listener, 512) != 0
			|| getsockname(p->listener, (void *)&bound, &size) != 0
			|| getnameinfo((void *)&bound, size, NULL, 0, port, sizeof(port), NI_NUMERICSERV) != 0) {
		fprintf(stderr, "proxy: cannot listen on %s\n", address);
		exit(1);
	}
	freeaddrinfo(at);
	snprintf(line, sizeof(line), "%s\n", port);
	say(line);
}

int main(int argc, char **argv)
{
	struct proxy p = {.cut_at = {-1, -1}, .wanted = {-1, -1}, .seed = 1};
	const char *address = "127.0.0.1";
	int i = 1;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (; i < argc && starts_with(argv[i], "--"); i++) {
		if (streq(argv[i], "--connect")) {
			p.speaks_connect = true;
		} else if (streq(argv[i], "--listen") && i + 1 < argc) {
			address = argv[++i];
		}
	}
	if (argc - i != 2) {
		fputs("proxy [--listen ADDRESS] [--connect] HOST PORT\n", stderr);
		return 2;
	}
	go_to(&p, argv[i], argv[i + 1]);
	open_listener(&p, address);
	while (!p.over) {
		turn(&p);
	}
	pass(&p);
	while (p.joints.n > 0) {
		end(p.joints.v[0], false);
		bury(&p);
	}
	vec_finish(&p.joints);
	str_finish(&p.line);
	free(p.host);
	free(p.port);
	return 0;
}
