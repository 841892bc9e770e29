#include <string.h>

#include "desk.h"

int ep_macro_list(struct request *rq, struct err *e)
{
	struct listing l = {.kind = KIND_MACRO};

	return ep_answer_list(rq, &l, e);
}

static bool one_letter(const char *s)
{
	return !*s || ((*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9'));
}

int ep_macro_put(struct request *rq, struct err *e)
{
	struct macro *m = rq->body, *old;
	void *obj;

	m->id = rq->id;
	ep_about(rq, KIND_MACRO, m->id);
	if (!*m->site && rq->reader->nsites == 1) {
		m->site = rq->reader->sites[0];
	}
	rq->site = m->site;
	if (!*m->site || !reader_in_site(rq->reader, m->site)) {
		return err_field(e, *m->site ? ERR_FORBIDDEN : ERR_MISSING_FIELD, "site", "%s", "");
	}
	if (!one_letter(m->hotkey)) {
		return err_field(e, ERR_INVALID_FIELD, "hotkey", "a key is one of a to z and 0 to 9");
	}
	int found = data_get(rq->db, KIND_MACRO, m->id, rq->arena, &obj, e);
	if (found < 0) {
		return -1;
	}
	old = found ? obj : NULL;
	if (old && strcmp(old->site, m->site)) {
		return err_field(e, ERR_EXISTS, "id", "another macro has this id");
	}
	if (old && rq->if_match >= 0 && rq->if_match != old->rev) {
		return err_set(e, ERR_PRECONDITION, tr("its revision is %lld"), (long long)old->rev);
	}
	m->vis = VIS_STAFF;
	m->rev = old ? old->rev : 0;
	m->created = old ? old->created : 0;
	return data_put(rq->db, KIND_MACRO, m, old ? -1 : 0, rq->now, e) ? -1 : ep_answer(rq, KIND_MACRO, m, !old, e);
}
