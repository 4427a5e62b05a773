-- Events are read in the order (tx, id). An index by the transaction alone suffices: a transaction adds few events,
-- which are sorted as they are read, and the events of a transaction then share an entry of the index.
DROP INDEX event_tx, event_project;
CREATE INDEX event_tx ON event (tx);
CREATE INDEX event_project ON event (project_id, tx);
