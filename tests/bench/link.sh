# shellcheck shell=bash disable=SC2154
# A line of 300 ms and 8,000 bytes a second, as far as bytes and their moments tell. Run by tests/bench/run.
results=$dir/link.tsv
: >"$results"

slow() {
	local name=$1 until=$2
	shift 2
	"$build/tools/bench_tty" "$name" "until=$until" link=300,8000 "$@" | sed "s/^/$round\t/" >>"$results"
}

held=(key:scroll=20*j held:held=50*j)
for ((round = 0; round <= 1; round++)); do
	echo "bench: slow line, round $round of 1" >&2
	slow list requests 'prep=jjjjjjjjjjjjjjjjjjjjjjj' "${held[@]}" 'held:pages=20*<PgDn>' quit=q -- "$build/tools/bench_list" 100000
	slow fettle-100000 Projects "env=FETTLE_HOME=$dir/store-100000" 'prep=jjjjjjjjjjjjjjjjjj' "${held[@]}" 'held:pages=20*<PgDn>' \
		'quit=<F10>' -- "$build/fettle" --offline
	if command -v tig >/dev/null && [ -d "$dir/repo" ]; then
		slow tig pattern "env=GIT_DIR=$dir/repo/.git" 'prep=jjjjjjjjjjjjjjjjjjjjjjj' "${held[@]}" 'held:pages=20*<PgDn>' quit=q -- tig
	fi
done
awk -v section=link -f tests/bench/report.awk -f tests/bench/server.awk "$results"
