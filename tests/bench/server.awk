# The tables of the server; read after report.awk.
function rate(name) {
	return med(name, "per_s") == "" ? "-" : sprintf("%.0f", med(name, "per_s"))
}

function row(what, name) {
	print "| " what " | " rate(name) " | " cell(name, "p50_ms") " | " cell(name, "p99_ms") " | " cell(name, "cpu_us") " | " (med(name, "refused") > 0 ? cell(name, "refused") : "0") " |"
}

function share(what, want, name, r) {
	if (med("nginx", "per_s") == "") {
		print "| " what " | >= " want * 100 " % of nginx | " rate(name) "/s | nginx is not installed | not measured |"
		return
	}
	r = ratio(name, "nginx", "per_s")
	print "| " what " | >= " want * 100 " % of nginx | " sprintf("%.0f %%", r * 100) " | " rate(name) " of " rate("nginx") "/s | " \
		(r >= want ? "holds" : "**falls short**") " |"
}

# The same bytes from nginx
function same_bytes(what, name, file) {
	file = file == "" ? "nginx_" name : file
	if (med(file, "per_s") != "") {
		print "| " what " | - | " sprintf("%.0f %%", ratio(name, file, "per_s") * 100) " | nginx with as large a file: " rate(file) "/s | |"
	}
}

function server(r) {
	heading("Server", "23,000 requests for quote, TLS, all on 127.0.0.1 with the load on the same processors; medians of " rounds \
		" rounds, in turn. Load: " tool " (reads, 16 connections), `tests/tools/bench_http.c` (writes, 32; event streams).")
	print "| what | a second | p50 ms | p99 ms | its CPU, µs | refused |"
	print "|---|---|---|---|---|---|"
	row("nginx, a file of 165 bytes", "nginx")
	row("nginx, a file as large as the page of a list", "nginx_list")
	row("nginx, a file as large as the brief page", "nginx_brief")
	row("list, a page of 50 requests", "list")
	row("the same, brief", "brief")
	row("list, no answers kept", "list_anew")
	row("the same, brief", "brief_anew")
	row("changes, nothing new", "changes")
	row("a new request (with change, audit and idempotency rows), durable", "writes")
	print "| SQLite alone, one insert a commit, FULL | " rate("sqlite") " | - | - | - | - |"
	print "| SQLite alone, a hundred a commit | " show(med("sqlite", "hundred_per_s")) " | - | - | - | - |"
	print "\n| what | floor | fettled | beside | |"
	print "|---|---|---|---|---|"
	share("list page of 50", 0.35, "list")
	share("list page of 50, brief", 0.35, "brief")
	same_bytes("list page of 50", "list")
	same_bytes("list page of 50, brief", "brief")
	same_bytes("list page of 50, no answers kept", "list_anew", "nginx_list")
	same_bytes("list page of 50, brief, no answers kept", "brief_anew", "nginx_brief")
	share("changes, nothing new", 0.5, "changes")
	r = ratio("writes", "sqlite", "per_s")
	print "| durable writes | >= SQLite's one by one | " (r == "" ? "-" : sprintf("%.2f times", r)) " | " rate("writes") " of " rate("sqlite") "/s | " \
		(r == "" ? "not measured" : r >= 1 ? "holds" : "**falls short**") " |"
	least_of("event streams held", 9500, med("bell", "held"), "", "opened in " cell("bell", "open_s") " s")
	floor("memory of each", 24, med("bell", "kib_each"), " KiB", "")
	floor("an event to all of them", 500, med("bell", "all_ms"), " ms", "the first after " cell("bell", "first_ms") " ms; " cell("bell", "told") " told")
	print ""
}
