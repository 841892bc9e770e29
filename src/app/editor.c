#include "app_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "text/clean.h"
#include "text/utf8.h"

/*
 * A text in the user's own editor. The terminal is given over and nothing else runs meanwhile,
 * as with suspend; the text was saved as a draft before. The temporary file lies in the
 * runtime folder (0700) and is removed; it stays, and is named, when something failed.
 */
#define TEXT_MAX (1 << 20)

static const char *editor_program(void)
{
	const char *p = getenv("VISUAL");

	p = p && *p ? p : getenv("EDITOR");
	return p && *p ? p : "vi";
}

/* The program may come with arguments ("emacsclient -nw"): parted at blanks, no shell. */
static pid_t start(const char *program, const char *path)
{
	char *copy = xstrdup(program), *argv[16];
	int n = 0;
	pid_t pid;

	for (char *save = NULL, *w = strtok_r(copy, " ", &save); w && n < 14; w = strtok_r(NULL, " ", &save)) {
		argv[n++] = w;
	}
	argv[n++] = (char *)path;
	argv[n] = NULL;
	pid = fork();
	if (pid == 0) {
		child_is();
		execvp(argv[0], argv);
		_exit(127);
	}
	free(copy);
	return pid;
}

/* Without a runtime folder it lies in /tmp, where another user may have made it first. */
static int own_folder(const char *dir, struct err *e)
{
	struct stat st;

	if (fs_mkdirs(dir, 0700, e)) {
		return -1;
	}
	if (lstat(dir, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid() && !(st.st_mode & (S_IWGRP | S_IWOTH))) {
		return 0;
	}
	errno = EPERM;
	return err_errno(e, dir);
}

static char *write_temp(const char *name, const char *text, struct err *e)
{
	char *dir = fs_place(FS_RUNTIME), *path = NULL;
	int fd = -1;
	size_t n = strlen(text);

	if (own_folder(dir, e)) {
		goto out;
	}
	path = xasprintf("%s/%s-XXXXXX.txt", dir, name);
	fd = mkstemps(path, 4);
	if (fd < 0 || write(fd, text, n) != (ssize_t)n) {
		err_errno(e, path);
		if (fd >= 0) {
			unlink(path);
		}
		free(path);
		path = NULL;
	}
	if (fd >= 0) {
		close(fd);
	}
out:
	free(dir);
	return path;
}

/* Back to what a text field may hold: valid, no control bytes, no line end at the end. */
static void tidy(struct str *text)
{
	struct str out = STR_INIT;

	clean(&out, str_c(text), text->len, CLEAN_MULTILINE);
	str_clear(text);
	str_addn(text, str_c(&out), out.len);
	while (text->len && text->s[text->len - 1] == '\n') {
		str_cut(text, text->len - 1);
	}
	str_finish(&out);
}

static int run_editor(struct app *app, const char *path)
{
	struct child c;
	int r;

	term_leave(app->term);
	child_begin(&c);
	r = child_wait(start(editor_program(), path));
	child_end(&c);
	term_enter(app->term);
	return r;
}

void app_editor(struct app *app, const char *name, const char *text, size_t max, app_text_fn *done, void *arg)
{
	struct err e = ERR_NONE;
	struct str back = STR_INIT;
	char *path;
	int r;

	if (term_fd(app->term) < 0) {
		app_say(app, STYLE_BAD, "%s", tr("There is no terminal for an editor."));
		return;
	}
	path = write_temp(name, text, &e);
	if (!path) {
		app_fail(app, &e, tr("The editor was not started."), NULL);
		return;
	}
	r = run_editor(app, path);
	if (r == 0 && !fs_read(path, TEXT_MAX, &back, &e)) {
		tidy(&back);
	}
	if (r != 0 || e.code != ERR_OK) {
		app_say(app, STYLE_BAD, tr("%s ended with an error; what it wrote is in %s"), editor_program(), path);
		done(arg, NULL);
	} else if (back.len > max) {
		app_say(app, STYLE_BAD, tr("This is too long: %zu bytes, where %zu have room. It is kept in %s"), back.len, max, path);
		done(arg, NULL);
	} else {
		unlink(path);
		done(arg, strcmp(str_c(&back), text) ? str_c(&back) : NULL);
	}
	str_finish(&back);
	free(path);
	app_dirty(app);
}
