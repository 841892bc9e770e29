-- Messages are read by their number in the thread, from any place, both ways.
CREATE UNIQUE INDEX message_thread ON message (thread, number);
CREATE INDEX message_note ON message (note, number);
CREATE INDEX message_author ON message (thread, author);
-- What a message said before it was changed; the newest text is in the message.
CREATE TABLE message_version (
	message TEXT NOT NULL,
	version BIGINT NOT NULL,
	at BIGINT NOT NULL,
	text TEXT NOT NULL,
	PRIMARY KEY (message, version)
);

CREATE INDEX thread_site ON thread (site, last_at, id);
CREATE INDEX thread_site_vis ON thread (site, vis, last_at, id);
CREATE INDEX thread_customer ON thread (customer, last_at, id);
CREATE INDEX thread_partner ON thread (partner, last_at, id);
CREATE INDEX thread_last ON thread (last_at, id);
CREATE INDEX thread_rfq ON thread (rfq, id);
CREATE INDEX thread_pair ON thread (customer, partner, site);

CREATE UNIQUE INDEX note_thread ON note (thread, number);
CREATE INDEX note_file ON note (file_hash, created, id);
CREATE INDEX note_site ON note (site, created, id);
CREATE INDEX note_site_vis ON note (site, vis, created, id);
CREATE INDEX note_customer ON note (customer, created, id);
CREATE INDEX note_partner ON note (partner, created, id);
CREATE INDEX note_created ON note (created, id);

-- Chats that were opened before there were threads; they get theirs when the server starts.
CREATE TABLE thread_due (
	deal TEXT NOT NULL PRIMARY KEY
);
INSERT INTO thread_due (deal) SELECT id FROM deal WHERE chat_opened > 0;
