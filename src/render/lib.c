#include "lib.h"

#include <dlfcn.h>
#include <string.h>

static void *open_library(const char *file, struct err *e)
{
	void *library = dlopen(file, RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);

	if (!library) {
		err_set(e, ERR_DRAWING, "%s", file);
	}
	return library;
}

static int find(void *library, const char *file, const char *name, void *out, struct err *e)
{
	void *p = dlsym(library, name);

	if (!p) {
		return err_set(e, ERR_DRAWING, "%s: %s", file, name);
	}
	memcpy(out, &p, sizeof(p));
	return 0;
}

/* One of each a process, as the library itself; the functions of GLib come with those that need it. */
#define FIND(f) || find(library, file, #f, &found.f, e)
#define LIBRARY(name, soname, FUNCTIONS) \
	const struct lib_##name *lib_##name(struct err *e) \
	{ \
		static struct lib_##name loaded; \
		static const char file[] = soname; \
		struct lib_##name found = {0}; \
		void *library = loaded.library ? loaded.library : open_library(file, e); \
		if (!library) { \
			return NULL; \
		} \
		if (!loaded.library) { \
			if (0 FUNCTIONS(FIND)) { \
				return NULL; \
			} \
			loaded = found; \
			loaded.library = library; \
		} \
		return &loaded; \
	}

LIBRARY(cairo, "libcairo.so.2", CAIRO_FUNCTIONS)
LIBRARY(rsvg, "librsvg-2.so.2", RSVG_FUNCTIONS)
LIBRARY(poppler, "libpoppler-glib.so.8", POPPLER_FUNCTIONS)
LIBRARY(glib, "libgobject-2.0.so.0", GLIB_FUNCTIONS)
LIBRARY(xml, "libxml2.so.2", XML_FUNCTIONS)
LIBRARY(jpeg, "libturbojpeg.so.0", JPEG_FUNCTIONS)
LIBRARY(zlib, "libz.so.1", ZLIB_FUNCTIONS)
