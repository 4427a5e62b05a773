-- The ledger guards itself: entries and postings are only added, an entry is complete when its
-- transaction ends, and a balance changes by postings alone. The triggers fire in every replication
-- role. Only the owner of the tables can take them off.

-- Postings come in the transaction of their entry, sum to zero in each statement, and are added to
-- the balances here. It runs as its owner, so that another role needs no way to write a balance.
CREATE FUNCTION posting_added() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF EXISTS (SELECT FROM added p LEFT JOIN entry e ON e.id = p.entry_id
             WHERE e.xmin IS DISTINCT FROM pg_current_xact_id()::xid) THEN
    RAISE EXCEPTION 'an entry takes postings only in its own transaction'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (SELECT FROM added p LEFT JOIN account a ON a.id = p.account_id
             GROUP BY p.entry_id, a.asset_id, a.denomination HAVING sum(p.units) <> 0) THEN
    RAISE EXCEPTION 'the postings of an entry do not sum to zero' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  PERFORM FROM account WHERE id IN (SELECT account_id FROM added) ORDER BY id FOR NO KEY UPDATE;
  UPDATE account a SET balance = a.balance + s.units
  FROM (SELECT account_id, sum(units) AS units FROM added GROUP BY account_id) s WHERE a.id = s.account_id;
  RETURN NULL;
END $$;
CREATE TRIGGER posting_added AFTER INSERT ON posting REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION posting_added();

-- Runs once for each entry at commit. That its postings sum to zero was checked when they came.
CREATE OR REPLACE FUNCTION entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM posting WHERE entry_id = NEW.id) THEN
    RAISE EXCEPTION 'entry % has no postings', NEW.reference USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;

-- An account begins empty, and posting_added() alone changes it.
CREATE FUNCTION account_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1
     AND current_user = (SELECT pg_get_userbyid(proowner) FROM pg_proc WHERE oid = 'posting_added()'::regprocedure) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'an account changes by postings only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER account_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON account EXECUTE FUNCTION account_kept();
CREATE TRIGGER account_begins_empty BEFORE INSERT ON account
  FOR EACH ROW WHEN (NEW.balance <> 0) EXECUTE FUNCTION account_kept();

ALTER TABLE entry ENABLE ALWAYS TRIGGER entry_append_only;
ALTER TABLE entry ENABLE ALWAYS TRIGGER entry_balances;
ALTER TABLE posting ENABLE ALWAYS TRIGGER posting_append_only;
ALTER TABLE posting ENABLE ALWAYS TRIGGER posting_added;
ALTER TABLE account ENABLE ALWAYS TRIGGER account_kept;
ALTER TABLE account ENABLE ALWAYS TRIGGER account_begins_empty;

-- A temporary table of the same name must not stand in for one of these.
DO $$
BEGIN
  EXECUTE format('ALTER FUNCTION posting_added() SET search_path = %I, pg_temp', current_schema());
  EXECUTE format('ALTER FUNCTION entry_balances() SET search_path = %I, pg_temp', current_schema());
  EXECUTE format('ALTER FUNCTION account_kept() SET search_path = %I, pg_temp', current_schema());
END $$;

-- The life of a claim: see docs/payments.md.
ALTER TABLE movement ADD COLUMN kept_until timestamptz;   -- in no block: until when it keeps its claim; NULL = two hours after first sight
ALTER TABLE movement ADD COLUMN left_units units CHECK (left_units > 0);   -- of an orphan: what left its address again; NULL = nothing
ALTER TABLE movement ADD COLUMN applied text CHECK (applied IN ('assignment', 'asset', 'window'));  -- why it was an orphan before it was applied
UPDATE movement m SET applied = CASE WHEN a.until_at < m.paid_at THEN 'window' ELSE 'asset' END
FROM assignment a WHERE a.id = m.assignment_id AND m.kind = 'payment' AND m.invoice_id IS NOT NULL
  AND m.quote_id IS NULL AND m.orphan IS NULL;
CREATE INDEX movement_orphans ON movement (address_id, asset_id) WHERE orphan IS NOT NULL OR kind <> 'payment';

-- Addresses outside our wallets that an organization calls its own: what comes from them is no payment.
CREATE TABLE own_address (
  organization_id bigint NOT NULL REFERENCES organization,
  mode            mode NOT NULL,
  family          text NOT NULL,
  address         bytea NOT NULL,
  name            text NOT NULL CHECK (length(name) <= 200),
  created_at      timestamptz NOT NULL,
  PRIMARY KEY (family, address, mode, organization_id)
);
