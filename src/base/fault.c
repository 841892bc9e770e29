#include "base/fault.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"

static _Atomic(void (*)(void)) on_death;
static atomic_flag dying = ATOMIC_FLAG_INIT;

void fault_on_death(void (*fn)(void))
{
	atomic_store(&on_death, fn);
}

_Noreturn void fault_die(const char *file, int line, const char *what)
{
	if (!atomic_flag_test_and_set(&dying)) {
		void (*fn)(void) = atomic_load(&on_death);
		if (fn) {
			fn();
		}
		char text[512];
		int n = snprintf(text, sizeof(text),
			"fettle: cannot go on: %s:%d: %s\n", file, line, what);
		if (n > 0) {
			size_t len = (size_t)n < sizeof(text) ? (size_t)n
							      : sizeof(text) - 1;
			ssize_t done = write(STDERR_FILENO, text, len);
			(void)done;
		}
	}
	abort();
}

int fault_note(int ours, const char *file, int line, const char *what)
{
	log_write(ours ? LOG_ERROR : LOG_DEBUG, ours ? "bug" : "peer",
		"%s:%d: %s", file, line, what);
	return 1;
}
