#include <ctype.h>
#include <string.h>

#include "base/alloc.h"
#include "base/i18n.h"
#include "cmd/keymap.h"
#include "cmd/verb.h"
#include "text/cells.h"

static const char *const on_off[] = {"on", "off", NULL};
static const char *const ways[] = {"left", "right", "up", "down", NULL};
static const char *const waits[] = {"idle", "online", "offline", "outbox", NULL};
static const char *const roles[] = {"partner", "customer", "operator", "site-admin", "admin", NULL};
static const char *const shells[] = {"bash", "zsh", "fish", NULL};
static const char *const langs[] = {"en", "ko", "ja", "uk", NULL};
static const char *const themes[] = {"auto", "mono", "8", "16", "256", NULL};
static const char *const orders[] = {"deadline", "newest", "title", "state", NULL};
static const char *const dots[] = {"braille", "sextant", "half", "ascii", "sixel", "kitty", NULL};
static const char *const keymaps[] = {"default", "vi", "emacs", NULL};

static const char *const classes[] = {"general", "setting", "correction", "how_to", "wish", "hot", NULL};
static const char *const ticket_states[] = {"open", "waiting_requester", "solved", "closed", NULL};
static const char *const views[] = {"open", "mine", "unassigned", "hot", "waiting", "all", "site", "lang", "class", "side", NULL};
static const char *const sides[] = {"customer", "supplier", NULL};
static const char *const changes[] = {"access_right", "approval_route", "model", "add_user", "remove_user", "delete_tender", "delete_request",
	"criterion", "bid", NULL};
static const char *const afters[] = {"stay", "next", "close", NULL};
static const char *const asks[] = {"anyone", "customer", "site_admin", NULL};

static const struct { enum verb_id id; const char *kind; const char *const *values; } fixed[] = {
	{VERB_MOUSE, "state", on_off},
	{VERB_PROJECT_OPTIN, "state", on_off},
	{VERB_WAIT, "state", waits},
	{VERB_DRAWING_PAN, "state", ways},
	{VERB_KEYMAP, "name", keymaps},
	{VERB_TICKET_STATUS, "state", ticket_states},
	{VERB_TICKET_REPLY, "state", ticket_states},
	{VERB_TICKET_LIST, "name", views},
	{VERB_MACRO_ADD, "name", afters},
	{VERB_POLICY_SET, "name", asks},
	{VERB_NONE, "class", classes},
	{VERB_NONE, "view", views},
	{VERB_NONE, "side", sides},
	{VERB_NONE, "change", changes},
	{VERB_NONE, "dots", dots},
	{VERB_NONE, "keymap", keymaps},
	{VERB_NONE, "role", roles},
	{VERB_NONE, "shell", shells},
	{VERB_NONE, "lang", langs},
	{VERB_NONE, "theme", themes},
	{VERB_NONE, "key", orders},
};

const char *const *verb_values(enum verb_id id, const struct verb_param *x)
{
	for (size_t i = 0; i < lengthof(fixed); i++) {
		if ((fixed[i].id == VERB_NONE || fixed[i].id == id) && strcmp(fixed[i].kind, x->kind) == 0) {
			return fixed[i].values;
		}
	}
	return NULL;
}

/* Text for roff: a hyphen that can be copied, nothing at the start that is a request. */
static void add_roff(struct str *out, const char *s)
{
	for (const char *p = s; *p; p++) {
		if (*p == '\\') {
			str_add(out, "\\e");
		} else if (*p == '-') {
			str_add(out, "\\-");
		} else if (p == s && (*p == '.' || *p == '\'')) {
			str_addf(out, "\\&%c", *p);
		} else {
			str_addc(out, *p);
		}
	}
}

/* An argument of a macro: in quotes, since a comma alone would be read as one; "Va" is one even there. */
static void add_arg(struct str *out, const char *s)
{
	str_add(out, isupper((unsigned char)s[0]) && islower((unsigned char)s[1]) && !s[2] ? " \"\\&" : " \"");
	for (; *s; s++) {
		if (*s == '"') {
			str_add(out, "\"\"");
		} else if (*s == '\\') {
			str_add(out, "\\e");
		} else if (*s == '-') {
			str_add(out, "\\-");
		} else if (ispunct((unsigned char)*s) && !s[1]) {
			str_addf(out, "\\&%c", *s);
		} else {
			str_addc(out, *s);
		}
	}
	str_addc(out, '"');
}

static void add_params(struct str *out, enum verb_id id)
{
	const char *spec = verbs[id].args;
	struct verb_param x;

	while (verb_param_next(&spec, &x)) {
		str_add(out, x.optional ? " Oo" : "");
		if (x.flag) {
			str_addf(out, " Fl \\-%s", x.name + 2);
			str_add(out, x.kind[0] ? " Ns = Ns Ar " : "");
			for (const char *p = x.kind; *p; p++) {
				str_addc(out, (char)toupper((unsigned char)*p));
			}
		} else {
			str_addf(out, " Ar %s%s", x.name, x.rest ? " ..." : "");
		}
		str_add(out, x.optional ? " Oc" : "");
	}
}

static void add_man_notes(struct str *out, unsigned where, const struct verb *v)
{
	static const struct { unsigned flag; const char *text; } notes[] = {
		{VF_PARTNER, "partners"}, {VF_CUSTOMER, "customers"},
		{VF_OPERATOR, "operators"}, {VF_ADMIN, "administrators"},
	};
	unsigned left = v->flags & (VF_PARTNER | VF_CUSTOMER | VF_OPERATOR | VF_ADMIN);
	const char *sep = "For ";

	if (where == AT_BOTH && v->where != AT_BOTH) {
		str_add(out, v->where == AT_CLI ? "Command line only.\n" : "On the screen only.\n");
	}
	for (size_t i = 0; i < lengthof(notes); i++) {
		if (v->flags & notes[i].flag) {
			left &= ~notes[i].flag;
			str_addf(out, "%s%s", sep, notes[i].text);
			sep = left & (left - 1) ? ", " : " and ";
		}
	}
	str_add(out, sep[0] == 'F' ? "" : ".\n");
	/* the command line does not ask: who types a verb and its object means them */
	if (where != AT_CLI && v->flags & VF_CONFIRM) {
		str_add(out, "Asks before it acts.\n");
	}
}

void verb_man(unsigned where, struct str *out)
{
	str_add(out, ".Bl -tag -width Ds\n");
	for (int i = 0; i < VERB_COUNT; i++) {
		if (!(verbs[i].where & where)) {
			continue;
		}
		str_add(out, ".It Ic ");
		for (const char *p = verbs[i].name; *p; p++) {
			if (*p == '-') {
				str_addc(out, '\\');
			}
			str_addc(out, *p == '.' && where == AT_CLI ? ' ' : *p);
		}
		add_params(out, (enum verb_id)i);
		str_addc(out, '\n');
		str_addc(out, (char)toupper((unsigned char)verbs[i].help[0]));
		add_roff(out, verbs[i].help + 1);
		str_add(out, ".\n");
		add_man_notes(out, where, &verbs[i]);
	}
	str_add(out, ".El\n");
}

/* One table for each scope, in the order in which the keymap first names them. */
void keymap_man(const struct keymap *km, struct str *out)
{
	const struct binding *b;
	size_t n = keymap_bindings(km, &b);

	for (size_t i = 0; i < n; i++) {
		bool first = true;
		for (size_t k = 0; k < i && first; k++) {
			first = strcmp(b[k].scope, b[i].scope) != 0;
		}
		if (!first) {
			continue;
		}
		str_addf(out, ".Ss %s\n.Bl -tag -width \"C\\-x C\\-s__\" -compact\n", b[i].scope);
		for (size_t k = i; k < n; k++) {
			if (strcmp(b[k].scope, b[i].scope) == 0) {
				str_add(out, ".It Ic");
				add_arg(out, b[k].shown);
				str_add(out, "\n");
				add_roff(out, b[k].line);
				str_add(out, "\n");
			}
		}
		str_add(out, ".El\n");
	}
}

/* Does an earlier verb of the command line have the same noun? */
static bool noun_seen(int i, size_t n)
{
	for (int k = 0; k < i; k++) {
		if (verbs[k].where & AT_CLI && strncmp(verbs[k].name, verbs[i].name, n + 1) == 0) {
			return true;
		}
	}
	return false;
}

#define HELP_COLS 79

static void add_noun(struct str *out, int first, size_t n)
{
	size_t line = out->len;

	str_addf(out, "  %-10.*s", (int)n, verbs[first].name);
	for (int i = first; i < VERB_COUNT; i++) {
		if (verbs[i].where & AT_CLI && strncmp(verbs[i].name, verbs[first].name, n + 1) == 0) {
			const char *name = verbs[i].name + n + 1;

			if (out->len - line + strlen(name) + 1 > HELP_COLS) {
				str_addc(out, '\n');
				line = out->len;
				str_addf(out, "%12s", "");
			}
			str_addf(out, " %s", name);
		}
	}
	str_addc(out, '\n');
}

static int verbs_of(int first, size_t n)
{
	int count = 0;

	for (int i = 0; i < VERB_COUNT; i++) {
		count += verbs[i].where & AT_CLI && strncmp(verbs[i].name, verbs[first].name, n + 1) == 0;
	}
	return count;
}

/* Nouns with one verb share lines. */
static void add_singles(struct str *out)
{
	size_t line = out->len;

	str_addf(out, "%12s", "");
	for (int i = 0; i < VERB_COUNT; i++) {
		size_t n = strcspn(verbs[i].name, ".");

		if (!(verbs[i].where & AT_CLI) || !verbs[i].name[n] || verbs_of(i, n) != 1) {
			continue;
		}
		if (out->len - line + strlen(verbs[i].name) + 3 > HELP_COLS) {
			str_addc(out, '\n');
			line = out->len;
			str_addf(out, "%12s", "");
		}
		str_addf(out, " %.*s %s,", (int)n, verbs[i].name, verbs[i].name + n + 1);
	}
	str_cut(out, out->len - 1);
	str_addc(out, '\n');
}

void verb_cli_help(struct str *out)
{
	str_add(out, tr("usage: fettle                            the full screen\n"
		"       fettle NOUN VERB [ARGUMENT...]    one action; --json for programs\n"));
	str_addc(out, '\n');
	for (int i = 0; i < VERB_COUNT; i++) {
		size_t n = strcspn(verbs[i].name, ".");
		if (verbs[i].where & AT_CLI && verbs[i].name[n] && !noun_seen(i, n) && verbs_of(i, n) > 1) {
			add_noun(out, i, n);
		}
	}
	add_singles(out);
	str_add(out, "  ");
	cells_pad(out, tr("alone"), strlen(tr("alone")), 10, CELLS_LEFT, 1);
	for (int i = 0; i < VERB_COUNT; i++) {
		if (verbs[i].where & AT_CLI && !strchr(verbs[i].name, '.')) {
			str_addf(out, " %s", verbs[i].name);
		}
	}
	str_addc(out, '\n');
}

void verb_help(enum verb_id id, bool cli, struct str *out)
{
	verb_usage(id, cli, out);
	str_addf(out, "\n    %s\n", tr(verbs[id].help));
	if (!cli && verbs[id].flags & VF_CONFIRM) {
		str_addf(out, "    %s\n", tr("asks before it acts"));
	}
}

bool verb_noun_help(const char *noun, struct str *out)
{
	size_t n = strlen(noun), before = out->len;

	for (int i = 0; i < VERB_COUNT; i++) {
		if (verbs[i].where & AT_CLI && n > 0 && strncmp(verbs[i].name, noun, n) == 0
			&& (verbs[i].name[n] == '.' || !verbs[i].name[n])) {
			verb_help((enum verb_id)i, true, out);
		}
	}
	return out->len > before;
}
