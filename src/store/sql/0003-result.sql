CREATE TABLE result (
	n INTEGER PRIMARY KEY,
	hash TEXT NOT NULL,
	page BIGINT NOT NULL,
	view TEXT NOT NULL,
	size BIGINT NOT NULL,
	used BIGINT NOT NULL,
	value BYTEA NOT NULL,
	UNIQUE (hash, page, view)
);
CREATE INDEX result_used ON result(used, n, size);
