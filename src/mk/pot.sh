#!/bin/sh
# pot.sh FILE: every text that people see, from the sources, as a template. The texts of
# err_set() and err_field() are texts too; where they are formats, only tr() around them
# can find their translation, so those are taken from tr() alone.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
find src include screens -name '*.[ch]' -o -name '*.def' 2>/dev/null | LC_ALL=C sort >"$work/files"

extract() {
	xgettext --language=C --from-code=UTF-8 --no-wrap --sort-by-file --add-location=file --add-comments=TR: \
		--keyword= --package-name=fettle --files-from="$work/files" --force-po "$@"
}
extract --keyword=tr --keyword=trn:1,2 --keyword=tr_in:2 --keyword=N_ --flag=tr:1:pass-c-format \
	--flag=trn:1:pass-c-format --flag=trn:2:pass-c-format --flag=tr_in:2:pass-c-format --output="$work/texts"
# what only a mistake of ours in src/db brings up stays English
grep -v "^src/db/" "$work/files" >"$work/shown"
mv "$work/shown" "$work/files"
extract --keyword=err_set:3 --keyword=err_field:4 --output="$work/all-errors"
sed -i 's/charset=CHARSET/charset=UTF-8/' "$work/texts" "$work/all-errors"
msggrep --no-wrap --sort-by-file --force-po --invert-match --msgid --regexp=% "$work/all-errors" --output="$work/errors"
msgcat --no-wrap --sort-by-file --use-first "$work/texts" "$work/errors" --output="$1"
# no date of its own: the template changes only when a text does
sed -i '/^"POT-Creation-Date:/d' "$1"
