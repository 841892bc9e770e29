#include "base/alloc.h"
#include "base/i18n.h"
#include "cmd/verb.h"
#include "text/cells.h"
#include "unit/unit.h"

/* Help shows key, name and help in one row of 80 cells. */
#define HELP_CELLS 54

static void help_fits_its_row(void **state)
{
	(void)state;
	int wrong = 0;

	i18n_init(NULL);
	for (int i = 0; i < VERB_COUNT; i++) {
		for (int lang = 0; lang < LANG_COUNT; lang++) {
			const char *help = tr_in((enum lang)lang, verbs[i].help);

			if (cells_text(help, 1) > HELP_CELLS) {
				print_message("%s %s: \"%s\" is wider than %d\n", lang_code((enum lang)lang), verbs[i].name, help, HELP_CELLS);
				wrong++;
			}
		}
	}
	assert_int_equal(wrong, 0);
}

UNIT_TESTS(helps,
	cmocka_unit_test(help_fits_its_row));
