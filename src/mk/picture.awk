# README.md with the pictures of a screen test in it:
#	awk -v pictures=tests/screen/readme.expect -f picture.awk README.md
# "<!-- picture NAME -->" to "<!-- end -->" becomes the part "== NAME" in a fence.
BEGIN {
	while ((got = (getline line < pictures)) > 0) {
		if (line ~ /^== /)
			name = substr(line, 4)
		else if (name != "")
			text[name] = text[name] line "\n"
	}
	if (got < 0)
		missing = pictures
}

/^<!-- picture / {
	print
	if (!($3 in text))
		missing = "picture " $3
	printf "```\n%s```\n", text[$3]
	inside = 1
	next
}

/^<!-- end -->/ { inside = 0 }

!inside { print }

END {
	if (missing != "") {
		print "picture.awk: there is no " missing > "/dev/stderr"
		exit 1
	}
}
