# shellcheck shell=bash disable=SC2154
# The server, on a marketplace of 23,000 requests; nginx and SQLite beside it where they are. Run by tests/bench/run.
results=$dir/server.tsv
: >"$results"
world=$dir/market
seconds=${SECONDS_EACH:-4}
bells=${BELLS:-9500}
server=
forgetful=
nginx=

stop_all() {
	[ -z "$server" ] || kill "$server" 2>/dev/null
	[ -z "$forgetful" ] || kill "$forgetful" 2>/dev/null
	[ -z "$nginx" ] || kill "$nginx" 2>/dev/null
	wait 2>/dev/null
}
trap stop_all EXIT

note() { sed "s/^/$round\t/" >>"$results"; }

# fettled demo fills the folder once; what serves it here has no demo's limits
fill_market() {
	[ -e "$world/accounts" ] && [ -e "$world/tls-cert.pem" ] && return
	echo 'bench: a marketplace of 23,000 requests' >&2
	rm -rf "$world" "$dir/market.out"
	"$build/fettled" demo --dir "$world" --scale 100 >"$dir/market.out" 2>"$dir/market.log" &
	local pid=$!
	for ((i = 0; i < 3000; i++)); do
		[ -s "$dir/market.out" ] && break
		kill -0 "$pid" 2>/dev/null || return 1
		read -r -t 0.2 <> <(:)
	done
	kill "$pid"
	wait "$pid" 2>/dev/null
	[ -s "$dir/market.out" ]
}

# serve NAME OPTION...: sets pid and url. What is measured writes, so it is on a copy
serve() {
	local name=$1
	shift
	rm -rf "$dir/$name.ready"
	mkdir -p "$dir/$name"
	cat >"$dir/$name.conf" <<-END
		data = $dir/$name
		db = sqlite:$dir/serving/fettled.db
		listen = 127.0.0.1:0
		ready = $dir/$name.ready
		log = $dir/$name.log
		log_level = warn
		max_per_address = 20000
		max_connections = 20000
		doorbells = 20000
		requests_per_minute = 10000000
		public_per_minute = 10000000
	END
	"$build/fettled" -c "$dir/$name.conf" "$@" serve >"$dir/$name.out" 2>&1 &
	pid=$!
	for ((i = 0; i < 600; i++)); do
		[ -s "$dir/$name.ready" ] && break
		kill -0 "$pid" 2>/dev/null || { pid=; return 1; }
		read -r -t 0.05 <> <(:)
	done
	read -r address port _ <"$dir/$name.ready"
	url=https://$address:$port
}

# and beside it one that keeps no answers
serve_market() {
	rm -rf "$dir/serving"
	cp -r "$world" "$dir/serving" || return 1
	serve forgetful -o answers_mib=0 || return 1
	forgetful=$pid forgetful_url=$url
	serve serving || return 1
	server=$pid
}

token_of() {
	local login password
	read -r _ login password <<<"$(grep "^$1 " "$world/accounts")"
	curl -sk "$url/v1/session" -H 'Content-Type: application/json' -d "{\"login\":\"$login\",\"password\":\"$password\"}" |
		sed 's/.*"token":"\([^"]*\)".*/\1/'
}

# 165 bytes over TLS from nginx, as little as a web server can do
start_nginx() {
	command -v nginx >/dev/null || return
	mkdir -p "$dir/nginx"
	printf '{"object":"%s"}\n' "$(head -c 150 /dev/zero | tr '\0' x)" >"$dir/nginx/nginx.json"
	nginx_port=$((20000 + $$ % 20000))
	cat >"$dir/nginx/nginx.conf" <<-END
		worker_processes 2;
		pid $dir/nginx/pid;
		daemon off;
		error_log $dir/nginx/error.log;
		events { worker_connections 4096; }
		http {
			access_log off;
			keepalive_requests 100000000;
			client_body_temp_path $dir/nginx/body; proxy_temp_path $dir/nginx/proxy;
			fastcgi_temp_path $dir/nginx/fcgi; uwsgi_temp_path $dir/nginx/uwsgi; scgi_temp_path $dir/nginx/scgi;
			server {
				listen 127.0.0.1:$nginx_port ssl;
				ssl_certificate $dir/serving/tls-cert.pem; ssl_certificate_key $dir/serving/tls-key.pem;
				default_type application/json; root $dir/nginx;
			}
		}
	END
	nginx -p "$dir/nginx" -c "$dir/nginx/nginx.conf" -e "$dir/nginx/error.log" 2>"$dir/nginx/out" &
	nginx=$!
	for ((i = 0; i < 100; i++)); do
		curl -sk -o /dev/null "https://127.0.0.1:$nginx_port/nginx.json" && return
		read -r -t 0.05 <> <(:)
	done
	kill "$nginx" 2>/dev/null
	nginx=
}

# Ticks of processor time, hundredths of a second, that a process and its children have used
ticks() {
	cat /proc/[0-9]*/stat 2>/dev/null | awk -v p="$1" '{ pid = $1; sub(/.*\) /, "") }
		pid == p || $2 == p { n += $12 + $13 } END { print n + 0 }'
}

# load NAME PID URL HEADER...: wrk where it is, for it is known; else our own, which asks for no more
load() {
	local name=$1 of=$2 to=$3 before
	shift 3
	if command -v wrk >/dev/null; then
		local header=()
		for h; do header+=(-H "$h"); done
		before=$(ticks "$of")
		wrk -t2 -c16 -d"$seconds" --latency "${header[@]}" "$to" >"$dir/wrk.out"
		awk -v n="$name" -v used="$(($(ticks "$of") - before))" '
			function ms(s) { return s ~ /us$/ ? s / 1000 : s ~ /ms$/ ? s + 0 : s * 1000 }
			/^ *50%/ { print n "\tp50_ms\t" ms($2) } /^ *99%/ { print n "\tp99_ms\t" ms($2) }
			/requests in/ && $1 { print n "\tcpu_us\t" used * 10000 / $1 }
			/Requests\/sec/ { print n "\tper_s\t" $2 } /Non-2xx/ { print n "\trefused\t" $NF }' "$dir/wrk.out" | note
	else
		"$build/tools/bench_http" "$name" load "$to" 16 "$seconds" GET - "$@" | note
	fi
}

server_rounds() {
	local partner customer last due body
	partner=$(token_of partner) customer=$(token_of customer)
	due=$(date -u -d '+7 days' +%FT%TZ)
	last=$(curl -sk -H "Authorization: Bearer $partner" "$url/v1/me" | jq -r .last_change)
	body="{\"id\":\"@ULID@\",\"title\":\"Bracket, anodised\",\"process\":\"mill\",\"breaks\":[{\"qty\":50}],\"due\":\"$due\",\"currency\":\"KRW\"}"
	[ -z "$nginx" ] || for f in list brief; do
		curl -sk -H "Authorization: Bearer $partner" -o "$dir/nginx/nginx_$f.json" "$url/v1/rfqs?limit=50&view=${f/list/full}"
	done
	for ((round = 0; round <= rounds / 2; round++)); do
		echo "bench: server, round $round of $((rounds / 2))" >&2
		for f in nginx nginx_list nginx_brief; do
			[ -z "$nginx" ] || load $f "$nginx" "https://127.0.0.1:$nginx_port/$f.json"
		done
		load list "$server" "$url/v1/rfqs?limit=50" "Authorization: Bearer $partner"
		load brief "$server" "$url/v1/rfqs?limit=50&view=brief" "Authorization: Bearer $partner"
		load list_anew "$forgetful" "$forgetful_url/v1/rfqs?limit=50" "Authorization: Bearer $partner"
		load brief_anew "$forgetful" "$forgetful_url/v1/rfqs?limit=50&view=brief" "Authorization: Bearer $partner"
		load changes "$server" "$url/v1/changes?since=$last" "Authorization: Bearer $partner"
		"$build/tools/bench_sqlite" "$dir/yardstick.db" "$((seconds / 2))" | note
		"$build/tools/bench_http" writes load "$url/v1/rfqs" 32 "$seconds" POST "$body" "Authorization: Bearer $customer" \
			'Idempotency-Key: @ULID@' | note
		last=$(curl -sk -H "Authorization: Bearer $partner" "$url/v1/me" | jq -r .last_change)
	done
	round=1
	echo "bench: $bells event streams" >&2
	"$build/tools/bench_http" bell bell "$url/v1/doorbell" "$bells" "$server" "$url/v1/rfqs" POST "$body" \
		"Authorization: Bearer $customer" 'Idempotency-Key: @ULID@' | note
}

if fill_market && serve_market; then
	start_nginx
	server_rounds
	awk -v section=server -v tool="$(command -v wrk >/dev/null && echo wrk || echo bench_http)" \
		-f tests/bench/report.awk -f tests/bench/server.awk "$results"
else
	echo '## Server'
	echo
	echo "not measured: the server did not start, see $dir/market.log"
fi
stop_all
trap - EXIT
