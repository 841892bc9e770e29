#ifndef LIB_PG_H
#define LIB_PG_H

/*
 * A PostgreSQL cluster for tests: made in a temporary folder at the first call, with
 * its own socket and no TCP port, and gone when this process ends, however it ends.
 * As root it runs as user postgres. One per process; blocks about a second.
 */

/* The address of a new, empty database for db_open; NULL when PostgreSQL is not
   installed. The caller frees. */
char *pg_fresh(void);
/* The folder of the socket, also where the log is; NULL likewise. Borrowed. */
const char *pg_folder(void);
/* Stops the server at once, as a crash would; starts it again. */
void pg_crash(void);
void pg_restart(void);
void pg_crash_and_restart(void);

#endif
