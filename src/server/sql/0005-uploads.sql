-- What an account has uploaded lately.
CREATE INDEX file_owner_account ON file_owner (account, created);
