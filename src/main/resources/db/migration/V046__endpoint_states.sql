-- The endpoints of a chain, as the server that reads it sees them: the last failure of each in its own words.
ALTER TABLE scanner ADD COLUMN endpoints jsonb NOT NULL DEFAULT '[]';
