#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/i18n.h"
#include "draw/protocol.h"
#include "unit/unit.h"

/* Renderers that misbehave: whatever they do is one `failed`, and the caller lives on. */
struct seen { struct loop *loop; struct drawing *d; int infos, texts, pictures, failures; char why[ERR_TEXT_MAX]; struct drawing_view last; bool close_in_event; };

static void on_info(void *arg, const struct drawing_info *info)
{
	struct seen *s = arg;

	s->infos++;
	assert_ptr_equal(info, drawing_info(s->d));
	if (s->close_in_event) {
		drawing_close(s->d);
		s->d = NULL;
	}
}

static void on_texts(void *arg, const struct drawing_texts *t)
{
	((struct seen *)arg)->texts++;
	assert_int_equal(1, t->n);
	assert_string_equal("R5", t->v[0].text);
}

static void on_picture(void *arg, const struct drawing_picture *p)
{
	struct seen *s = arg;

	s->pictures++;
	s->last = p->view;
}

static void on_failed(void *arg, const struct err *e)
{
	struct seen *s = arg;

	s->failures++;
	snprintf(s->why, sizeof(s->why), "%s", e->text);
}

static const struct drawing_events events = {on_info, on_texts, on_picture, on_failed};

static char *write_file(const char *name, const char *p, size_t n, mode_t mode)
{
	char *path = xasprintf("%s/%s", unit_dir(), name);
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(n, fwrite(p, 1, n, f));
	fclose(f);
	chmod(path, mode);
	return path;
}

/* A renderer that is a shell script: its input is the drawing, its output the socket. */
static bool start(struct seen *s, const char *script, int time_ms)
{
	char *text = xasprintf("#!/bin/sh\n%s\n", script), *program = write_file("helper", text, strlen(text), 0700);
	struct drawing_conf conf = {.program = program, .fd = open("/dev/null", O_RDONLY | O_CLOEXEC), .name = "part.dxf", .time_ms = time_ms, .events = &events, .arg = s};
	struct err e = ERR_NONE;

	*s = (struct seen){.loop = loop_create(), .close_in_event = s->close_in_event};
	i18n_init(NULL);
	conf.loop = s->loop;
	s->d = drawing_open(&conf, &e);
	free(text);
	free(program);
	return s->d;
}

static void finish(struct seen *s)
{
	drawing_close(s->d);
	loop_destroy(s->loop);
}

static void bad_ends(void **state)
{
	static const struct { const char *script, *why; } cases[] = {
		{"kill -SEGV $$", "its renderer ended (11)"}, {"kill -ABRT $$", "gave up"}, {"kill -PROF $$", "takes too long"},
		{"exit 3", "its renderer ended (259)"}, {"exec 1>&-; exec sleep 60", "gave up"}, {"exec sleep 60", "takes too long"},
		{"printf 'GET / HTTP/1.1\\r\\n\\r\\n'; exec sleep 60", "answered nonsense"}, {"printf '\\001\\000\\000\\000\\020'", "answered nonsense"},
		{"printf '\\001\\000\\000\\000\\022'", "answered nonsense"}, {"head -c 100000 /dev/zero", "answered nonsense"},
		{"printf '\\377\\377\\377\\177'", "answered nonsense"}, {"printf '\\005\\000'", "its renderer ended (256)"},
	};

	(void)state;
	for (size_t i = 0; i < lengthof(cases); i++) {
		struct seen s = {0};

		assert_true(start(&s, cases[i].script, 200));
		assert_true(drawing_busy(s.d));
		while (!s.failures) {
			loop_once(s.loop, -1);
		}
		if (!strstr(s.why, cases[i].why)) {
			fail_msg("%s: %s", cases[i].script, s.why);
		}
		assert_non_null(strstr(s.why, "part.dxf"));
		assert_false(drawing_busy(s.d));
		/* nothing more comes of it, whatever is asked */
		drawing_view(s.d, &(struct drawing_view){.cols = 80, .rows = 24});
		drawing_want_texts(s.d, 0);
		assert_true(loop_idle(s.loop));
		assert_int_equal(1, s.failures);
		finish(&s);
	}
}

static void not_there(void **state)
{
	struct err e = ERR_NONE;
	struct loop *l = loop_create();
	struct drawing_conf conf = {.loop = l, .program = "/nonexistent/fettle-draw", .fd = open("/dev/null", O_RDONLY | O_CLOEXEC), .events = &events};

	(void)state;
	assert_null(drawing_open(&conf, &e));
	assert_int_equal(-1, fcntl(conf.fd, F_GETFD));
	drawing_close(NULL);
	loop_destroy(l);
}

static char *answers(int pictures)
{
	struct str out = STR_INIT;
	const uint8_t bits[4] = {0};
	struct drawing_page page = {.name = "", .unit = "mm", .unit_mm = 1, .extent = {0, 0, 10, 10}};
	struct drawing_info info = {.format = "TEST", .note = "", .npages = 1, .pages = &page};
	struct drawing_text text = {.text = "R5", .w = 1, .h = 1};
	struct drawing_picture p = {.view = {.cols = 1, .rows = 1, .unit = 1, .aspect = 2}, .w = 2, .h = 4, .stride = 1, .bits = bits};
	char *path;

	proto_put_info(&out, &info);
	if (pictures) {
		proto_put_texts(&out, &(struct drawing_texts){.n = 1, .v = &text});
		proto_put_picture(&out, &p);
	}
	path = write_file("answers", str_c(&out), out.len, 0600);
	str_finish(&out);
	return path;
}

static void good_answers(void **state)
{
	struct seen s = {0};
	char *path = answers(1), *script = xasprintf("cat %s; exec sleep 60", path);

	(void)state;
	/* a picture that was not asked for is nonsense, so ask before it can come */
	assert_true(start(&s, script, 10000));
	drawing_view(s.d, &(struct drawing_view){.cols = 1, .rows = 1});
	/* of those that wait the latest alone is sent on */
	drawing_view(s.d, &(struct drawing_view){.cols = 2, .rows = 2});
	drawing_view(s.d, &(struct drawing_view){.cols = 3, .rows = 3});
	while (!s.pictures && !s.failures) {
		loop_once(s.loop, -1);
	}
	assert_int_equal(0, s.failures);
	assert_int_equal(1, s.infos);
	assert_int_equal(1, s.texts);
	assert_true(drawing_busy(s.d));
	finish(&s);
	free(path);
	free(script);
}

static void closed_in_an_event(void **state)
{
	struct seen s = {.close_in_event = true};
	char *path = answers(0), *script = xasprintf("cat %s; exec sleep 60", path);

	(void)state;
	assert_true(start(&s, script, 10000));
	while (!s.infos && !s.failures) {
		loop_once(s.loop, -1);
	}
	assert_int_equal(1, s.infos);
	assert_true(loop_idle(s.loop));
	assert_int_equal(0, s.failures);
	finish(&s);
	free(path);
	free(script);
}

UNIT_TESTS(client,
	cmocka_unit_test(bad_ends),
	cmocka_unit_test(not_there),
	cmocka_unit_test(good_answers),
	cmocka_unit_test(closed_in_an_event));
