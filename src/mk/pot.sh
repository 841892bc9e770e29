#!/bin/sh
# pot.sh FILE: every text that people see, from the sources, as a template.
set -eu

find src include screens -name '*.[ch]' -o -name '*.def' 2>/dev/null | LC_ALL=C sort |
	xgettext --language=C --from-code=UTF-8 --no-wrap --sort-by-file --add-location=file --add-comments=TR: \
		--keyword= --keyword=tr --keyword=trn:1,2 --keyword=tr_in:2 --keyword=N_ \
		--flag=tr:1:pass-c-format --flag=trn:1:pass-c-format --flag=trn:2:pass-c-format \
		--flag=tr_in:2:pass-c-format --package-name=fettle --files-from=- --output="$1"
# no date of its own: the template changes only when a text does
sed -i -e '/^"POT-Creation-Date:/d' -e 's/charset=CHARSET/charset=UTF-8/' "$1"
