-- Phone numbers and e-mail addresses seen in what people send each other: counts and the
-- reason given, never the text itself. One row a kind; the same write is counted once.
CREATE TABLE contact_report (
	id TEXT NOT NULL PRIMARY KEY,
	at BIGINT NOT NULL,
	site TEXT NOT NULL,
	account TEXT NOT NULL,
	org TEXT NOT NULL,
	lang TEXT NOT NULL,
	route TEXT NOT NULL,
	object_kind TEXT NOT NULL,
	object TEXT NOT NULL,
	rev BIGINT NOT NULL,
	kind TEXT NOT NULL,
	n BIGINT NOT NULL,
	reason TEXT NOT NULL,
	UNIQUE (object, rev, route, kind)
);
CREATE INDEX contact_report_site ON contact_report (site, at);
CREATE INDEX contact_report_at ON contact_report (at);
