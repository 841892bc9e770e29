#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "priv.h"

/*
 * Who has committed something touches the file of the lock, and those who watch the folder look. Watching for
 * writes would not do: the database's files are written to before the commit can be seen. And inotify would not:
 * giving it back takes the kernel 15 ms, which is felt when the program ends.
 */
bool store_watch(struct store *s, int signo)
{
	if (s->watch >= 0) {
		close(s->watch);
		s->watch = -1;
	}
	if (signo == 0) {
		return false;
	}
	s->watch = open(s->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (s->watch >= 0 && (fcntl(s->watch, F_SETSIG, signo) || fcntl(s->watch, F_NOTIFY, DN_ATTRIB | DN_MULTISHOT))) {
		close(s->watch);
		s->watch = -1;
	}
	return s->watch >= 0;
}

void watch_ring(struct store *s)
{
	if (s->lock >= 0) {
		futimens(s->lock, NULL);
	}
}
