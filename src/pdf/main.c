#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/alloc.h"
#include "sheet.h"
#include "wire/wire.h"

/*
 * {"quote": {...}, "lang": "ko", "zone": "Asia/Seoul"} on standard input, the PDF on standard
 * output. What went wrong, or a warning, is on standard error. Exit status: 0 made, 1 not.
 */
#define INPUT_MAX (4 << 20)
#define CPU_SECONDS 20
#define MEMORY_MAX (768 << 20)

static void limit(void)
{
	setrlimit(RLIMIT_CPU, &(struct rlimit){CPU_SECONDS, CPU_SECONDS});
	setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
#ifndef __SANITIZE_ADDRESS__
	setrlimit(RLIMIT_AS, &(struct rlimit){MEMORY_MAX, MEMORY_MAX});
#endif
}

static int complain(const struct err *e)
{
	fprintf(stderr, "%s%s%s\n", tr(err_title(e->code)), *e->text ? ": " : "", e->text);
	return 1;
}

static int read_all(struct str *in, struct err *e)
{
	char buf[16384];
	ssize_t n;

	while ((n = read(0, buf, sizeof(buf))) != 0) {
		if (n < 0 && errno != EINTR) {
			return err_errno(e, "stdin");
		}
		str_addn(in, buf, n > 0 ? (size_t)n : 0);
		if (in->len > INPUT_MAX) {
			return err_set(e, ERR_TOO_LARGE, "%s", "");
		}
	}
	return 0;
}

static int write_all(const struct str *out, struct err *e)
{
	for (size_t at = 0; at < out->len;) {
		ssize_t n = write(1, out->s + at, out->len - at);

		if (n < 0 && errno != EINTR) {
			return err_errno(e, "stdout");
		}
		at += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

static int make(const struct json *j, struct arena *a, struct str *out, int *unknown, struct err *e)
{
	const struct json *quote = json_get(j, "quote");
	const char *lang = json_get_text(j, "lang"), *zone = json_get_text(j, "zone");
	struct sheet s = {.zone = zone ? zone : ""};
	enum lang known;

	if (lang && !lang_parse(lang, &known)) {
		i18n_set(known);
	}
	s.quote = quote ? wire_read(&entity_quote, quote, WIRE_REPLY, a, e) : NULL;
	if (!s.quote) {
		return err_set(e, ERR_INVALID, "there is no quote");
	}
	return sheet_make(&s, out, unknown, e);
}

int main(void)
{
	struct str in = STR_INIT, out = STR_INIT;
	struct err e = ERR_NONE;
	struct json *j = NULL;
	struct arena a;
	int unknown = 0, code = 1;

	limit();
	i18n_init(NULL);
	i18n_set(i18n_from_env());
	arena_init(&a);
	j = read_all(&in, &e) ? NULL : json_parse(str_c(&in), in.len, &e);
	if (!j || make(j, &a, &out, &unknown, &e) || write_all(&out, &e)) {
		complain(&e);
		goto out;
	}
	if (unknown) {
		fprintf(stderr, tr("%d letters have no font here; install one, such as fonts-noto-cjk\n"), unknown);
	}
	code = 0;
out:
	json_free(j);
	arena_finish(&a);
	str_finish(&in);
	str_finish(&out);
	/* fontconfig keeps all it read until the end, and at once is soon enough */
	_exit(code);
}
