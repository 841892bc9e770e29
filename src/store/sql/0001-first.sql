CREATE TABLE kv (
	key TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE draft (
	account TEXT NOT NULL,
	word TEXT NOT NULL,
	id TEXT NOT NULL,
	json TEXT NOT NULL,
	updated BIGINT NOT NULL,
	PRIMARY KEY (account, word, id)
);

CREATE TABLE intent (
	seq INTEGER PRIMARY KEY AUTOINCREMENT,
	id TEXT NOT NULL UNIQUE,
	account TEXT NOT NULL,
	verb TEXT NOT NULL,
	title TEXT NOT NULL,
	method TEXT NOT NULL,
	path TEXT NOT NULL,
	body TEXT NOT NULL,
	kind TEXT NOT NULL,
	object TEXT NOT NULL,
	lane TEXT NOT NULL,
	answer TEXT NOT NULL,
	base_rev BIGINT NOT NULL,
	files TEXT NOT NULL,
	draft_word TEXT NOT NULL,
	draft_id TEXT NOT NULL,
	draft TEXT NOT NULL,
	not_before BIGINT NOT NULL,
	state BIGINT NOT NULL,
	attempts BIGINT NOT NULL DEFAULT 0,
	touched BIGINT NOT NULL DEFAULT 0,
	next_try BIGINT NOT NULL DEFAULT 0,
	problem_code TEXT NOT NULL DEFAULT '',
	problem_text TEXT NOT NULL DEFAULT '',
	problem_field TEXT NOT NULL DEFAULT '',
	reply TEXT NOT NULL DEFAULT '',
	created BIGINT NOT NULL,
	updated BIGINT NOT NULL,
	lease BIGINT NOT NULL DEFAULT 0,
	owner TEXT NOT NULL DEFAULT ''
);
CREATE INDEX intent_state ON intent(account, state, seq);
CREATE INDEX intent_lane ON intent(account, lane, seq);
CREATE INDEX intent_object ON intent(account, object, seq);

CREATE TABLE seen (
	account TEXT NOT NULL,
	kind BIGINT NOT NULL,
	id TEXT NOT NULL,
	rev BIGINT NOT NULL,
	PRIMARY KEY (account, kind, id)
) WITHOUT ROWID;

CREATE TABLE list_row (
	n INTEGER PRIMARY KEY AUTOINCREMENT,
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
	unread BIGINT NOT NULL
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
