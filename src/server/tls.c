#include "tls.h"

#include <arpa/inet.h>
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/i18n.h"
#include "base/str.h"

enum { CHAIN_MAX = 8 };
#define FILE_MAX ((size_t)1 << 20)
#define DAY 86400

/* One loaded pair; never freed before the end. */
struct pair {
	gnutls_pcert_st chain[CHAIN_MAX];
	unsigned n;
	gnutls_privkey_t key;
	char pin[TLS_PIN];
	struct pair *older;
};

struct tls {
	char *cert_path, *key_path;
	_Atomic(struct pair *) newest;
};

/* GnuTLS hands its callback no argument of ours. */
static _Atomic(struct tls *) served;

static int tls_err(struct err *e, const char *what, int code)
{
	return err_set(e, ERR_CERT, "%s: %s", what, gnutls_strerror(code));
}

static int read_file(const char *path, gnutls_datum_t *out, struct str *s, struct err *e)
{
	if (fs_read(path, FILE_MAX, s, e) < 0) {
		return -1;
	}
	out->data = (unsigned char *)(uintptr_t)str_c(s);
	out->size = (unsigned)s->len;
	return 0;
}

static int load_chain(struct pair *p, const char *path, struct err *e)
{
	struct str text = STR_INIT;
	gnutls_datum_t pem;
	unsigned n = CHAIN_MAX;
	int r = read_file(path, &pem, &text, e);

	if (r == 0) {
		int code = gnutls_pcert_list_import_x509_raw(p->chain, &n, &pem, GNUTLS_X509_FMT_PEM, 0);
		p->n = code < 0 ? 0 : n;
		r = code < 0 ? tls_err(e, path, code) : 0;
	}
	str_finish(&text);
	return r;
}

static int load_key(struct pair *p, const char *path, struct err *e)
{
	struct str text = STR_INIT;
	gnutls_datum_t pem;
	int r = tls_check_mode(path, e) < 0 ? -1 : read_file(path, &pem, &text, e);

	if (r == 0) {
		int code = gnutls_privkey_init(&p->key);
		if (code >= 0) {
			code = gnutls_privkey_import_x509_raw(p->key, &pem, GNUTLS_X509_FMT_PEM, NULL, 0);
		}
		r = code < 0 ? tls_err(e, path, code) : 0;
	}
	if (text.s) {
		gnutls_memset(text.s, 0, text.len);
	}
	str_finish(&text);
	return r;
}

static int make_pin(gnutls_pubkey_t pub, char pin[TLS_PIN])
{
	gnutls_datum_t der = {0}, hash, text = {0};
	unsigned char digest[32];
	int code = gnutls_pubkey_export2(pub, GNUTLS_X509_FMT_DER, &der);

	if (code >= 0) {
		code = gnutls_hash_fast(GNUTLS_DIG_SHA256, der.data, der.size, digest);
	}
	hash = (gnutls_datum_t){digest, sizeof(digest)};
	if (code >= 0) {
		code = gnutls_base64_encode2(&hash, &text);
	}
	if (code >= 0) {
		snprintf(pin, TLS_PIN, "sha256//%.*s", (int)text.size, (const char *)text.data);
	}
	gnutls_free(der.data);
	gnutls_free(text.data);
	return code;
}

/* The certificate must be of this key. */
static int check_pair(struct pair *p, const char *path, struct err *e)
{
	gnutls_pubkey_t pub;
	char of_key[TLS_PIN] = "";
	int code = gnutls_pubkey_init(&pub);

	if (code < 0) {
		return tls_err(e, path, code);
	}
	code = gnutls_pubkey_import_privkey(pub, p->key, 0, 0);
	if (code >= 0) {
		code = make_pin(pub, of_key);
	}
	gnutls_pubkey_deinit(pub);
	if (code >= 0) {
		code = make_pin(p->chain[0].pubkey, p->pin);
	}
	if (code < 0) {
		return tls_err(e, path, code);
	}
	return streq(of_key, p->pin) ? 0 : err_set(e, ERR_CERT, tr("%s: the certificate is of another key"), path);
}

static void free_pair(struct pair *p)
{
	for (unsigned i = 0; i < p->n; i++) {
		gnutls_pcert_deinit(&p->chain[i]);
	}
	if (p->key) {
		gnutls_privkey_deinit(p->key);
	}
	free(p);
}

int tls_reload(struct tls *t, struct err *e)
{
	struct pair *p = xcalloc(1, sizeof(*p));

	if (load_chain(p, t->cert_path, e) < 0 || load_key(p, t->key_path, e) < 0
		|| check_pair(p, t->cert_path, e) < 0) {
		free_pair(p);
		return -1;
	}
	p->older = atomic_load(&t->newest);
	atomic_store(&t->newest, p);
	return 0;
}

int tls_create(struct tls **out, const char *cert_path, const char *key_path, struct err *e)
{
	struct tls *t = xcalloc(1, sizeof(*t));

	t->cert_path = xstrdup(cert_path);
	t->key_path = xstrdup(key_path);
	if (tls_reload(t, e) < 0) {
		tls_destroy(t);
		return -1;
	}
	*out = t;
	return 0;
}

void tls_destroy(struct tls *t)
{
	if (!t) {
		return;
	}
	for (struct pair *p = atomic_load(&t->newest); p;) {
		struct pair *older = p->older;
		free_pair(p);
		p = older;
	}
	free(t->cert_path);
	free(t->key_path);
	free(t);
}

const char *tls_pin(const struct tls *t)
{
	return atomic_load(&t->newest)->pin;
}

static int on_certificate(gnutls_session_t session, const gnutls_datum_t *names, int nnames,
	const gnutls_pk_algorithm_t *algos, int nalgos, gnutls_pcert_st **chain, unsigned *n, gnutls_privkey_t *key)
{
	struct tls *t = atomic_load(&served);
	struct pair *p = t ? atomic_load(&t->newest) : NULL;

	(void)session, (void)names, (void)nnames, (void)algos, (void)nalgos;
	if (!p) {
		return -1;
	}
	*chain = p->chain;
	*n = p->n;
	*key = p->key;
	return 0;
}

void *tls_callback(void)
{
	return (void *)on_certificate;
}

void tls_serve(struct tls *t)
{
	atomic_store(&served, t);
}

int tls_check_mode(const char *key_path, struct err *e)
{
	struct stat st;

	if (stat(key_path, &st) < 0) {
		return err_errno(e, key_path);
	}
	if (st.st_mode & (S_IRWXG | S_IRWXO)) {
		return err_set(e, ERR_KEY, tr("%s: others than its owner may use this key (mode %03o, wants 600)"),
			key_path, (unsigned)st.st_mode & 0777);
	}
	return 0;
}

static int name_host(gnutls_x509_crt_t crt, const char *host)
{
	unsigned char ip[16];
	int n = inet_pton(AF_INET, host, ip) == 1 ? 4 : inet_pton(AF_INET6, host, ip) == 1 ? 16 : 0;
	int code = n ? gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_IPADDRESS, ip, (unsigned)n, GNUTLS_FSAN_SET)
		: gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_DNSNAME, host, (unsigned)strlen(host), GNUTLS_FSAN_SET);

	if (code >= 0) {
		code = gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_DNSNAME, "localhost", 9, GNUTLS_FSAN_APPEND);
	}
	return code;
}

static int fill_certificate(gnutls_x509_crt_t crt, gnutls_x509_privkey_t key, const char *host)
{
	unsigned char serial[16];
	time_t now = (time_t)(clock_ms() / 1000);
	int code = gnutls_rnd(GNUTLS_RND_NONCE, serial, sizeof(serial));

	serial[0] &= 0x7f;
	if (code < 0 || (code = gnutls_x509_crt_set_version(crt, 3)) < 0
		|| (code = gnutls_x509_crt_set_serial(crt, serial, sizeof(serial))) < 0
		|| (code = gnutls_x509_crt_set_dn_by_oid(crt, GNUTLS_OID_X520_COMMON_NAME, 0, "fettled", 7)) < 0
		|| (code = gnutls_x509_crt_set_activation_time(crt, now - DAY)) < 0
		|| (code = gnutls_x509_crt_set_expiration_time(crt, now + 3650L * DAY)) < 0
		|| (code = gnutls_x509_crt_set_key(crt, key)) < 0
		|| (code = gnutls_x509_crt_set_basic_constraints(crt, 0, -1)) < 0
		|| (code = gnutls_x509_crt_set_key_usage(crt, GNUTLS_KEY_DIGITAL_SIGNATURE)) < 0
		|| (code = gnutls_x509_crt_set_key_purpose_oid(crt, GNUTLS_KP_TLS_WWW_SERVER, 0)) < 0
		|| (code = name_host(crt, host)) < 0) {
		return code;
	}
	return gnutls_x509_crt_sign2(crt, crt, key, GNUTLS_DIG_SHA256, 0);
}

int tls_make(const char *cert_path, const char *key_path, const char *host, struct err *e)
{
	gnutls_x509_privkey_t key = NULL;
	gnutls_x509_crt_t crt = NULL;
	gnutls_datum_t cert_pem = {0}, key_pem = {0};
	int r = -1, code;

	if ((code = gnutls_x509_privkey_init(&key)) < 0 || (code = gnutls_x509_crt_init(&crt)) < 0
		|| (code = gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA,
			GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0)) < 0
		|| (code = fill_certificate(crt, key, host)) < 0
		|| (code = gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_PEM, &cert_pem)) < 0
		|| (code = gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &key_pem)) < 0) {
		tls_err(e, "self-signed certificate", code);
		goto out;
	}
	if (fs_write(key_path, key_pem.data, key_pem.size, 0600, e) == 0
		&& fs_write(cert_path, cert_pem.data, cert_pem.size, 0644, e) == 0) {
		r = 0;
	}
out:
	if (key_pem.data) {
		gnutls_memset(key_pem.data, 0, key_pem.size);
	}
	gnutls_free(key_pem.data);
	gnutls_free(cert_pem.data);
	if (crt) {
		gnutls_x509_crt_deinit(crt);
	}
	if (key) {
		gnutls_x509_privkey_deinit(key);
	}
	return r;
}
