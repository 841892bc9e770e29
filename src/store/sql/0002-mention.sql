CREATE TABLE mention (
	thread TEXT NOT NULL,
	number BIGINT NOT NULL,
	PRIMARY KEY (thread, number)
) WITHOUT ROWID;
