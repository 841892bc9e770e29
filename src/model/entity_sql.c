#include <pthread.h>

#include "base/alloc.h"
#include "model/entity.h"

/* The texts are made once, for all entities, the first time any is asked for. */
static struct { const char *columns, *upsert, *get, *views[VIEW_BRIEF + 1]; } texts[KIND_COUNT];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void add_columns(const struct entity *e, const char *source, const char *parting, struct str *out)
{
	for (size_t i = 0; i < e->nfields; i++) {
		str_add(out, i ? parting : "");
		str_addf(out, "%s", e->fields[i].name);
		if (source) {
			str_addf(out, "=%s.%s", source, e->fields[i].name);
		}
	}
}

static char *make_upsert(const struct entity *e)
{
	struct str b = STR_INIT;

	str_addf(&b, "INSERT INTO %s(", e->name);
	add_columns(e, NULL, ",", &b);
	str_add(&b, ") VALUES(");
	for (size_t i = 0; i < e->nfields; i++) {
		str_addf(&b, "%s$%zu", i ? "," : "", i + 1);
	}
	str_add(&b, ") ON CONFLICT(id) DO UPDATE SET ");
	add_columns(e, "excluded", ",", &b);
	return str_take(&b);
}

static char *make_view(const struct entity *e, enum entity_view view)
{
	struct str b = STR_INIT;

	for (size_t i = 0; i < e->nfields; i++) {
		if (field_in_row(e, &e->fields[i], view)) {
			str_add(&b, b.len ? ",t." : "t.");
			str_add(&b, e->fields[i].name);
		}
	}
	return str_take(&b);
}

static void make_all(void)
{
	for (int k = 0; k < KIND_COUNT; k++) {
		struct str b = STR_INIT;

		add_columns(entities[k], NULL, ",", &b);
		texts[k].columns = str_take(&b);
		texts[k].upsert = make_upsert(entities[k]);
		texts[k].views[VIEW_FULL] = make_view(entities[k], VIEW_FULL);
		texts[k].views[VIEW_BRIEF] = make_view(entities[k], VIEW_BRIEF);
		texts[k].get = xasprintf("SELECT %s FROM %s WHERE id=$1", texts[k].columns, entities[k]->name);
	}
}

static int kind_of(const struct entity *e)
{
	pthread_once(&once, make_all);
	return kind_find(e->name);
}

const char *entity_sql_columns(const struct entity *e)
{
	return texts[kind_of(e)].columns;
}

const char *entity_sql_view(const struct entity *e, enum entity_view view)
{
	return texts[kind_of(e)].views[view];
}

const char *entity_sql_upsert(const struct entity *e)
{
	return texts[kind_of(e)].upsert;
}

const char *entity_sql_get(const struct entity *e)
{
	return texts[kind_of(e)].get;
}

static void add_column(const struct field *f, struct str *out)
{
	bool text = f->type == FIELD_ID || f->type == FIELD_TEXT || f->type == FIELD_LONG || f->type == FIELD_LIST;

	str_addf(out, "%s %s", f->name, text ? "TEXT NOT NULL DEFAULT ''" : "BIGINT NOT NULL DEFAULT 0");
}

void entity_sql_create(const struct entity *e, struct str *out)
{
	str_addf(out, "CREATE TABLE IF NOT EXISTS %s(id TEXT NOT NULL PRIMARY KEY", e->name);
	for (size_t i = 0; i < e->nfields; i++) {
		if (e->fields[i].off) {
			str_add(out, ",");
			add_column(&e->fields[i], out);
		}
	}
	str_add(out, ")");
}

void entity_sql_add_column(const struct entity *e, const struct field *f, struct str *out)
{
	str_addf(out, "ALTER TABLE %s ADD COLUMN ", e->name);
	add_column(f, out);
}
