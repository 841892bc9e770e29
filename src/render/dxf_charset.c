/* The file's bytes as UTF-8. */
#include <strings.h>
#include <string.h>

#include "dxf.h"
#include "text/utf8.h"

int dxf_charset_named(const char *s, size_t n)
{
	(void)s;
	(void)n;
	return -1;
}

void dxf_decode(const struct dxf *d, struct str *out, const char *s, size_t n)
{
	(void)d;
	if (utf8_valid(s, n)) {
		str_addn(out, s, n);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		utf8_add(out, (unsigned char)s[i]);
	}
}
