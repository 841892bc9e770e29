#include "data_sql.h"

void sql_finish(struct sql *q)
{
	str_finish(&q->text);
	vec_finish(&q->args);
}

void sql_add(struct sql *q, const char *s)
{
	str_add(&q->text, s);
}

void sql_arg(struct sql *q, struct val v)
{
	*vec_add(&q->args) = v;
	str_addc(&q->text, '$');
	str_addi(&q->text, (long long)q->args.n);
}

int sql_query(struct db *db, const struct sql *q, db_row_fn *row, void *arg, struct err *e)
{
	return db_query(db, str_c(&q->text), q->args.v, q->args.n, row, arg, e);
}
