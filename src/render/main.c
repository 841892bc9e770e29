/* fettle-draw MEMORY TIME_MS: fd 0 is the drawing, fd 1 the client's socket (include/draw/protocol.h). */
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "sandbox.h"
#include "serve.h"

enum { DRAWING_FD = 0, CLIENT_FD = 1, SECONDS = 120, FILE_MAX = 400 << 20 };

_Noreturn static void fail(enum proto_why why, const char *detail)
{
	struct str out = STR_INIT;

	proto_put_failed(&out, why, detail);
	serve_write(CLIENT_FD, &out);
	_exit(1);
}

/* Mapped, not read: most of a large PDF is never looked at. A file that shrinks meanwhile ends this process only. */
static const void *map_file(size_t *n, enum proto_why *why, struct err *e)
{
	struct stat st;
	void *p;

	*why = WHY_READ;
	if (fstat(DRAWING_FD, &st)) {
		err_errno(e, "fstat");
		return NULL;
	}
	*n = (size_t)st.st_size;
	if (!S_ISREG(st.st_mode) || st.st_size <= 0) {
		*why = WHY_EMPTY;
		return NULL;
	}
	if (st.st_size > FILE_MAX) {
		*why = WHY_LARGE;
		return NULL;
	}
	p = mmap(NULL, *n, PROT_READ, MAP_PRIVATE, DRAWING_FD, 0);
	if (p == MAP_FAILED) {
		err_errno(e, "mmap");
		return NULL;
	}
	return p;
}

int main(int argc, char **argv)
{
	struct sandbox conf = {.seconds = SECONDS};
	struct source *s;
	struct err e = ERR_NONE;
	enum proto_why why;
	long long memory = 0, time_ms = 0;
	char note[200];
	size_t n;

	if (argc != 3 || !parse_i64(argv[1], &memory) || !parse_i64(argv[2], &time_ms) || isatty(CLIENT_FD)) {
		return 2;
	}
	i18n_init(NULL);
	conf.memory = memory;
	if (sandbox_enter(&conf, note, &e)) {
		fail(WHY_READ, e.text);
	}
	sandbox_time((int)time_ms);
	const void *data = map_file(&n, &why, &e);
	static struct source source;

	s = &source;
	if (!data || source_open(s, data, n, &why, &e)) {
		fail(why, e.text);
	}
	serve(s, CLIENT_FD, note, (int)time_ms);
	/* nothing is put away: the process is over */
	_exit(0);
}
