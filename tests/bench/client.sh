# shellcheck shell=bash disable=SC2154
# The client beside a bare ncurses list, tig, fzf and nano, on terminals of 80x24. Run by tests/bench/run.
results=$dir/client.tsv
: >"$results"
lines=$dir/lines
repo=$dir/repo

measure() { "$build/tools/bench_tty" "$@" | sed "s/^/$round\t/" >>"$results"; }
have() { command -v "$1" >/dev/null; }

make_repo() {
	[ -d "$repo" ] && return
	git init -q "$repo.new"
	for ((i = 1; i <= 1000; i++)); do
		printf 'commit refs/heads/main\ncommitter Ann Other <ann@example.org> %d +0000\ndata <<END\nChange %d of the bracket, hole pattern %d\nEND\n' \
			$((1700000000 + i * 3600)) "$i" $((i * 7 % 100))
	done | git -C "$repo.new" fast-import --quiet
	git -C "$repo.new" symbolic-ref HEAD refs/heads/main
	mv "$repo.new" "$repo"
}

# The requests' titles as fzf and nano get them: what fettle filters, a line each
make_lines() {
	[ "$lines" -nt "$dir/store-100000/made" ] && return
	FETTLE_HOME=$dir/store-100000 "$build/fettle" --offline project list >"$lines.new" && mv "$lines.new" "$lines"
}

moves=(key:down=12*j 'prep=jjjjjjjj' key:scroll=40*j 'key:page=20*<PgDn>' 'burst:held=100*j')
arrows=(key:down='12*<Down>' 'prep=<Down><Down><Down><Down><Down><Down><Down><Down><Down><Down><Down><Down>' 'key:scroll=40*<Down>')

run_list() { measure list until=requests "${moves[@]}" idle=5 quit=q -- "$build/tools/bench_list" 100000; }
run_fettle() {
	measure "fettle-$1" until=Projects "env=FETTLE_HOME=$dir/store-$1" "${moves[@]}" "$2" 'quit=<F10>' -- "$build/fettle" --offline
}
# Keys with a rest after each, so that what follows the cursor does; and the end by SIGHUP
run_rest() {
	measure fettle-rest until=Projects "env=FETTLE_HOME=$dir/store-100000" rest:rest=8*j hangup= -- "$build/fettle" --offline
}
# A filter letter by letter, and a text field
run_typing() {
	measure typing until=Projects "env=FETTLE_HOME=$dir/store-100000" prep=/ each:filter=hardened 'prep=<Esc><Esc>' \
		'prep=/' each:rare=manifold 'prep=<Esc><Esc>' 'prep=/' each:every=quote 'prep=<Esc><Esc>' 'prep=jjp' 'each:typed=a quick brown fox, 12 mm' hangup= -- "$build/fettle" --offline
}
# Signed in to a server of its own, whose few requests are joined by 100,000 made up ones
start_online() {
	mkdir -p "$dir/small"
	"$build/fettled" demo --dir "$dir/small" >"$dir/small.out" 2>"$dir/small.log" &
	online=$!
	if ! grep -qm1 . <(timeout 120 tail -n +1 -f --pid="$online" "$dir/small.out"); then
		echo "bench: no server for what is measured online: $(tail -n 1 "$dir/small.log")" >&2
		stop_online
		return
	fi
	local home=$dir/online
	if ! cmp -s "$dir/small/demo.env" "$home/demo.env" && ! fill_online "$home"; then
		echo "bench: nothing is measured online: $(tail -n 1 "$dir/small.log")" >&2
		stop_online
	fi
}
fill_online() {
	local home=$1
	rm -rf "$home"
	FETTLE_HOME=$home "$build/fettle" login --env "$dir/small/demo.env" --as partner >"$dir/small.log" 2>&1 </dev/null &&
		FETTLE_HOME=$home "$build/fettle" sync >>"$dir/small.log" 2>&1 &&
		FETTLE_HOME=$home "$build/tools/seed" tests/screen/world.json 100000 add && cp "$dir/small/demo.env" "$home/demo.env"
}
stop_online() {
	[ -z "$online" ] || kill "$online" 2>/dev/null
	online=
}
run_online() {
	measure online until=Projects "env=FETTLE_HOME=$dir/online" "${moves[@]}" idle=5 'quit=<F10>' -- "$build/fettle"
}
# A chat of N messages: opened, written in, scrolled, from end to end
make_talk() {
	local home=$dir/talk-$1
	[ -f "$home/made" ] && [ "$(cat "$home/made")" = "$made_by" ] && return
	rm -rf "$home"
	FETTLE_HOME=$home "$build/tools/seed" tests/screen/talk.json "$1" talk && echo "$made_by" >"$home/made"
}
run_talk() {
	measure "talk-$1" until=Projects "env=FETTLE_HOME=$dir/talk-$1" key:open=1*c 'each:typed=a quick brown fox, 12 mm' 'prep=<C-u><Up>' key:scroll=40*k \
		'key:page=20*<PgUp>' key:first=1*g key:last=1*G hangup= -- "$build/fettle" --offline
}
run_tig() {
	measure tig until=pattern "env=GIT_DIR=$repo/.git" "${moves[@]}" idle=5 quit=q -- tig
}
run_fzf() {
	measure fzf until=100000/ 'key:down=12*<Up>' 'prep=<Up><Up><Up><Up><Up><Up><Up><Up><Up><Up><Up><Up>' 'key:scroll=40*<Up>' 'key:page=20*<PgUp>' \
		each:filter=hardened 'prep=<C-u>' each:rare=manifold 'prep=<C-u>' idle=5 'quit=<Esc>' -- sh -c "exec fzf < $lines"
}
run_nano() {
	measure nano until=Help "${arrows[@]}" 'key:page=20*<C-v>' 'each:typed=a quick brown fox, 12 mm' idle=5 'prep=<C-x>' quit=n -- nano -I "$lines"
}

make_lines
make_talk 100 && make_talk 100000 && talks="100 100000"
have git && have tig && make_repo
online=
trap stop_online EXIT
[ -x "$build/fettled" ] && start_online
for ((round = 0; round <= rounds; round++)); do
	# the first is to warm the caches, and does not count
	echo "bench: client, round $round of $rounds" >&2
	run_list
	for n in "${sizes[@]}"; do
		run_fettle "$n" "idle=$([ "$n" = 100000 ] && echo 5 || echo 0)"
	done
	[ -n "$online" ] && run_online
	run_rest
	run_typing
	for n in ${talks:-}; do
		run_talk "$n"
	done
	have tig && run_tig
	have fzf && run_fzf
	have nano && run_nano
done
stop_online
trap - EXIT
awk -v section=client -f tests/bench/report.awk -f tests/bench/server.awk "$results"
