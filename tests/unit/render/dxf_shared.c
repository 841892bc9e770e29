/* Real drawings beside what another reader made of them, and files made to hurt. */
#include <dirent.h>
#include <math.h>
#include <stdlib.h>

#include "base/fs.h"
#include "dxf_help.h"
#include "src/render/dxf_mtext.h"

/* ---- as much JSON as expected/dxf.json is written in ---- */

struct json { const char *p; };

static void blank(struct json *j)
{
	j->p += strspn(j->p, " \t\r\n,:");
}

static bool enter(struct json *j, char c)
{
	blank(j);
	if (*j->p != c) {
		return false;
	}
	j->p++;
	return true;
}

static void string(struct json *j, struct str *out)
{
	str_clear(out);
	assert_true(enter(j, '"'));
	for (; *j->p != '"'; j->p++) {
		assert_true(*j->p);
		if (*j->p != '\\') {
			str_addc(out, *j->p);
			continue;
		}
		j->p++;
		if (*j->p == 'u') {
			char hex[8] = "\\U+";

			/* the reader under test knows \U+XXXX */
			memcpy(hex + 3, j->p + 1, 4);
			str_addn(out, hex, 7);
			j->p += 4;
		} else {
			str_addc(out, strchr("nrtbf", *j->p) ? ' ' : *j->p);
		}
	}
	j->p++;
}

static void skip_value(struct json *j)
{
	struct str s = STR_INIT;

	blank(j);
	if (*j->p == '"') {
		string(j, &s);
	} else if (*j->p == '{' || *j->p == '[') {
		char end = *j->p++ == '{' ? '}' : ']';

		while (!enter(j, end)) {
			skip_value(j);
		}
	} else {
		j->p += strcspn(j->p, ",]}");
	}
	str_finish(&s);
}

/* ---- */

struct figures { long files, strings, found, kinds, kinds_same, boxes, boxes_same, drawn; };

static void no_blanks(struct str *out, const char *s)
{
	for (; *s; s++) {
		if ((unsigned char)*s > 32) {
			str_addc(out, *s);
		}
	}
}

/* Expected strings are as in the file, so they go through the same codes. */
static void check_texts(struct json *j, const struct scene *s, struct figures *f)
{
	struct dxf plain = {.head = {.version = 1032}};
	struct str want = STR_INIT, line = STR_INIT, bare = STR_INIT, all = STR_INIT;

	for (size_t i = 0; i < s->pages.n; i++) {
		for (size_t k = 0; k < s->pages.v[i]->texts.n; k++) {
			no_blanks(&all, s->pages.v[i]->texts.v[k].text);
		}
	}
	assert_true(enter(j, '['));
	while (!enter(j, ']')) {
		string(j, &want);
		str_clear(&line);
		str_clear(&bare);
		dxf_one_line(&plain, &line, str_c(&want), want.len);
		no_blanks(&bare, str_c(&line));
		f->strings++;
		if (strstr(str_c(&all), str_c(&bare))) {
			f->found++;
		} else {
			print_message("  not found: %s\n", str_c(&want));
		}
	}
	str_finish(&want);
	str_finish(&line);
	str_finish(&bare);
	str_finish(&all);
}

static void check_kinds(struct json *j, const struct scene *s, struct figures *f, const char *file)
{
	struct str name = STR_INIT;

	assert_true(enter(j, '{'));
	while (!enter(j, '}')) {
		string(j, &name);
		blank(j);
		long want = strtol(j->p, (char **)&j->p, 10), got = 0;

		for (size_t i = 0; i < s->kinds.n; i++) {
			got += streq(s->kinds.v[i].name, str_c(&name)) ? s->kinds.v[i].drawn : 0;
		}
		f->kinds++;
		f->kinds_same += got == want;
		if (got != want) {
			print_message("  %s: %s %ld, not %ld\n", file, str_c(&name), got, want);
		}
	}
	str_finish(&name);
}

/* Of the model; texts are as wide as a font that others have. */
static void check_box(struct json *j, const struct scene *s, struct figures *f, const char *file)
{
	const struct scene_page *p = NULL;
	double b[4];

	assert_true(enter(j, '['));
	for (int i = 0; i < 4; i++) {
		blank(j);
		b[i] = strtod(j->p, (char **)&j->p); /* allowed: lengths of another reader */
	}
	assert_true(enter(j, ']'));
	for (size_t i = 0; i < s->pages.n; i++) {
		p = streq(s->pages.v[i]->name, "Model") ? s->pages.v[i] : p;
	}
	assert_non_null(p);
	double size = hypot(b[2] - b[0], b[3] - b[1]);
	double off = fmax(fmax(fabs(p->x0 - b[0]), fabs(p->y0 - b[1])), fmax(fabs(p->x1 - b[2]), fabs(p->y1 - b[3])));

	f->boxes++;
	f->boxes_same += off <= 0.02 * size;
	if (off > 0.02 * size) {
		print_message("  %s: box %g %g %g %g, not %g %g %g %g\n", file, p->x0, p->y0, p->x1, p->y1, b[0], b[1], b[2], b[3]);
	}
}

static void one_file(struct json *j, const char *shared, const char *file, struct figures *f)
{
	char *path = xasprintf("%s/data/drawings/dxf/%s", shared, file);
	struct str data = STR_INIT, key = STR_INIT;
	struct err e = ERR_NONE;
	struct scene s;

	scene_init(&s);
	assert_int_equal(fs_read(path, (size_t)16 << 20, &data, &e), 0);
	if (dxf_read((const unsigned char *)str_c(&data), data.len, &s, &e)) {
		fail_msg("%s: %s", file, e.text);
	}
	f->files++;
	f->drawn += s.nsegs || s.ntexts;
	assert_true(enter(j, '{'));
	while (!enter(j, '}')) {
		string(j, &key);
		if (streq(str_c(&key), "texts")) {
			check_texts(j, &s, f);
		} else if (streq(str_c(&key), "types")) {
			check_kinds(j, &s, f, file);
		} else if (streq(str_c(&key), "bbox")) {
			check_box(j, &s, f, file);
		} else {
			skip_value(j);
		}
	}
	scene_finish(&s);
	str_finish(&data);
	str_finish(&key);
	free(path);
}

static void reads_real_drawings(void **state)
{
	const char *shared = unit_shared();
	struct figures f = {0};
	struct str all = STR_INIT, file = STR_INIT;
	struct err e = ERR_NONE;

	(void)state;
	if (!shared) {
		print_message("skipped: no shared data\n");
		skip();
	}
	char *path = xasprintf("%s/data/expected/dxf.json", shared);

	assert_int_equal(fs_read(path, (size_t)16 << 20, &all, &e), 0);
	struct json j = {str_c(&all)};

	assert_true(enter(&j, '{'));
	while (!enter(&j, '}')) {
		string(&j, &file);
		one_file(&j, shared, str_c(&file), &f);
	}
	print_message("  %ld files, %ld with something drawn; %ld of %ld strings found; %ld of %ld counts of a kind and %ld of %ld "
		"extents alike\n", f.files, f.drawn, f.found, f.strings, f.kinds_same, f.kinds, f.boxes_same, f.boxes);
	assert_true(f.files >= 60);
	assert_true(f.found * 100 >= f.strings * 97);
	assert_true(f.kinds_same * 100 >= f.kinds * 97);
	/* the others differ by the width of texts or the bend of leaders */
	assert_true(f.boxes_same * 100 >= f.boxes * 75);
	free(path);
	str_finish(&all);
	str_finish(&file);
}

static void survives_hostile_files(void **state)
{
	const char *shared = unit_shared();
	struct dirent *entry;
	long files = 0, partial = 0, refused = 0;

	(void)state;
	if (!shared) {
		print_message("skipped: no shared data\n");
		skip();
	}
	char *folder = xasprintf("%s/data/hostile/dxf", shared);
	DIR *dir = opendir(folder);

	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		char *path = xasprintf("%s/%s", folder, entry->d_name);
		struct str data = STR_INIT;
		struct err e = ERR_NONE;
		struct scene s;

		if (entry->d_name[0] != '.' && fs_read(path, (size_t)16 << 20, &data, &e) == 0) {
			scene_init(&s);
			files++;
			if (dxf_read((const unsigned char *)str_c(&data), data.len, &s, &e)) {
				assert_true(starts_with(e.text, "DXF"));
				refused++;
			} else {
				partial += s.cut;
			}
			scene_finish(&s);
		}
		str_finish(&data);
		free(path);
	}
	closedir(dir);
	free(folder);
	print_message("  %ld files: %ld in part, %ld refused\n", files, partial, refused);
	assert_true(files > 10);
}

UNIT_TESTS(dxf_shared,
	cmocka_unit_test(reads_real_drawings),
	cmocka_unit_test(survives_hostile_files));
