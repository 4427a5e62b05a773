-- A restored dump brings numbers of transactions along (xid8) that the new cluster's counter may not
-- have reached: what it commits then would come before what was committed long ago, and readers that
-- page by transaction would wait for the rest for ever. So a cluster's numbers are counted on from an
-- offset. It is zero until a server finds rows of transactions that are yet to come.
CREATE TABLE xid_offset (
  single  boolean PRIMARY KEY DEFAULT true CHECK (single),
  value   bigint NOT NULL CHECK (value >= 0),
  cluster bigint                                 -- its system identifier; NULL = not looked at yet
);
INSERT INTO xid_offset (value) VALUES (0);

-- The number of this transaction.
CREATE FUNCTION current_xid() RETURNS xid8 STABLE LANGUAGE sql
RETURN ((pg_current_xact_id()::text::bigint + (SELECT value FROM xid_offset))::text::xid8);

-- All transactions below it have ended.
CREATE FUNCTION xid_horizon() RETURNS xid8 STABLE LANGUAGE sql
RETURN ((pg_snapshot_xmin(pg_current_snapshot())::text::bigint + (SELECT value FROM xid_offset))::text::xid8);

ALTER TABLE event ALTER COLUMN tx SET DEFAULT current_xid();
ALTER TABLE watched_address ALTER COLUMN tx SET DEFAULT current_xid();
