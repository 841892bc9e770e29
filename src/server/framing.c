#include "framing.h"

#include <string.h>
#include <strings.h>

#include "base/alloc.h"

/* RFC 9110, 5.6.2: what a name is made of. */
static bool is_token(const char *s, size_t n)
{
	static const char signs[] = "!#$%&'*+-.^_`|~";

	for (size_t i = 0; i < n; i++) {
		bool letter = (s[i] >= 'a' && s[i] <= 'z') || (s[i] >= 'A' && s[i] <= 'Z');
		if (!letter && (s[i] < '0' || s[i] > '9') && (!s[i] || !strchr(signs, s[i]))) {
			return false;
		}
	}
	return n > 0;
}

static bool is_plain(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		if ((c < 0x20 && c != '\t') || c == 0x7f) {
			return false;
		}
	}
	return true;
}

static const char *const only_once[] = {"Host", "Content-Length", "Transfer-Encoding", "Content-Type",
	"Content-Range", "Authorization", "Idempotency-Key", "If-Match", "Expect"};

struct walk {
	unsigned seen[lengthof(only_once)];
	const char *wrong;
};

static enum MHD_Result on_header(void *cls, enum MHD_ValueKind kind, const char *name, size_t nname,
	const char *value, size_t nvalue)
{
	struct walk *w = cls;

	(void)kind;
	if (!is_token(name, nname) || !is_plain(value ? value : "", value ? nvalue : 0)) {
		w->wrong = "";
		return MHD_NO;
	}
	for (size_t i = 0; i < lengthof(only_once); i++) {
		if (strcasecmp(name, only_once[i]) == 0 && w->seen[i]++) {
			w->wrong = only_once[i];
			return MHD_NO;
		}
	}
	return MHD_YES;
}

int framing_check(const struct exchange *x, struct err *e)
{
	const char *coding = exchange_header(x, "Transfer-Encoding");
	struct walk w = {0};

	MHD_get_connection_values_n(x->conn, MHD_HEADER_KIND, on_header, &w);
	if (w.wrong) {
		return *w.wrong ? err_field(e, ERR_INVALID, w.wrong, "this header may be there once only")
			: err_set(e, ERR_INVALID, "a header is malformed");
	}
	if (coding && (strcasecmp(coding, "chunked") != 0 || exchange_header(x, "Content-Length"))) {
		return err_field(e, ERR_INVALID, "Transfer-Encoding", "either chunked or with a Content-Length");
	}
	return 0;
}
