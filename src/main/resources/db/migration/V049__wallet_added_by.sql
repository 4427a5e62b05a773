-- Who told Coffer to use a wallet: the e-mail address of a person, or the system user of a command.
ALTER TABLE wallet ADD COLUMN added_by text;
