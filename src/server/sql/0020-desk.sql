INSERT INTO counter (name, n) VALUES ('ticket', 0);
INSERT INTO counter (name, n) VALUES ('auction', 0);

CREATE INDEX ticket_site ON ticket (site, number, id);
CREATE INDEX ticket_site_vis ON ticket (site, vis, number, id);
CREATE INDEX ticket_customer ON ticket (customer, number, id);
CREATE INDEX ticket_partner ON ticket (partner, number, id);
CREATE INDEX ticket_number ON ticket (number, id);
CREATE INDEX ticket_requester ON ticket (requester);
CREATE INDEX ticket_assignee ON ticket (assignee, state);
CREATE INDEX ticket_merged ON ticket (merged_into, id);

CREATE UNIQUE INDEX policy_rule_action ON policy_rule (site, action);
CREATE INDEX approval_ticket ON approval (ticket, asked, id);
CREATE INDEX approval_site ON approval (site, asked, id);
CREATE INDEX approval_site_vis ON approval (site, vis, asked, id);
CREATE INDEX approval_customer ON approval (customer, asked, id);
CREATE INDEX approval_partner ON approval (partner, asked, id);
CREATE INDEX macro_site ON macro (site, id);
CREATE UNIQUE INDEX site_setting_target ON site_setting (site, action, target);

-- One voice an organisation for a wish.
CREATE TABLE ticket_vote (
	ticket TEXT NOT NULL,
	org TEXT NOT NULL,
	PRIMARY KEY (ticket, org)
);

CREATE INDEX auction_site ON auction (site, ends, id);
CREATE INDEX auction_site_vis ON auction (site, vis, ends, id);
CREATE INDEX auction_customer ON auction (customer, ends, id);
CREATE INDEX auction_partner ON auction (partner, ends, id);
CREATE INDEX auction_ends ON auction (ends, id);
CREATE UNIQUE INDEX bid_number ON bid (auction, number);
CREATE INDEX ticket_auction ON ticket (auction, hot);
CREATE INDEX ticket_hot ON ticket (hot, id);
