# Tables from lines "round<tab>name<tab>metric<tab>value" (see tests/tools/bench_*.c): medians
# over the rounds but the first, and ratios of two programs paired round by round.
# section: which tables. Floors are printed beside what was measured; nothing is asserted.
BEGIN { FS = "\t" }

$1 > 0 {
	key = $2 SUBSEP $3
	value[key, $1] = $4
	seen[key]++
	rounds = $1 > rounds ? $1 : rounds
	if (!($2 in known)) {
		known[$2] = 1
		order[++names] = $2
	}
}

function sort(v, n, i, j, t) {
	for (i = 2; i <= n; i++) {
		t = v[i]
		for (j = i - 1; j >= 1 && v[j] > t; j--)
			v[j + 1] = v[j]
		v[j + 1] = t
	}
}

function middle(v, n) {
	if (n == 0)
		return ""
	sort(v, n)
	return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
}

function med(name, metric, r, n, v) {
	for (r = 1; r <= rounds; r++)
		if ((name, metric, r) in value)
			v[++n] = value[name, metric, r]
	return middle(v, n)
}

function least(name, metric, r, best) {
	best = ""
	for (r = 1; r <= rounds; r++)
		if ((name, metric, r) in value && (best == "" || value[name, metric, r] < best))
			best = value[name, metric, r]
	return best
}

# median of a/b, both of the same round
function ratio(a, b, metric, other, r, n, v) {
	other = other == "" ? metric : other
	for (r = 1; r <= rounds; r++)
		if ((a, metric, r) in value && (b, other, r) in value && value[b, other, r] > 0)
			v[++n] = value[a, metric, r] / value[b, other, r]
	return middle(v, n)
}

function show(v) {
	if (v == "")
		return "-"
	return v == int(v) || v >= 100 ? sprintf("%.0f", v) : v >= 10 ? sprintf("%.1f", v) : sprintf("%.2f", v)
}

function cell(name, metric, scale) {
	return show(med(name, metric) == "" ? "" : med(name, metric) / (scale ? scale : 1))
}

function triple(name, id) {
	if (med(name, id "_bytes") == "")
		return "-"
	return cell(name, id "_ms") " / " cell(name, id "_bytes") " / " cell(name, id "_us")
}

# what | floor | measured | beside it | word
function floor(what, limit, measured, unit, beside, times) {
	times = times == "" ? 1 : times
	if (measured == "" || limit == "") {
		print "| " what " | " (limit == "" ? "-" : show(limit) unit) " | " show(measured) unit " | " beside " | " (measured == "" ? "not measured" : "") " |"
		return
	}
	print "| " what " | <= " show(limit * times) unit " | " show(measured) unit " | " beside " | " \
		(measured <= limit * times ? "holds" : "**falls short**") " |"
}

function least_of(what, limit, measured, unit, beside) {
	print "| " what " | >= " show(limit) unit " | " show(measured) unit " | " beside " | " \
		(measured == "" || limit == "" ? "not measured" : measured >= limit ? "holds" : "**falls short**") " |"
}

function heading(title, note) {
	print "## " title "\n"
	if (note != "")
		print note "\n"
}

function beside(metric, scale, i, out) {
	split("list tig fzf nano", peer, " ")
	for (i = 1; i <= 4; i++)
		if (med(peer[i], metric) != "")
			out = out (out == "" ? "" : ", ") peer[i] " " cell(peer[i], metric, scale)
	return out
}

function client(i, f, n) {
	f = "fettle-100000"
	heading("Client", "80x24, medians of " rounds " rounds, in turn. A key: milliseconds / bytes / microseconds of processor time." \
		" `list` is `tests/tools/bench_list.c`: ncurses and nothing else.")
	print "| program | start ms (min) | settled ms | CPU ms | first frame B | line down | scrolled | page | held B, us | RSS MB | exit ms | restored |"
	print "|---|---|---|---|---|---|---|---|---|---|---|---|"
	for (i = 1; i <= names; i++) {
		n = order[i]
		if (med(n, "down_bytes") != "")
			print "| " n " | " cell(n, "start_ms") " (" show(least(n, "start_ms")) ") | " cell(n, "start_settled_ms") " | " cell(n, "start_cpu_ms") " | " \
				cell(n, "frame_bytes") " | " triple(n, "down") " | " triple(n, "scroll") " | " triple(n, "page") " | " \
				(med(n, "held_bytes") == "" ? "-" : cell(n, "held_bytes") ", " cell(n, "held_us")) " | " cell(n, "rss_kb", 1024) " | " \
				cell(n, "quit_ms") " | " (med(n, "quit_restored") == 1 ? "yes" : "no") " |"
	}
	print "\n| what | floor | fettle | beside | |"
	print "|---|---|---|---|---|"
	floor("start to the first frame, 100,000 rows", med("tig", "start_settled_ms"), med(f, "start_settled_ms"), " ms", beside("start_settled_ms"))
	floor("the same, 1,000,000 rows over 1,000, paired", 1.1, ratio("fettle-1000000", "fettle-1000", "start_settled_ms"), "", "")
	floor("the same, processor time", 1.1, ratio("fettle-1000000", "fettle-1000", "start_cpu_ms"), "", "")
	floor("bytes: first frame", 1500, med(f, "frame_bytes"), "", beside("frame_bytes"))
	floor("bytes: line down", 30, med(f, "down_bytes"), "", beside("down_bytes"))
	floor("bytes: line down, the text below it followed", "", med("fettle-rest", "rest_bytes"), "", "")
	floor("bytes: line scrolled", 100, med(f, "scroll_bytes"), "", beside("scroll_bytes"))
	floor("bytes: page", 1300, med(f, "page_bytes"), "", beside("page_bytes"))
	floor("bytes: typed character", 10, med("typing", "typed_bytes"), "", beside("typed_bytes"))
	floor("a key's latency: line down, over the bare list's, paired", 1.5, ratio(f, "list", "down_ms"), "", cell("list", "down_ms") " ms")
	floor("a key's CPU: line down, over the bare list's, paired", 1.5, ratio(f, "list", "down_us"), "", cell("list", "down_us") " us")
	floor("a key's latency: scrolled", 1.5, ratio(f, "list", "scroll_ms"), "", cell("list", "scroll_ms") " ms")
	floor("a key's CPU: scrolled", 1.5, ratio(f, "list", "scroll_us"), "", cell("list", "scroll_us") " us")
	floor("a key's latency: page", 1.5, ratio(f, "list", "page_ms"), "", cell("list", "page_ms") " ms")
	floor("a key's CPU: page", 1.5, ratio(f, "list", "page_us"), "", cell("list", "page_us") " us")
	floor("a held key, 100 in one write: bytes a key", 20, med(f, "held_bytes"), "", beside("held_bytes"))
	floor("filter, 100,000 rows, a key (\"hardened\")", 16, med("typing", "filter_ms"), " ms", beside("filter_ms"))
	floor("filter, slowest of its keys", 16, med("typing", "filter_worst"), " ms", beside("filter_worst"))
	floor("filter, a key (\"manifold\")", 16, med("typing", "rare_ms"), " ms", beside("rare_ms"))
	floor("filter, slowest of its keys", 16, med("typing", "rare_worst"), " ms", beside("rare_worst"))
	floor("filter, a key of a word that is in every row (\"quote\")", 16, med("typing", "every_ms"), " ms", "")
	floor("the same, processor time", 16, med("typing", "every_us") == "" ? "" : med("typing", "every_us") / 1000, " ms", "")
	floor("a chat of 100,000 messages over one of 100, paired: opened, processor time", 1.5, ratio("talk-100000", "talk-100", "open_us"), "", cell("talk-100000", "open_us") " us")
	floor("the same, a page up", 1.5, ratio("talk-100000", "talk-100", "page_us"), "", cell("talk-100000", "page_us") " us")
	floor("the same, to the first message", 1.5, ratio("talk-100000", "talk-100", "first_us"), "", cell("talk-100000", "first_us") " us")
	floor("the same, a typed character", 1.2, ratio("talk-100000", "talk-100", "typed_us"), "", cell("talk-100000", "typed_us") " us")
	floor("bytes: a character typed in a chat", 10, med("talk-100000", "typed_bytes"), "", beside("typed_bytes"))
	floor("bytes: a page of a chat", 1600, med("talk-100000", "page_bytes"), "", "")
	floor("resident memory, 100,000 rows, offline, after moving about", 16, med(f, "rss_kb") == "" ? "" : med(f, "rss_kb") / 1024, " MB", beside("rss_kb", 1024))
	floor("resident memory, online", 16, med("online", "rss_kb") == "" ? "" : med("online", "rss_kb") / 1024, " MB", "")
	floor("idle for 5 s, offline: bytes", 0, med(f, "idle_bytes"), "", beside("idle_bytes"))
	floor("idle for 5 s, offline: wake-ups", 1, med(f, "idle_wakes"), "", beside("idle_wakes"))
	floor("idle for 5 s, online: bytes", 0, med("online", "idle_bytes"), "", "")
	floor("idle for 5 s, online: wake-ups", 1, med("online", "idle_wakes"), "", "")
	floor("exit by key", 5, med(f, "quit_ms"), " ms, restored: " (med(f, "quit_restored") == 1 ? "yes" : "no"), beside("quit_ms"))
	floor("exit by SIGHUP", 5, med("fettle-rest", "hangup_ms"), " ms, restored: " (med("fettle-rest", "hangup_restored") == 1 ? "yes" : "no"), "")
	floor("exit by SIGHUP in the middle of a text, which is kept", "", med("typing", "hangup_ms"), " ms", "")
	print ""
}

function link_line(i, f) {
	heading("Over a slow line", "300 ms there and back, 8,000 bytes a second: reckoned from the moments and lengths of what was written.")
	print "| program | first frame ms | a key ms | lag after a key held for 5 s, ms | page held, ms |"
	print "|---|---|---|---|---|"
	for (i = 1; i <= names; i++)
		print "| " order[i] " | " cell(order[i], "start_ms") " | " cell(order[i], "scroll_ms") " | " cell(order[i], "held_ms") " | " cell(order[i], "pages_ms") " |"
	print "\n| what | floor | fettle | beside | |"
	print "|---|---|---|---|---|"
	f = "fettle-100000"
	floor("first frame over the bare list's, paired", 1.2, ratio(f, "list", "start_ms"), "", cell("list", "start_ms") " ms")
	floor("lag after a key held for 5 s, over the bare list's", 1.2, ratio(f, "list", "held_ms"), "", cell("list", "held_ms") " ms")
	print ""
}

END {
	if (section == "client")
		client()
	else if (section == "link")
		link_line()
	else
		server()
}
