#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

/*
 * The log: one line an entry, of fields "name=value" (logfmt), to a file or stderr:
 *	time=2026-11-21T09:00:00.000Z level=info at=serve msg="stopped"
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
/* The same with fields of its own instead of msg, made by log_field(). */
void log_fields(enum log_level level, const char *where, const char *fields);
struct str;
/* Adds "name=value", after a space unless it is the first; in quotes when it has to be. */
void log_field(struct str *out, const char *name, const char *value);

#define log_debug(...) log_write(LOG_DEBUG, __func__, __VA_ARGS__)
#define log_info(...) log_write(LOG_INFO, __func__, __VA_ARGS__)
#define log_warn(...) log_write(LOG_WARN, __func__, __VA_ARGS__)
#define log_error(...) log_write(LOG_ERROR, __func__, __VA_ARGS__)

#endif
