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
