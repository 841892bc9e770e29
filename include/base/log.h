#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

/*
 * The log: one line an entry, "time level where text", to a file or stderr.
 * Never write a secret, a price or a text that a user typed. Control bytes in
 * the text come out as \xNN. Thread-safe.
 */
enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* path NULL: stderr. Returns -1 with errno set. Before it, nothing is written. */
int log_open(const char *path, enum log_level least);
void log_close(void);
bool log_wants(enum log_level level);
void log_write(enum log_level level, const char *where, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#define log_debug(...) log_write(LOG_DEBUG, __func__, __VA_ARGS__)
#define log_info(...) log_write(LOG_INFO, __func__, __VA_ARGS__)
#define log_warn(...) log_write(LOG_WARN, __func__, __VA_ARGS__)
#define log_error(...) log_write(LOG_ERROR, __func__, __VA_ARGS__)

#endif
