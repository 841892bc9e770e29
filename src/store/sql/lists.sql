-- Derived from the objects, hence no migration: made anew, and filled by index_rebuild(), whenever this text changes.
DROP TABLE IF EXISTS list_row;
DROP TABLE IF EXISTS list_count;
DROP TABLE IF EXISTS list_text;
DROP TABLE IF EXISTS list_doc;

CREATE TABLE list_row (
	n INTEGER PRIMARY KEY,
	kind BIGINT NOT NULL,
	id TEXT NOT NULL,
	unread BIGINT NOT NULL,
	k_deadline BIGINT NOT NULL,
	k_newest BIGINT NOT NULL,
	k_title TEXT NOT NULL,
	k_state BIGINT NOT NULL,
	k_number BIGINT NOT NULL,
	UNIQUE (kind, id)
);
CREATE INDEX list_deadline ON list_row(kind, k_deadline, n);
CREATE INDEX list_newest ON list_row(kind, k_newest, n);
CREATE INDEX list_title ON list_row(kind, k_title, n);
CREATE INDEX list_state ON list_row(kind, k_state, n);
CREATE INDEX list_number ON list_row(kind, k_number, n);
CREATE INDEX list_unread ON list_row(kind, n) WHERE unread = 1;

CREATE TABLE list_count (
	kind BIGINT NOT NULL PRIMARY KEY,
	n BIGINT NOT NULL,
	unread BIGINT NOT NULL,
	last BIGINT NOT NULL
);

CREATE TABLE list_doc (
	n INTEGER PRIMARY KEY,
	t TEXT NOT NULL
);
CREATE VIRTUAL TABLE list_text USING fts5(
	t,
	content = 'list_doc', content_rowid = 'n',
	prefix = '1 2',
	columnsize = 0,
	tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Mn Mc Co'"
);
