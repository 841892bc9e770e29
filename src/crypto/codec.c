#include <sodium.h>

#include "base/fault.h"
#include "crypto/crypto.h"

void hex_encode(const void *p, size_t n, char *out)
{
	sodium_bin2hex(out, 2 * n + 1, p, n);
}

bool hex_decode(const char *s, unsigned char *out, size_t n)
{
	size_t len = 0;
	const char *end = NULL;
	size_t chars = 0;

	while (chars <= 2 * n && s[chars]) {
		chars++;
	}
	if (chars != 2 * n) {
		return false;
	}
	return sodium_hex2bin(out, n, s, chars, NULL, &len, &end) == 0 && len == n &&
		end == s + chars;
}

void b64_encode(const void *p, size_t n, char *out, size_t size)
{
	const int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

	if (bug(sodium_base64_encoded_len(n, variant) <= size)) {
		if (size) {
			out[0] = '\0';
		}
		return;
	}
	sodium_bin2base64(out, size, p, n, variant);
}

int b64_decode(const char *s, void *out, size_t size)
{
	size_t len = 0;
	size_t chars = 0;
	const char *end = NULL;

	while (s[chars]) {
		chars++;
	}
	if (sodium_base642bin(out, size, s, chars, NULL, &len, &end,
			sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 || end != s + chars) {
		return -1;
	}
	return (int)len;
}
