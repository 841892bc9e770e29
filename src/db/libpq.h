#ifndef DB_LIBPQ_H
#define DB_LIBPQ_H

#include <libpq-fe.h>

#include "base/err.h"

/* The functions of libpq.so.5 that we use. */
#define LIBPQ_FUNCTIONS(X) \
	X(PQconnectdbParams) X(PQfinish) X(PQreset) X(PQstatus) X(PQtransactionStatus) \
	X(PQerrorMessage) X(PQsocket) X(PQserverVersion) X(PQparameterStatus) \
	X(PQexec) X(PQprepare) X(PQexecPrepared) X(PQclear) \
	X(PQresultStatus) X(PQresultErrorField) X(PQcmdTuples) X(PQcmdStatus) \
	X(PQntuples) X(PQnfields) X(PQftype) X(PQgetisnull) X(PQgetvalue) X(PQgetlength) \
	X(PQfreemem) X(PQescapeIdentifier) X(PQconsumeInput) \
	X(PQnotifies) X(PQsetNoticeProcessor)

struct libpq {
	void *library;
#define X(f) __typeof__(f) *f;
	LIBPQ_FUNCTIONS(X)
#undef X
};

/* Loads it; ERR_DB when it is not installed. The library stays in memory. */
int libpq_load(struct libpq *pq, struct err *e);
void libpq_unload(struct libpq *pq);

#endif
