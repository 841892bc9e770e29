#ifndef NET_LIBCURL_H
#define NET_LIBCURL_H

#define CURL_DISABLE_TYPECHECK 1
#include <curl/curl.h>

#include "base/err.h"

/*
 * libcurl.so.4, loaded when it is first needed: with the forty libraries it brings it is two
 * thirds of a start, and no frame needs it. Once loaded it stays.
 */
#define LIBCURL_FUNCTIONS(X) \
	X(curl_global_init) X(curl_global_cleanup) X(curl_getdate) X(curl_slist_append) X(curl_slist_free_all) \
	X(curl_easy_init) X(curl_easy_cleanup) X(curl_easy_setopt) X(curl_easy_getinfo) X(curl_easy_strerror) \
	X(curl_multi_init) X(curl_multi_cleanup) X(curl_multi_setopt) X(curl_multi_add_handle) \
	X(curl_multi_remove_handle) X(curl_multi_socket_action) X(curl_multi_info_read)

/* curl.h makes macros of these */
#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

struct libcurl {
	void *library;
#define X(f) __typeof__(f) *f;
	LIBCURL_FUNCTIONS(X)
#undef X
};

/* 0 when it is there; ERR_OFFLINE when it is not installed. */
int libcurl_load(struct err *e);
/* After that. */
const struct libcurl *libcurl(void);

#endif
