#include "app_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "wire/wire.h"

/*
 * An object as JSON to a command of the user's own (asked for by name, run by the user's shell, which
 * is what they mean by a command; nothing of ours is put into its text). Off under --read-only.
 */
static struct json *object_json(struct app *app, const char *id, struct arena *a)
{
	static const enum kind kinds[] = {KIND_RFQ, KIND_QUOTE, KIND_DEAL, KIND_PROFILE};

	for (size_t i = 0; i < lengthof(kinds); i++) {
		const void *obj = store_get(app->store, kinds[i], id, a, NULL);

		if (obj) {
			return wire_write(entities[kinds[i]], obj, app_me(app));
		}
	}
	return NULL;
}

static void feed(int fd, const char *s, size_t n)
{
	while (n) {
		ssize_t w = write(fd, s, n);

		if (w < 0 && errno == EINTR) {
			continue;
		}
		if (w <= 0) {
			break;
		}
		s += w;
		n -= (size_t)w;
	}
	close(fd);
}

/* Not by stdio, which would remember the end of a file and go back at once the next time. */
static void wait_for_enter(void)
{
	char c = 0;
	ssize_t n = 1;

	printf("\n%s", tr("Enter goes back to fettle. "));
	fflush(stdout);
	while ((n == 1 && c != '\n') || (n < 0 && errno == EINTR)) {
		n = read(0, &c, 1);
	}
}

static int run(const char *command, const struct str *text)
{
	int fds[2];
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC)) {
		return -1;
	}
	pid = fork();
	if (pid == 0) {
		child_is();
		dup2(fds[0], 0);
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	close(fds[0]);
	feed(fds[1], str_c(text), text->len);
	return child_wait(pid);
}

static void run_apart(struct app *app, const char *command, const struct str *text)
{
	struct child c;
	int r;

	term_leave(app->term);
	child_begin(&c);
	r = run(command, text);
	wait_for_enter();
	child_end(&c);
	term_enter(app->term);
	if (r) {
		app_say(app, STYLE_BAD, tr("The command ended with status %d."), r);
	}
}

void pipe_object(struct app *app, const char *command)
{
	struct arena a;
	struct json *j;
	struct str text = STR_INIT;

	if (app->conf.read_only || term_fd(app->term) < 0) {
		app_say(app, STYLE_BAD, "%s", tr("Commands are not run read-only or without a terminal."));
		return;
	}
	arena_init(&a);
	j = object_json(app, stage_object(app), &a);
	if (!j) {
		app_say(app, STYLE_TEXT, "%s", tr("Choose something first."));
	} else {
		json_write(j, true, &text);
		str_addc(&text, '\n');
		run_apart(app, command, &text);
		json_free(j);
	}
	str_finish(&text);
	arena_finish(&a);
}
