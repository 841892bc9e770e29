#include "cmd/verb.h"

#include <ctype.h>
#include <string.h>

#include "base/i18n.h"

const struct verb verbs[VERB_COUNT] = {
#define VERB(id, name, args, where, flags, help) {name, args, where, flags, help},
#include "cmd/verbs.def"
#undef VERB
};

enum verb_id verb_find(const char *name)
{
	for (int i = 0; i < VERB_COUNT; i++) {
		if (strcmp(verbs[i].name, name) == 0) {
			return (enum verb_id)i;
		}
	}
	return VERB_NONE;
}

/* The command-line verb named "noun" or "noun.word". */
static enum verb_id find_joined(const char *noun, const char *word)
{
	size_t n = strlen(noun);

	for (int i = 0; i < VERB_COUNT; i++) {
		const char *name = verbs[i].name;
		if (!(verbs[i].where & AT_CLI) || strncmp(name, noun, n) != 0) {
			continue;
		}
		if (word ? name[n] == '.' && strcmp(name + n + 1, word) == 0 : name[n] == '\0') {
			return (enum verb_id)i;
		}
	}
	return VERB_NONE;
}

enum verb_id verb_find_cli(int argc, char **argv, int *used)
{
	enum verb_id id = VERB_NONE;

	*used = 0;
	if (argc >= 2) {
		id = find_joined(argv[0], argv[1]);
		*used = 2;
	}
	if (id == VERB_NONE && argc >= 1) {
		id = find_joined(argv[0], NULL);
		*used = 1;
	}
	if (id == VERB_NONE) {
		*used = 0;
	}
	return id;
}

static void copy_name(char *out, size_t size, const char *s, size_t n, bool lower)
{
	if (n >= size) {
		n = size - 1;
	}
	for (size_t i = 0; i < n; i++) {
		out[i] = lower ? (char)tolower((unsigned char)s[i]) : s[i];
	}
	out[n] = '\0';
}

static bool cut_affixes(const char **s, size_t *n, struct verb_param *out)
{
	if (*n >= 2 && (*s)[0] == '[' && (*s)[*n - 1] == ']') {
		out->optional = true;
		(*s)++;
		*n -= 2;
	}
	if (*n > 3 && memcmp(*s + *n - 3, "...", 3) == 0) {
		out->rest = true;
		*n -= 3;
	}
	return *n > 0;
}

bool verb_param_next(const char **p, struct verb_param *out)
{
	const char *s = *p + strspn(*p, " ");
	size_t n = strcspn(s, " ");
	const char *eq;

	*out = (struct verb_param){0};
	*p = s + n;
	if (n == 0 || !cut_affixes(&s, &n, out)) {
		return false;
	}
	out->flag = n > 2 && s[0] == '-' && s[1] == '-';
	eq = out->flag ? memchr(s, '=', n) : NULL;
	if (eq) {
		copy_name(out->kind, sizeof(out->kind), eq + 1, (size_t)(s + n - eq - 1), true);
		n = (size_t)(eq - s);
	} else if (!out->flag) {
		bool file = n == 3 && (!memcmp(s, "OLD", 3) || !memcmp(s, "NEW", 3));

		copy_name(out->kind, sizeof(out->kind), file ? "PATH" : s, file ? 4 : n, true);
	}
	copy_name(out->name, sizeof(out->name), s, n, false);
	return true;
}

#define VF_ROLES (VF_PARTNER | VF_CUSTOMER | VF_OPERATOR | VF_ADMIN)

bool verb_offered(enum verb_id id, const struct verb_who *who)
{
	unsigned flags;

	if (id < 0 || id >= VERB_COUNT) {
		return false;
	}
	flags = verbs[id].flags;
	return (!(flags & VF_ROLES) || flags & who->roles & VF_ROLES)
		&& !(flags & VF_WRITES && who->read_only)
		&& !(flags & VF_PRICE && who->price_blind);
}

static const struct verb_arg *find_arg(const struct verb_call *c, const char *name, size_t i)
{
	for (size_t n = 0; n < c->nargs; n++) {
		if (strcmp(c->args[n].name, name) == 0 && i-- == 0) {
			return &c->args[n];
		}
	}
	return NULL;
}

const char *call_arg_at(const struct verb_call *c, const char *name, size_t i)
{
	const struct verb_arg *arg = find_arg(c, name, i);

	return arg ? arg->value : NULL;
}

const char *call_arg(const struct verb_call *c, const char *name)
{
	return call_arg_at(c, name, 0);
}

bool call_flag(const struct verb_call *c, const char *name)
{
	return find_arg(c, name, 0) != NULL;
}

void verb_usage(enum verb_id id, bool cli, struct str *out)
{
	const char *name = verbs[id].name;

	str_add(out, cli ? "fettle " : ":");
	for (const char *p = name; *p; p++) {
		str_addc(out, cli && *p == '.' ? ' ' : *p);
	}
	if (verbs[id].args[0]) {
		str_addf(out, " %s", verbs[id].args);
	}
}
