/* The DXF reader: from pairs to pages. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "dxf.h"

static const struct { int version; const char *name; } releases[] = {
	{1002, "R2.5"}, {1003, "R2.6"}, {1004, "R9"}, {1006, "R10"}, {1009, "R12"}, {1012, "R13"}, {1014, "R14"}, {1015, "R2000"},
	{1018, "R2004"}, {1021, "R2007"}, {1024, "R2010"}, {1027, "R2013"}, {1032, "R2018"},
};

static void name_format(struct dxf *d)
{
	const char *name = NULL;

	for (size_t i = 0; i < lengthof(releases); i++) {
		if (releases[i].version == d->head.version) {
			name = releases[i].name;
		}
	}
	if (name) {
		snprintf(d->s->format, sizeof(d->s->format), "DXF %s (AC%d)", name, d->head.version);
	} else {
		snprintf(d->s->format, sizeof(d->s->format), "DXF");
	}
}

int dxf_read(const unsigned char *data, size_t n, struct scene *s, struct err *e)
{
	struct dxf d = {.s = s, .work = DXF_WORK, .deadline = clock_mono_ms() + DXF_TIME};
	int r = dxf_pairs(&d, data, n, e);

	if (r == 0) {
		dxf_header(&d);
		if (!d.head.charset && d.head.version < 1021) {
			dxf_charset_guess(&d);
		}
		name_format(&d);
		dxf_tables(&d);
		dxf_pages(&d);
		dxf_tables_finish(&d);
	}
	vec_finish(&d.rays);
	vec_finish(&d.pairs);
	str_finish(&d.text);
	return r;
}
