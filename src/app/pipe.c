#include "app_impl.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
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

		if (w <= 0) {
			break;
		}
		s += w;
		n -= (size_t)w;
	}
	close(fd);
}

static void run(struct app *app, const char *command, const struct str *text)
{
	int fds[2], status = 0;
	pid_t pid;

	if (pipe(fds)) {
		return;
	}
	term_leave(app->term);
	pid = fork();
	if (pid == 0) {
		dup2(fds[0], 0);
		close(fds[0]);
		close(fds[1]);
		sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
		i18n_restore_env();
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	close(fds[0]);
	feed(fds[1], str_c(text), text->len);
	waitpid(pid, &status, 0);
	printf("\n%s", tr("Enter goes back to fettle. "));
	fflush(stdout);
	for (int c = getchar(); c != '\n' && c != EOF;) {
		c = getchar();
	}
	term_enter(app->term);
	if (!WIFEXITED(status) || WEXITSTATUS(status)) {
		app_say(app, STYLE_BAD, tr("The command ended with status %d."), WIFEXITED(status) ? WEXITSTATUS(status) : -1);
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
		run(app, command, &text);
		json_free(j);
	}
	str_finish(&text);
	arena_finish(&a);
}
