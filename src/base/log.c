#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/str.h"

#define TEXT_MAX 4096
#define CLOSED (LOG_ERROR + 1)

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_fd = -1;
static atomic_int least_level = CLOSED;

static void close_fd(void)
{
	if (log_fd > STDERR_FILENO) {
		close(log_fd);
	}
	log_fd = -1;
}

int log_open(const char *path, enum log_level least)
{
	int fd = STDERR_FILENO;

	if (path) {
		fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
		if (fd < 0) {
			return -1;
		}
	}
	pthread_mutex_lock(&lock);
	close_fd();
	log_fd = fd;
	atomic_store(&least_level, (int)least);
	pthread_mutex_unlock(&lock);
	return 0;
}

void log_close(void)
{
	pthread_mutex_lock(&lock);
	atomic_store(&least_level, CLOSED);
	close_fd();
	pthread_mutex_unlock(&lock);
}

bool log_wants(enum log_level level)
{
	return (int)level >= atomic_load_explicit(&least_level, memory_order_relaxed);
}

/* The character at s and its length; 0 when it is malformed. */
static size_t decode(const unsigned char *s, unsigned *c)
{
	static const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t n = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2
		: s[0] < 0xf0 ? 3 : s[0] < 0xf5 ? 4 : 0;

	*c = n < 2 ? s[0] : s[0] & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80) {
			return 0;
		}
		*c = *c << 6 | (s[i] & 0x3fu);
	}
	bool surrogate = *c >= 0xd800 && *c < 0xe000;
	return *c < least[n] || *c > 0x10ffff || surrogate ? 0 : n;
}

/* Logs are read on terminals too: no controls, line separators, bidi marks. */
static bool plain(unsigned c)
{
	static const unsigned bad[][2] = {
		{0, 0x1f}, {0x7f, 0x9f}, {0x61c, 0x61c}, {0x200e, 0x200f},
		{0x2028, 0x202e}, {0x2066, 0x2069},
	};

	for (size_t i = 0; i < lengthof(bad); i++) {
		if (c >= bad[i][0] && c <= bad[i][1]) {
			return false;
		}
	}
	return true;
}

/* Escapes whole characters, so that what is left is UTF-8. */
static void add_plain(struct str *line, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;

	while (*s) {
		unsigned c;
		size_t n = decode(s, &c);
		if (n && plain(c)) {
			str_addn(line, s, n);
			s += n;
			continue;
		}
		for (n = n ? n : 1; n > 0; n--) {
			str_addf(line, "\\x%02X", *s++);
		}
	}
}

static void write_all(const char *p, size_t n)
{
	while (n > 0) {
		ssize_t done = write(log_fd, p, n);
		if (done < 0 && errno == EINTR) {
			continue;
		}
		if (done <= 0) {
			return;
		}
		p += done;
		n -= (size_t)done;
	}
}

static void add_quoted(struct str *out, const char *text)
{
	str_addc(out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\') {
			str_addc(out, '\\');
		}
		str_addc(out, *text);
	}
	str_addc(out, '"');
}

void log_field(struct str *out, const char *name, const char *value)
{
	str_addf(out, "%s%s=", out->len ? " " : "", name);
	if (!*value || strpbrk(value, " \t\n\"=\\")) {
		add_quoted(out, value);
	} else {
		str_add(out, value);
	}
}

void log_fields(enum log_level level, const char *where, const char *fields)
{
	static const char *const names[] = {"debug", "info", "warn", "error"};
	struct str line = STR_INIT;
	char when[CLOCK_TEXT];
	int saved = errno;

	if (!log_wants(level)) {
		return;
	}
	str_addf(&line, "time=%s level=%s at=%s ", clock_format(clock_ms(), when), names[level], where);
	add_plain(&line, fields);
	str_addc(&line, '\n');
	pthread_mutex_lock(&lock);
	if (log_fd >= 0) {
		write_all(line.s, line.len);
	}
	pthread_mutex_unlock(&lock);
	str_finish(&line);
	errno = saved;
}

void log_write(enum log_level level, const char *where, const char *fmt, ...)
{
	if (!log_wants(level)) {
		return;
	}
	int saved = errno;
	char text[TEXT_MAX];
	struct str fields = STR_INIT;
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	str_add(&fields, "msg=");
	add_quoted(&fields, text);
	log_fields(level, where, str_c(&fields));
	str_finish(&fields);
	errno = saved;
}
