-- Lists show either the archived addresses or the others.
DROP INDEX deposit_address_project;
CREATE INDEX deposit_address_project ON deposit_address (project_id, kind, archived, id);
