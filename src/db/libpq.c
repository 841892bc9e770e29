#include "libpq.h"

#include <dlfcn.h>
#include <string.h>

int libpq_load(struct libpq *pq, struct err *e)
{
	/* OpenSSL, which comes with it, cannot be unloaded */
	pq->library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	if (!pq->library) {
		return err_set(e, ERR_DB, "libpq.so.5 is needed for PostgreSQL: %s", dlerror());
	}
#define X(f) \
	{ \
		void *p = dlsym(pq->library, #f); \
		if (!p) { \
			libpq_unload(pq); \
			return err_set(e, ERR_DB, "libpq.so.5 has no %s", #f); \
		} \
		memcpy(&pq->f, &p, sizeof(p)); \
	}
	LIBPQ_FUNCTIONS(X)
#undef X
	return 0;
}

void libpq_unload(struct libpq *pq)
{
	if (pq->library) {
		dlclose(pq->library);
		pq->library = NULL;
	}
}
