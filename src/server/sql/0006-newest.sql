-- Deals and quotes are listed by when they came: their ids are made by whoever sends them.
DROP INDEX deal_site;
DROP INDEX deal_customer;
DROP INDEX deal_partner;
CREATE INDEX deal_site ON deal (site, created, id);
CREATE INDEX deal_customer ON deal (customer, created, id);
CREATE INDEX deal_partner ON deal (partner, created, id);
CREATE INDEX deal_created ON deal (created, id);
DROP INDEX quote_site;
DROP INDEX quote_customer;
DROP INDEX quote_partner;
CREATE INDEX quote_site ON quote (site, created, id);
CREATE INDEX quote_customer ON quote (customer, created, id);
CREATE INDEX quote_partner ON quote (partner, created, id);
CREATE INDEX quote_created ON quote (created, id);
