-- Entities' tables are there already: data_prepare() makes them from their descriptions.

-- Numbers given out in order inside the write transaction: 'change' for the feed,
-- 'rfq' for requests, 'search' for documents.
CREATE TABLE counter (
	name TEXT NOT NULL PRIMARY KEY,
	n BIGINT NOT NULL
);
INSERT INTO counter (name, n) VALUES ('change', 0);
INSERT INTO counter (name, n) VALUES ('rfq', 0);
INSERT INTO counter (name, n) VALUES ('search', 0);

-- The newest change of every object, with the scope it has now.
CREATE TABLE change (
	kind TEXT NOT NULL,
	id TEXT NOT NULL,
	n BIGINT NOT NULL,
	rev BIGINT NOT NULL,
	site TEXT NOT NULL,
	customer TEXT NOT NULL,
	partner TEXT NOT NULL,
	vis BIGINT NOT NULL,
	PRIMARY KEY (kind, id)
);
CREATE UNIQUE INDEX change_n ON change (n);

-- Scopes an object has had and lost at n: whoever saw it by one of these is told.
CREATE TABLE change_past (
	kind TEXT NOT NULL,
	id TEXT NOT NULL,
	n BIGINT NOT NULL,
	site TEXT NOT NULL,
	customer TEXT NOT NULL,
	partner TEXT NOT NULL,
	vis BIGINT NOT NULL,
	PRIMARY KEY (kind, id, site, customer, partner, vis)
);
CREATE INDEX change_past_n ON change_past (n);

-- See include/server/data.h for what is hashed.
CREATE TABLE audit (
	site TEXT NOT NULL,
	n BIGINT NOT NULL,
	at BIGINT NOT NULL,
	actor TEXT NOT NULL,
	role TEXT NOT NULL,
	what TEXT NOT NULL,
	kind TEXT NOT NULL,
	object TEXT NOT NULL,
	result TEXT NOT NULL,
	request_id TEXT NOT NULL,
	addr TEXT NOT NULL,
	hash TEXT NOT NULL,
	PRIMARY KEY (site, n)
);
CREATE INDEX audit_object ON audit (object, site, n);
-- The end of every chain, so that rows cut off at the end are missed too.
CREATE TABLE audit_head (
	site TEXT NOT NULL PRIMARY KEY,
	n BIGINT NOT NULL,
	hash TEXT NOT NULL
);

-- Organisations and accounts that belong to a site.
CREATE TABLE member (
	who TEXT NOT NULL,
	site TEXT NOT NULL,
	PRIMARY KEY (who, site)
);
CREATE INDEX member_site ON member (site, who);

-- name is the login folded, so that nobody can look like somebody else.
CREATE TABLE login (
	name TEXT NOT NULL PRIMARY KEY,
	account TEXT NOT NULL UNIQUE,
	password TEXT NOT NULL
);

CREATE TABLE file (
	hash TEXT NOT NULL PRIMARY KEY,
	size BIGINT NOT NULL,
	created BIGINT NOT NULL
);
CREATE TABLE file_owner (
	hash TEXT NOT NULL,
	account TEXT NOT NULL,
	created BIGINT NOT NULL,
	PRIMARY KEY (hash, account)
);
-- Which objects refer to a file, with their scope.
CREATE TABLE file_use (
	hash TEXT NOT NULL,
	kind TEXT NOT NULL,
	id TEXT NOT NULL,
	site TEXT NOT NULL,
	customer TEXT NOT NULL,
	partner TEXT NOT NULL,
	vis BIGINT NOT NULL,
	PRIMARY KEY (hash, kind, id)
);
CREATE INDEX file_use_object ON file_use (kind, id);

-- What is searched, with its scope; the index over tokens is the engine's own.
CREATE TABLE search_doc (
	n BIGINT NOT NULL PRIMARY KEY,
	kind TEXT NOT NULL,
	id TEXT NOT NULL,
	site TEXT NOT NULL,
	customer TEXT NOT NULL,
	partner TEXT NOT NULL,
	vis BIGINT NOT NULL,
	tokens TEXT NOT NULL,
	UNIQUE (kind, id)
);

-- Lists are read in the order of an index, one per way to see and to sort.
CREATE INDEX rfq_site_due ON rfq (site, due, id);
CREATE INDEX rfq_site_state_due ON rfq (site, state, due, id);
CREATE INDEX rfq_site_posted ON rfq (site, posted, id);
CREATE INDEX rfq_customer_due ON rfq (customer, due, id);
CREATE INDEX rfq_customer_posted ON rfq (customer, posted, id);
CREATE INDEX rfq_partner_due ON rfq (partner, due, id);
CREATE INDEX rfq_partner_posted ON rfq (partner, posted, id);
CREATE INDEX rfq_due ON rfq (due, id);
CREATE INDEX rfq_state_due ON rfq (state, due, id);
CREATE INDEX rfq_posted ON rfq (posted, id);

-- One deal for each partner on a request.
CREATE UNIQUE INDEX deal_rfq_partner ON deal (rfq, partner);
CREATE INDEX deal_site ON deal (site, id);
CREATE INDEX deal_customer ON deal (customer, id);
CREATE INDEX deal_partner ON deal (partner, id);

CREATE UNIQUE INDEX quote_deal_version ON quote (deal, version);
CREATE INDEX quote_rfq ON quote (rfq, id);
CREATE INDEX quote_site ON quote (site, id);
CREATE INDEX quote_customer ON quote (customer, id);
CREATE INDEX quote_partner ON quote (partner, id);

CREATE INDEX quote_valid ON quote (state, valid_until);

CREATE INDEX account_org ON account (org, id);
CREATE INDEX account_site ON account (site, id);
