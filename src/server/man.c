#include "man.h"

#include <ctype.h>
#include <string.h>

#include "base/alloc.h"
#include "conf.h"
#include "routes.h"

#define ONE_(S, type, name, ref, max, flags, label) +1
enum { HEAD_COUNT = 0 HEAD_FIELDS(ONE_, none) };
#undef ONE_

static void add_roff(struct str *out, const char *s, size_t n)
{
	if (n && (s[0] == '.' || s[0] == '\'')) {
		str_add(out, "\\&");
	}
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '\\' || s[i] == '-') {
			str_add(out, s[i] == '-' ? "\\-" : "\\e");
		} else {
			str_addc(out, s[i]);
		}
	}
}

/* Does it begin with a word, and not with a value like sqlite:PATH? */
static bool begins_with_word(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz-");

	return n && strchr(" ,;", s[n]);
}

/* A sentence: a capital at its start, and a full stop. */
static void add_sentence(struct str *out, const char *s, size_t n)
{
	if (n && begins_with_word(s)) {
		str_addc(out, (char)toupper((unsigned char)s[0]));
		s++;
		n--;
	}
	add_roff(out, s, n);
	str_add(out, n && s[n - 1] == '.' ? "\n" : ".\n");
}

/* ---- conf ---- */

/* From conf_describe(): "# help", then "#key = default". */
static void add_conf(struct str *out)
{
	struct str text = STR_INIT;

	conf_describe(&text);
	str_add(out, ".Bl -tag -width Ds\n");
	for (const char *help = str_c(&text), *key; *help; help = key + strcspn(key, "\n") + 1) {
		size_t n = strcspn(help, "\n");

		key = help + n + 1;
		size_t name = strcspn(key, " "), all = strcspn(key, "\n");
		str_addf(out, ".It Cm %.*s\n", (int)(name - 1), key + 1);
		add_sentence(out, help + 2, n - 2);
		if (all > name + 3) {
			str_add(out, "Default:\n.Ql ");
			add_roff(out, key + name + 3, all - name - 3);
			str_add(out, " .\n");
		}
	}
	str_add(out, ".El\n");
	str_finish(&text);
}

/* ---- routes ---- */

static void add_roles(struct str *out, const struct route *r)
{
	const char *sep = "";

	if (r->flags & ROUTE_PUBLIC) {
		str_add(out, "Without a token.\n");
		return;
	}
	if (r->roles == ROLES_ALL) {
		str_add(out, "Every role.\n");
		return;
	}
	str_add(out, "Roles: ");
	for (int i = 0; i < ROLE_COUNT; i++) {
		if (r->roles & 1u << i) {
			str_addf(out, "%s%s", sep, enum_wire(&enum_role, i));
			sep = ", ";
		}
	}
	str_add(out, ".\n");
}

static void add_bodies(struct str *out, const struct route *r)
{
	if (r->body && r->body->nfields) {
		str_addf(out, "Body: %s.\n", r->body->name);
	}
	if (r->answer) {
		str_addf(out, r->list ? "Answer: a page of %s.\n" : "Answer: %s.\n", r->answer->name);
	}
}

static void add_routes(struct str *out)
{
	str_add(out, ".Bl -tag -width Ds\n");
	for (size_t i = 0; i < nroutes; i++) {
		const struct route *r = &routes[i];
		bool query = r->help[0] == '?';

		str_addf(out, ".It Xo\n.Ic %s\n.Pa %s\n.Pq %s\n.Xc\n", r->method, r->path, r->name);
		str_add(out, query ? "Query: " : "");
		add_sentence(out, r->help, strlen(r->help));
		add_roles(out, r);
		add_bodies(out, r);
	}
	str_add(out, ".El\n");
}

/* ---- entities ---- */

static void add_type(struct str *out, const struct field *f)
{
	static const char *const words[] = {[FIELD_ID] = "ULID", [FIELD_TEXT] = "text, one line", [FIELD_LONG] = "text",
		[FIELD_INT] = "integer", [FIELD_MONEY] = "money", [FIELD_TIME] = "time", [FIELD_BOOL] = "true or false"};

	if (f->type == FIELD_ENUM) {
		for (int i = 0; i < f->names->n; i++) {
			str_addf(out, "%s%s", i == 0 ? "" : i + 1 < f->names->n ? ", " : " or ", f->names->v[i].wire);
		}
	} else if (f->type == FIELD_LIST) {
		str_addf(out, "list of at most %lld %s", (long long)f->max, f->sub->name);
	} else {
		str_add(out, words[f->type]);
		if (f->max) {
			str_addf(out, f->type == FIELD_INT ? ", at most %lld" : ", at most %lld bytes", (long long)f->max);
		}
	}
	str_add(out, f->flags & FIELD_SRV ? "; set by the server" : f->flags & FIELD_REQ ? "; required" : "");
	str_add(out, f->flags & FIELD_PRICE ? "; a price" : "");
	str_add(out, f->flags & FIELD_OWN ? "; shown to the partner's own side alone" : "");
	str_add(out, f->flags & FIELD_DESK ? "; shown to the desk alone" : "");
}

static void add_fields(struct str *out, const struct entity *en, size_t from, size_t to)
{
	str_add(out, ".Bl -tag -width discount_amount_ -compact\n");
	for (size_t i = from; i < to; i++) {
		const struct field *f = &en->fields[i];
		struct str text = STR_INIT;

		str_addf(out, ".It Fa %s\n", f->name);
		str_addf(&text, "%s: ", f->label);
		add_type(&text, f);
		add_sentence(out, str_c(&text), text.len);
		str_finish(&text);
	}
	str_add(out, ".El\n");
}

static bool sent_within(const struct entity *en, const struct entity *part)
{
	for (size_t i = 0; i < en->nfields; i++) {
		if (en->fields[i].sub == part) {
			return true;
		}
	}
	return en == part;
}

/* Drafts of the client are parts too, and never sent. */
static bool on_the_wire(const struct entity *part)
{
	for (size_t i = 0; i < nroutes; i++) {
		if ((routes[i].body && sent_within(routes[i].body, part))
			|| (routes[i].answer && sent_within(routes[i].answer, part))) {
			return part->nfields > 0;
		}
	}
	return false;
}

static void add_entities(struct str *out)
{
	static const struct entity *const parts[] = {
#define X_(n, N) &entity_##n,
		PARTS(X_)
#undef X_
	};

	str_add(out, ".Ss Every object\n");
	add_fields(out, entities[0], 0, HEAD_COUNT);
	for (int i = 0; i < KIND_COUNT; i++) {
		str_addf(out, ".Ss %s\n", entities[i]->name);
		add_fields(out, entities[i], HEAD_COUNT, entities[i]->nfields);
	}
	for (size_t i = 0; i < lengthof(parts); i++) {
		if (on_the_wire(parts[i])) {
			str_addf(out, ".Ss %s\n", parts[i]->name);
			add_fields(out, parts[i], 0, parts[i]->nfields);
		}
	}
}

/* ---- problems ---- */

static void add_problems(struct str *out)
{
	str_add(out, ".Bl -tag -width profile-not-accepted_ -compact\n");
	for (int i = 0; i < ERR_COUNT; i++) {
		if (err_http((enum errcode)i)) {
			str_addf(out, ".It Er %s\n%d: ", err_slug((enum errcode)i), err_http((enum errcode)i));
			add_roff(out, err_title((enum errcode)i), strlen(err_title((enum errcode)i)));
			str_add(out, ".\n");
		}
	}
	str_add(out, ".El\n");
}

int man_part(const char *what, struct str *out)
{
	static const struct { const char *name; void (*fn)(struct str *out); } parts[] = {
		{"conf", add_conf}, {"routes", add_routes}, {"entities", add_entities}, {"problems", add_problems},
	};

	for (size_t i = 0; i < lengthof(parts); i++) {
		if (streq(parts[i].name, what)) {
			parts[i].fn(out);
			return 0;
		}
	}
	return -1;
}
