#ifndef SERVER_CLI_H
#define SERVER_CLI_H

#include <stdbool.h>

#include "base/str.h"
#include "conf.h"
#include "db/db.h"

/*
 * The command line of fettled. A command takes its options off the list with cli_option()
 * and cli_flag(), then cli_rest() says what is left or complains.
 * Exit: 0 done, 1 failed or refused, 2 not understood, 3 the configuration is wrong.
 */
enum { CLI_OK = 0, CLI_FAILED = 1, CLI_USAGE = 2, CLI_CONF = 3 };

struct cli {
	struct server_conf conf;  /* read, not yet completed or checked */
	const char *conf_path;    /* NULL: none was read */
	int conf_problems;
	struct str problems;
	char **args;
	int nargs;
};

const char *cli_option(struct cli *c, const char *name); /* "--login": its value, NULL */
bool cli_flag(struct cli *c, const char *name);
/* 0 with max words at most left in c->args; else says what was not understood, CLI_USAGE. */
int cli_rest(struct cli *c, int max);
/* Completes and checks the configuration: 0, or CLI_CONF having said why. */
int cli_conf(struct cli *c);
/* Says what is wrong with a key: "FILE:LINE: ...". */
void cli_conf_fault(const struct cli *c, const char *key, const struct err *e);
int cli_fail(const struct err *e); /* says it; CLI_FAILED */

/* From the terminal, asked twice and unseen, or a line of standard input; never an argument.
   secret_free() it. NULL having said why. */
char *cli_password(void);

/* The database, prepared. */
struct cli_db { struct db *db; unsigned char *key; };
int cli_db_open(struct cli *c, struct cli_db *out, struct err *e);
void cli_db_close(struct cli_db *d);

int cli_serve(struct cli *c);
int cli_init(struct cli *c);
int cli_user(struct cli *c);
int cli_demo(struct cli *c);
int cli_audit(struct cli *c);
int cli_check(struct cli *c);
int cli_backup(struct cli *c);
int cli_restore(struct cli *c);

/* Serves until SIGTERM or SIGINT; ready is called once it does. Answers an exit code. */
int serve_until_stopped(const struct server_conf *conf, int (*ready)(void *arg, const char *address, int port,
	const char *pin, struct err *e), void *arg);
/* Blocks the signals that serve_until_stopped() waits for; before any thread is made. */
void serve_block_signals(void);

#endif
