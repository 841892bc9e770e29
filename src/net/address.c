#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/crypto.h"
#include "http.h"

static bool host_char(char c)
{
	return isalnum((unsigned char)c) || c == '-' || c == '.' || c == '_';
}

/* A name, an IPv4 address, or an IPv6 one in brackets; answers its length, 0: none of these. */
static size_t host_length(const char *s)
{
	size_t n = 0;

	if (*s == '[') {
		n = 1 + strspn(s + 1, "0123456789abcdefABCDEF:.");
		return s[n] == ']' && n > 2 ? n + 1 : 0;
	}
	while (host_char(s[n])) {
		n++;
	}
	return n;
}

static bool is_loopback(const char *host, size_t n)
{
	static const char *const names[] = {"localhost", "[::1]"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strlen(names[i]) == n && strncasecmp(host, names[i], n) == 0) {
			return true;
		}
	}
	return n >= 7 && strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") >= n;
}

/* What stands before the host in an address: scheme and user. */
static const char *host_of(const char *address)
{
	const char *p = strstr(address, "://"), *at;

	p = p ? p + 3 : address;
	at = strchr(p, '@');
	return at ? at + 1 : p;
}

static bool on_this_machine(const char *address)
{
	const char *host = host_of(address);

	return is_loopback(host, host_length(host));
}

bool http_skips_proxy(const char *server)
{
	static const char *const names[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};

	if (!on_this_machine(server)) {
		return false;
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *proxy = getenv(names[i]);

		if (proxy && *proxy) {
			return !on_this_machine(proxy);
		}
	}
	return false;
}

static bool port_ok(const char *s)
{
	long long port;

	return parse_i64(s, &port) && *s >= '0' && *s <= '9' && port > 0 && port < 65536;
}

int http_server(const char *text, struct str *out, struct err *e)
{
	bool tls = strncasecmp(text, "https://", 8) == 0;
	bool plain = strncasecmp(text, "http://", 7) == 0;
	const char *host = tls ? text + 8 : plain ? text + 7 : text;
	size_t n = host_length(host), end = strlen(host);

	if (!tls && !plain && strstr(text, "://")) {
		return err_field(e, ERR_INVALID_FIELD, "server", "a server's address begins with https://");
	}
	if (end > n && host[end - 1] == '/') {
		end--;
	}
	char rest[8] = "";

	if (end - n >= sizeof(rest)) {
		return err_field(e, ERR_INVALID_FIELD, "server", "a server's address is https://HOST or https://HOST:PORT");
	}
	memcpy(rest, host + n, end - n);
	if (n == 0 || n > 253 || (*rest && (*rest != ':' || !port_ok(rest + 1)))) {
		return err_field(e, ERR_INVALID_FIELD, "server", "a server's address is https://HOST or https://HOST:PORT");
	}
	if (plain && !is_loopback(host, n)) {
		return err_field(e, ERR_INVALID_FIELD, "server", "without TLS only this machine itself may be the server");
	}
	str_add(out, plain ? "http://" : "https://");
	for (size_t i = 0; i < n; i++) {
		str_addc(out, (char)tolower((unsigned char)host[i]));
	}
	str_add(out, rest);
	return 0;
}

/* sha256//BASE64, several parted by ';' while keys change. */
int http_pin_ok(const char *pin, struct err *e)
{
	const char *p = pin;

	while (*p) {
		size_t n = strcspn(p, ";");

		if (n != 8 + 44 || strncmp(p, "sha256//", 8) != 0 || p[n - 1] != '=' ||
				strspn(p + 8, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") != 43) {
			return err_field(e, ERR_INVALID_FIELD, "pin", "a pin is sha256// and 44 characters of base 64");
		}
		p += n + (p[n] == ';');
	}
	return 0;
}

void http_escape(const char *s, struct str *out)
{
	for (; *s; s++) {
		if (isalnum((unsigned char)*s) || strchr("-._~", *s)) {
			str_addc(out, *s);
		} else {
			str_addf(out, "%%%02X", (unsigned char)*s);
		}
	}
}
