#include "pdf.h"
#include "paths.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/i18n.h"
#include "base/str.h"
#include "wire/wire.h"

#define PROGRAM "fettle-pdf"
#define SAID_MAX 1000

struct job {
	struct loop *loop;
	pid_t pid;
	int said_fd;
	char *path;
	struct str said;
	pdf_done_fn *done;
	void *arg;
};

const char *pdf_name(const struct quote *q, struct arena *a)
{
	return arena_printf(a, "quote-%lld-v%lld.pdf", (long long)q->number, (long long)q->version);
}

void pdf_words(const struct verb_call *call, const char **quote, const char **path)
{
	const char *word = call_arg(call, "QUOTE");

	*quote = word;
	*path = call_arg(call, "PATH");
	if (word && !*path && strlen(word) > 4 && !strcmp(word + strlen(word) - 4, ".pdf")) {
		*quote = NULL;
		*path = word;
	}
}

/* What the helper reads, in a file of memory: a pipe could be full while nobody reads. */
static int input_of(const struct quote *q, const char *zone, struct err *e)
{
	struct json *j = json_new_object();
	struct str text = STR_INIT;
	int fd = memfd_create("quote", MFD_CLOEXEC);

	json_set(j, "quote", wire_write(&entity_quote, q, NULL));
	json_set_text(j, "lang", lang_code(i18n_get()));
	json_set_text(j, "zone", zone);
	json_write(j, false, &text);
	json_free(j);
	if (fd < 0 || write(fd, str_c(&text), text.len) != (ssize_t)text.len || lseek(fd, 0, SEEK_SET)) {
		err_errno(e, PROGRAM);
		if (fd >= 0) {
			close(fd);
		}
		fd = -1;
	}
	str_finish(&text);
	return fd;
}

static void become(int in, int out, int said, const char *program)
{
	char *argv[] = {(char *)PROGRAM, NULL};

	dup2(in, 0);
	dup2(out, 1);
	dup2(said, 2);
	execv(program, argv);
	execvp(PROGRAM, argv);
	_exit(127);
}

static int start(struct job *job, int in, int out, struct err *e)
{
	char *program = path_beside(PROGRAM);
	int fds[2] = {-1, -1}, r = -1;

	if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) || (job->pid = fork()) < 0) {
		err_errno(e, PROGRAM);
		goto out;
	}
	if (job->pid == 0) {
		become(in, out, fds[1], program);
	}
	job->said_fd = fds[0];
	fds[0] = -1;
	r = 0;
out:
	if (fds[0] >= 0) {
		close(fds[0]);
	}
	if (fds[1] >= 0) {
		close(fds[1]);
	}
	free(program);
	return r;
}

/* The helper's end of the pipe is closed: it is over, or about to be. */
static void over(struct job *job)
{
	struct err e = ERR_NONE;
	int status = -1;

	loop_fd_remove(job->loop, job->said_fd);
	close(job->said_fd);
	while (waitpid(job->pid, &status, 0) < 0 && errno == EINTR) {
	}
	while (job->said.len && job->said.s[job->said.len - 1] == '\n') {
		str_cut(&job->said, job->said.len - 1);
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127) {
		err_set(&e, ERR_NOT_FOUND, tr("the program %s is not installed"), PROGRAM);
	} else if (!WIFEXITED(status) || WEXITSTATUS(status)) {
		err_set(&e, ERR_INTERNAL, "%s: %s", PROGRAM, str_c(&job->said));
	}
	if (e.code) {
		unlink(job->path);
	}
	job->done(job->arg, str_c(&job->said), &e);
	str_finish(&job->said);
	free(job->path);
	free(job);
}

static void on_said(void *arg, int fd, int events)
{
	struct job *job = arg;
	char buf[256];
	ssize_t n = read(fd, buf, sizeof(buf));

	(void)events;
	if (n > 0 && job->said.len < SAID_MAX) {
		str_addn(&job->said, buf, (size_t)n);
	}
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
		over(job);
	}
}

int pdf_make(struct loop *loop, const struct quote *q, const char *zone, const char *path, pdf_done_fn *done, void *arg, struct err *e)
{
	struct job *job = xcalloc(1, sizeof(*job));
	int in = input_of(q, zone, e), out = in < 0 ? -1 : open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600), r = -1;

	if (in >= 0 && out < 0) {
		err_errno(e, path);
	} else if (in >= 0) {
		r = start(job, in, out, e);
		if (r) {
			unlink(path);
		}
	}
	if (in >= 0) {
		close(in);
	}
	if (out >= 0) {
		close(out);
	}
	if (r) {
		free(job);
		return -1;
	}
	job->loop = loop;
	job->path = xstrdup(path);
	job->done = done;
	job->arg = arg;
	loop_fd(loop, job->said_fd, LOOP_READ, on_said, job);
	return 0;
}
