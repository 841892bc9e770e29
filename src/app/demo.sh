#!/bin/sh
# make demo: a demo server of its own, and the client signed in to it.
#   BUILD     folder of the programs     ROLE   partner, customer, operator ...
#   DEMO_DIR  where the demo lives       SCALE  size of a new one (fettled demo --scale)
# Demos in several terminals share one server; the last to end stops it. Each holds a
# shared lock on clients.lock; who can lock it alone is the last.
set -u
BUILD=${BUILD:-build/release}
DIR=${DEMO_DIR:-build/demo}
ROLE=$(printf %s "${ROLE:-partner}" | tr - _)
SCALE=${SCALE:-1}
log=$DIR/demo.log
stale_days=7

say() {
	printf 'demo: %s\n' "$*" >&2
}

# What the programs said is in the log; its end usually tells why.
fail() {
	say "$*"
	if [ -s "$log" ]; then
		tail -n 5 "$log" >&2
		say "the whole log: $log"
	fi
	exit 1
}

serving() {
	flock -n -E 9 "$DIR/lock" true
	[ $? -eq 9 ]
}

# fettled holds DIR/lock as long as it lives: locking it waits for its end.
stop_server() {
	serving || return 0
	pid=$(cat "$DIR/demo.pid" 2>/dev/null) || return 0
	kill "$pid" 2>/dev/null || return 0
	flock -w 15 "$DIR/lock" true || say "the server (process $pid) does not end; see $log"
}

leave() {
	trap - EXIT
	trap '' INT TERM HUP
	exec 8>&-
	exec 7<>"$DIR/clients.lock"
	if flock -n 7; then
		stop_server
	fi
	rm -f "$DIR/ready.$$"
}

# Its one line of output comes when it serves; the end of file, when it could not.
start_server() {
	[ -f "$DIR/accounts" ] || say "filling a new demo in $DIR, this takes a moment"
	rm -f "$DIR/ready.$$"
	mkfifo -m 600 "$DIR/ready.$$" || fail "cannot make $DIR/ready.$$"
	setsid "$BUILD/fettled" demo --dir "$DIR" --scale "$SCALE" >"$DIR/ready.$$" 2>"$log" </dev/null 6>&- 7>&- 8>&- &
	line=
	read -r line <"$DIR/ready.$$"
	rm -f "$DIR/ready.$$"
	if [ -z "$line" ] || ! [ -f "$DIR/demo.env" ]; then
		fail "the demo server did not start"
	fi
}

# Deadlines of the data are some days from the day it was made.
forget_stale() {
	if [ -n "$(find "$DIR/accounts" -mtime "+$stale_days" 2>/dev/null)" ]; then
		say "the demo is more than $stale_days days old: starting a new one"
		rm -rf "$DIR/accounts" "$DIR/fettled.db" "$DIR/fettled.db-wal" "$DIR/fettled.db-shm" "$DIR/files" "$DIR"/client-*
	fi
}

sign_in() {
	FETTLE_HOME=$DIR/client-$ROLE
	export FETTLE_HOME
	mkdir -p "$FETTLE_HOME"
	cmp -s "$DIR/demo.env" "$FETTLE_HOME/demo.env" && return 0
	"$BUILD/fettle" login --env "$DIR/demo.env" --as "$ROLE" </dev/null >>"$log" 2>&1 ||
		fail "could not sign in as $ROLE"
	cp "$DIR/demo.env" "$FETTLE_HOME/demo.env"
}

for program in fettle fettled; do
	[ -x "$BUILD/$program" ] || fail "there is no $BUILD/$program; run make first"
done
if ! [ -t 0 ] || ! [ -t 1 ]; then
	fail "this needs a terminal; for scripts there is: $BUILD/fettled demo --dir DIR"
fi
# a bare system names no locale at all, and its terminal speaks UTF-8 all the same
if [ -z "${LC_ALL:-}${LC_CTYPE:-}${LANG:-}" ]; then
	LC_CTYPE=C.UTF-8
	export LC_CTYPE
fi
umask 077
mkdir -p "$DIR" || fail "cannot make the folder $DIR"

exec 8<>"$DIR/clients.lock"
flock -s 8 || fail "cannot lock $DIR/clients.lock"
trap leave EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

exec 6<>"$DIR/start.lock"
flock 6 || fail "cannot lock $DIR/start.lock"
if ! serving; then
	forget_stale
	start_server
fi
exec 6>&-

role_key=$(printf %s "$ROLE" | tr '[:lower:]' '[:upper:]')
if ! grep -q "^FETTLE_${role_key}_USER=" "$DIR/demo.env" 2>/dev/null; then
	known=$(sed -n 's/^FETTLE_\(.*\)_USER=.*/\1/p' "$DIR/demo.env" | tr '[:upper:]\n' '[:lower:] ')
	fail "there is no role $ROLE; there are: $known"
fi
sign_in
"$BUILD/fettle" 8>&-
