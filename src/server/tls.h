#ifndef SERVER_TLS_H
#define SERVER_TLS_H

#include <stdbool.h>

#include "base/err.h"

/*
 * The server's certificate and key. What is loaded stays in memory until the end, since
 * handshakes may be under way with it; tls_reload() only changes which one is new.
 */
struct tls;
#define TLS_PIN 64

int tls_create(struct tls **out, const char *cert_path, const char *key_path, struct err *e);
void tls_destroy(struct tls *t);
int tls_reload(struct tls *t, struct err *e);
/* "sha256//..." of the public key, as CURLOPT_PINNEDPUBLICKEY takes it; constant while t lives. */
const char *tls_pin(const struct tls *t);
/* A gnutls_certificate_retrieve_function2 that finds t in the session's MHD daemon. */
void *tls_callback(void);
/* The one that the callback serves; NULL none. One server a process has TLS at a time. */
void tls_serve(struct tls *t);

/* Makes an ECDSA P-256 key and a self-signed certificate for host, ten years; key mode 0600. */
int tls_make(const char *cert_path, const char *key_path, const char *host, struct err *e);
/* ERR_KEY when others than the owner may read the key. */
int tls_check_mode(const char *key_path, struct err *e);

#endif
