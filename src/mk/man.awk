# A manual page from its template: awk -v programs=FOLDER -f man.awk FILE.in
# A line "@run PROGRAM ARGUMENT..." becomes what that program of ours prints.
/^@run / {
	command = "LC_ALL=C.UTF-8 LANGUAGE= " programs "/" substr($0, 6)
	lines = 0
	while ((got = (command | getline line)) > 0) {
		print line
		lines++
	}
	if (close(command) != 0 || got < 0 || lines == 0) {
		print FILENAME ":" FNR ": " substr($0, 6) ": no output" > "/dev/stderr"
		exit 1
	}
	next
}

{ print }
