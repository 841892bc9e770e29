/* The doorbell's stream: the same events come of it in whatever pieces it arrives. */
#include <stdint.h>
#include <string.h>

#include "base/fault.h"
#include "net/sse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void note(void *arg, const struct sse_event *ev)
{
	struct str *out = arg;

	must(strlen(ev->data) < (size_t)2 * SSE_LINE_MAX);
	str_addf(out, "%zu:%s%zu:%s", strlen(ev->type), ev->type, strlen(ev->id), ev->id);
	str_addc(out, '=');
	str_add(out, ev->data);
}

static void run(const uint8_t *data, size_t size, size_t piece, struct str *out)
{
	struct sse p;

	sse_init(&p, note, out);
	for (size_t at = 0; at < size; at += piece) {
		sse_feed(&p, data + at, size - at < piece ? size - at : piece);
	}
	sse_restart(&p);
	sse_finish(&p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str whole = STR_INIT, pieces = STR_INIT;

	run(data, size, size + 1, &whole);
	run(data, size, size ? 1 + data[0] % 7 : 1, &pieces);
	must(whole.len == pieces.len && memcmp(str_c(&whole), str_c(&pieces), whole.len) == 0);
	str_finish(&whole);
	str_finish(&pieces);
	return 0;
}
