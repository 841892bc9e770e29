CREATE TABLE session (
	hash TEXT NOT NULL PRIMARY KEY,
	account TEXT NOT NULL,
	created BIGINT NOT NULL,
	seen BIGINT NOT NULL,
	expires BIGINT NOT NULL,
	device TEXT NOT NULL,
	addr TEXT NOT NULL
);
CREATE INDEX session_account ON session (account);
CREATE INDEX session_expires ON session (expires);

CREATE TABLE idem (
	account TEXT NOT NULL,
	key TEXT NOT NULL,
	request TEXT NOT NULL,
	status BIGINT NOT NULL,
	etag BIGINT NOT NULL,
	at BIGINT NOT NULL,
	location TEXT NOT NULL,
	reply TEXT NOT NULL,
	PRIMARY KEY (account, key)
);
CREATE INDEX idem_at ON idem (at);
