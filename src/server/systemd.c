#include "systemd.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"

enum { FIRST_FD = 3 };

void systemd_tell(const char *text)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	size_t n = path ? strlen(path) : 0;

	if (n == 0 || n >= sizeof(to.sun_path)) {
		return;
	}
	memcpy(to.sun_path, path, n);
	if (path[0] == '@') {
		to.sun_path[0] = '\0';
	}
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd >= 0) {
		socklen_t len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n);
		if (sendto(fd, text, strlen(text), 0, (const void *)&to, len) < 0) {
			struct err e = ERR_NONE;
			err_errno(&e, "NOTIFY_SOCKET");
			log_warn("%s", e.text);
		}
		close(fd);
	}
}

/* Of this process: a parent may have left its own in the environment. */
static long long passed(void)
{
	const char *pid = getenv("LISTEN_PID"), *fds = getenv("LISTEN_FDS");
	long long n = 0, whose = 0;

	if (!pid || !fds || !parse_i64(pid, &whose) || whose != getpid() || !parse_i64(fds, &n)) {
		n = 0;
	}
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_FDNAMES");
	return n;
}

static int option_of(int fd, int name)
{
	int value = -1;
	socklen_t n = sizeof(value);

	return getsockopt(fd, SOL_SOCKET, name, &value, &n) < 0 ? -1 : value;
}

int systemd_socket(struct err *e)
{
	long long n = passed();
	int family = option_of(FIRST_FD, SO_DOMAIN), flags;

	*e = ERR_NONE;
	if (n <= 0) {
		return -1;
	}
	if (n != 1) {
		return err_set(e, ERR_INVALID, "%lld sockets were passed; it serves one", n);
	}
	if (option_of(FIRST_FD, SO_TYPE) != SOCK_STREAM || option_of(FIRST_FD, SO_ACCEPTCONN) != 1
		|| (family != AF_INET && family != AF_INET6)) {
		return err_set(e, ERR_INVALID, "what was passed is no listening TCP socket");
	}
	flags = fcntl(FIRST_FD, F_GETFL);
	if (fcntl(FIRST_FD, F_SETFD, FD_CLOEXEC) < 0 || flags < 0 || fcntl(FIRST_FD, F_SETFL, flags | O_NONBLOCK) < 0) {
		return err_errno(e, "the socket that was passed");
	}
	return FIRST_FD;
}
