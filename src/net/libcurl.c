#include "libcurl.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"

/* One a process, as the library itself. */
static struct libcurl loaded;

static int find_all(void *library, struct libcurl *out, struct err *e)
{
#define X(f) \
	{ \
		void *p = dlsym(library, #f); \
		if (!p) { \
			return err_set(e, ERR_OFFLINE, tr("libcurl.so.4 has no %s"), #f); \
		} \
		memcpy(&out->f, &p, sizeof(p)); \
	}
	LIBCURL_FUNCTIONS(X)
#undef X
	out->library = library;
	return 0;
}

int libcurl_load(struct err *e)
{
	struct libcurl found = {0};
	void *library;
	int r = -1;

	if (loaded.library) {
		return 0;
	}
	/* GnuTLS comes along for protocols we do not speak, and would set itself up as it is loaded */
	setenv("GNUTLS_NO_IMPLICIT_INIT", "1", 0);
	library = dlopen("libcurl.so.4", RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
	unsetenv("GNUTLS_NO_IMPLICIT_INIT");
	if (!library) {
		return err_set(e, ERR_OFFLINE, tr("libcurl.so.4 is needed for a connection: %s"), dlerror());
	}
	r = find_all(library, &found, e);
	if (r == 0) {
		loaded = found;
	} else {
		dlclose(library);
	}
	return r;
}

const struct libcurl *libcurl(void)
{
	return &loaded;
}
