#include <stdlib.h>
#include <string.h>

#include "edit_impl.h"
#include "text/utf8.h"

/* The past of one field may weigh this much; what is older is forgotten. */
#define PAST_MAX ((size_t)1 << 20)

static void change_finish(struct edit *ed, struct change *c)
{
	ed->past_bytes -= c->gone_len + c->come_len;
	free(c->gone);
	free(c->come);
}

static void forget_from(struct edit *ed, size_t from)
{
	while (ed->past.n > from) {
		change_finish(ed, &ed->past.v[--ed->past.n]);
	}
}

void edit_forget(struct edit *ed)
{
	forget_from(ed, 0);
	ed->done = 0;
	ed->joins = false;
}

static char *joined(const char *a, size_t na, const char *b, size_t nb)
{
	char *s = xmalloc(na + nb + 1);

	if (na) {
		memcpy(s, a, na);
	}
	if (nb) {
		memcpy(s + na, b, nb);
	}
	s[na + nb] = '\0';
	return s;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\n';
}

/* Typing joins until a word begins after a blank; deleting joins as long as it goes on. */
static bool joins(const struct edit *ed, const struct change *last, size_t from, size_t to,
	const char *s, size_t n, enum run_kind kind)
{
	if (!ed->joins || last->kind != kind) {
		return false;
	}
	switch (kind) {
	case RUN_TYPE:
		return from == to && from == last->pos + last->come_len && n > 0 && last->come_len > 0
			&& !(is_blank(last->come[last->come_len - 1]) && !is_blank(s[0]));
	case RUN_BACK:
		return n == 0 && to == last->pos;
	case RUN_DELETE:
		return n == 0 && from == last->pos;
	case RUN_NONE:
	case RUN_ALONE:
		break;
	}
	return false;
}

static void join(struct edit *ed, struct change *c, size_t from, size_t to, const char *s, size_t n)
{
	const char *gone = ed->text.s + from;
	bool front = from < c->pos;
	char *come = joined(c->come, c->come_len, s, n);
	char *both = front ? joined(gone, to - from, c->gone, c->gone_len)
		: joined(c->gone, c->gone_len, gone, to - from);

	free(c->come);
	free(c->gone);
	c->come = come;
	c->gone = both;
	c->come_len += n;
	c->gone_len += to - from;
	c->pos = front ? from : c->pos;
	ed->past_bytes += n + to - from;
}

static void remember(struct edit *ed, size_t from, size_t to, const char *s, size_t n, enum run_kind kind)
{
	forget_from(ed, ed->done);
	if (ed->done > 0 && joins(ed, &ed->past.v[ed->done - 1], from, to, s, n, kind)) {
		join(ed, &ed->past.v[ed->done - 1], from, to, s, n);
	} else {
		*vec_add(&ed->past) = (struct change){
			.pos = from, .before = ed->cursor, .kind = kind,
			.gone = xstrndup(ed->text.s + from, to - from), .gone_len = to - from,
			.come = xstrndup(s, n), .come_len = n};
		ed->past_bytes += n + to - from;
		ed->done++;
	}
	while (ed->past_bytes > PAST_MAX && ed->past.n > 1) {
		change_finish(ed, &ed->past.v[0]);
		vec_remove(&ed->past, 0);
		ed->done--;
	}
	ed->joins = kind != RUN_ALONE;
}

static void splice(struct edit *ed, size_t from, size_t del, const char *s, size_t n)
{
	str_splice(&ed->text, from, del, s, n);
	ed->cursor = utf8_border(str_c(&ed->text), ed->text.len, from + n);
	ed->goal = -1;
	ed->changes++;
}

void edit_change(struct edit *ed, size_t from, size_t to, const char *s, size_t n, enum run_kind kind)
{
	if (from == to && n == 0) {
		return;
	}
	if (!(ed->flags & EDIT_SECRET)) {
		remember(ed, from, to, s, n, kind);
	}
	splice(ed, from, to - from, s, n);
}

bool edit_undo(struct edit *ed)
{
	if (ed->done == 0) {
		return false;
	}
	struct change *c = &ed->past.v[--ed->done];
	splice(ed, c->pos, c->come_len, c->gone, c->gone_len);
	ed->cursor = c->before;
	ed->joins = false;
	return true;
}

bool edit_redo(struct edit *ed)
{
	if (ed->done == ed->past.n) {
		return false;
	}
	struct change *c = &ed->past.v[ed->done++];
	splice(ed, c->pos, c->gone_len, c->come, c->come_len);
	ed->joins = false;
	return true;
}
