#include <string.h>

#include "cmd/verb.h"
#include "words.h"

static bool takes_value(enum verb_id id, const char *name)
{
	const char *spec = verbs[id].args;
	struct verb_param x;

	while (verb_param_next(&spec, &x)) {
		if (strcmp(x.name, name) == 0) {
			return x.kind[0];
		}
	}
	return false;
}

/* Flags first: behind a TEXT... they might be text. */
void call_format(const struct verb_call *c, struct str *out)
{
	str_add(out, verbs[c->id].name);
	for (size_t i = 0; i < c->nargs; i++) {
		const struct verb_arg *arg = &c->args[i];
		if (strncmp(arg->name, "--", 2) == 0) {
			str_addf(out, " %s", arg->name);
			if (takes_value(c->id, arg->name)) {
				str_addc(out, ' ');
				word_quote(out, arg->value);
			}
		}
	}
	for (size_t i = 0; i < c->nargs; i++) {
		if (strncmp(c->args[i].name, "--", 2) != 0) {
			str_addc(out, ' ');
			word_quote(out, c->args[i].value);
		}
	}
}
