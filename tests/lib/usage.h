#ifndef LIB_USAGE_H
#define LIB_USAGE_H

#include <stdbool.h>
#include <sys/types.h>

/* What a running process has used so far, with all its threads and those it started; from /proc. */
struct usage {
	double cpu_us;         /* on a processor; to the microsecond, not in ticks */
	long wakes;            /* how often a thread gave its processor up by itself */
	long rss_kb, pss_kb;   /* 0 unless asked for: costs the process a little */
	bool running;          /* a thread of it runs or could */
};
struct usage usage_of(pid_t pid, bool memory);

#endif
