-- Anybody can send dust, as much as they like. What a block costs must not grow with what lies there already:
-- sums are kept, and rows are looked at one by one only where they are few.

-- What orphans may still claim at an address, by the ledger.
CREATE TABLE orphan_sum (
  address_id bigint NOT NULL REFERENCES watched_address,
  asset_id   integer NOT NULL REFERENCES asset,
  units      numeric NOT NULL,   -- all of it
  dust       numeric NOT NULL,   -- that part of it which is dust: it leaves last
  PRIMARY KEY (address_id, asset_id)
);

CREATE FUNCTION orphans_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO orphan_sum AS o (address_id, asset_id, units, dust)
  SELECT m.address_id, m.asset_id, -sum(p.units), -coalesce(sum(p.units) FILTER (WHERE m.dust), 0)
  FROM added p JOIN account a ON a.id = p.account_id AND a.kind = 'orphan'
    JOIN entry e ON e.id = p.entry_id AND e.basis_type = 'movement'
    JOIN movement m ON m.id = e.basis_id
  GROUP BY m.address_id, m.asset_id ORDER BY m.address_id, m.asset_id
  ON CONFLICT (address_id, asset_id) DO UPDATE SET units = o.units + excluded.units,
    dust = greatest(0, least(o.dust + excluded.dust, o.units + excluded.units));
  RETURN NULL;
END $$;
CREATE TRIGGER orphans_added AFTER INSERT ON posting REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION orphans_added();

INSERT INTO orphan_sum (address_id, asset_id, units, dust)
SELECT address_id, asset_id, units, greatest(0, least(units, dust)) FROM (
  SELECT m.address_id, m.asset_id, -sum(p.units) AS units, -coalesce(sum(p.units) FILTER (WHERE m.dust), 0) AS dust
  FROM account a JOIN posting p ON p.account_id = a.id
    JOIN entry e ON e.id = p.entry_id AND e.basis_type = 'movement'
    JOIN movement m ON m.id = e.basis_id
  WHERE a.kind = 'orphan' GROUP BY m.address_id, m.asset_id) each;

DROP INDEX movement_orphans;
CREATE INDEX movement_orphans ON movement (address_id, asset_id, id) WHERE orphan IS NOT NULL AND NOT dust;
UPDATE movement SET left_units = NULL WHERE dust AND left_units IS NOT NULL;

-- Of the payments on an invoice, and of the orphans of a coin at an address, the first 2,000 are looked at one by
-- one. Each further one is dust, unless it is a payment of all that is due.
CREATE OR REPLACE FUNCTION movement_dust() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.dust := NEW.kind = 'payment' AND NEW.units < CASE
    WHEN NEW.quote_id IS NOT NULL THEN (SELECT q.dust FROM quote q WHERE q.id = NEW.quote_id)
    WHEN NEW.orphan IS NOT NULL THEN (SELECT a.dust_units FROM asset a WHERE a.id = NEW.asset_id)
    ELSE 0 END;
  IF NEW.kind = 'payment' AND NOT NEW.dust AND NEW.orphan IS NOT NULL THEN
    NEW.dust := 2000 <= (SELECT count(*) FROM (
      SELECT FROM movement m WHERE m.address_id = NEW.address_id AND m.asset_id = NEW.asset_id
        AND m.orphan IS NOT NULL AND NOT m.dust AND m.id <> NEW.id LIMIT 2000) each);
  END IF;
  IF NEW.kind = 'payment' AND NOT NEW.dust AND NEW.invoice_id IS NOT NULL AND (NEW.quote_id IS NOT NULL OR NEW.orphan IS NOT NULL)
     AND NEW.units < coalesce((SELECT q.due::numeric FROM quote q WHERE q.id = NEW.quote_id), 'infinity'::numeric) THEN
    NEW.dust := 2000 <= (SELECT count(*) FROM (
      SELECT FROM movement m WHERE m.invoice_id = NEW.invoice_id AND NOT m.dust AND m.id <> NEW.id LIMIT 2000) each);
  END IF;
  RETURN NEW;
END $$;

-- The dust that counts on an invoice, by what counts alike.
ALTER TABLE movement ADD COLUMN dust_late boolean;   -- of dust on an invoice: whether it came after the expiry, as that was when it was placed

CREATE TABLE dust_sum (
  invoice_id bigint NOT NULL REFERENCES invoice,
  quote_id   bigint NOT NULL REFERENCES quote,
  status     text NOT NULL CHECK (status IN ('SEEN', 'CONFIRMED')),
  risk       text NOT NULL,
  by_quote   boolean NOT NULL,        -- it counts at the quote's rate; otherwise `worth` has its worth
  late       boolean NOT NULL,
  payments   bigint NOT NULL,
  units      numeric NOT NULL,
  worth      numeric NOT NULL,
  at         timestamptz NOT NULL,    -- no payment of these is newer
  PRIMARY KEY (invoice_id, quote_id, status, risk, by_quote, late)
);

CREATE FUNCTION add_dust(moved movement[], sign integer) RETURNS void LANGUAGE sql AS $$
  INSERT INTO dust_sum AS d (invoice_id, quote_id, status, risk, by_quote, late, payments, units, worth, at)
  SELECT invoice_id, quote_id, status, risk, worth IS NULL, dust_late, sign * count(*), sign * sum(units),
    sign * coalesce(sum(worth), 0), max(paid_at)
  FROM unnest(moved) WHERE orphan IS NULL AND status <> 'REVERSED'
  GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
  ON CONFLICT (invoice_id, quote_id, status, risk, by_quote, late) DO UPDATE SET
    payments = d.payments + excluded.payments, units = d.units + excluded.units,
    worth = d.worth + excluded.worth, at = greatest(d.at, excluded.at)
$$;

CREATE FUNCTION dust_moved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moved movement[];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    moved := (SELECT array_agg(m) FROM removed m WHERE m.dust AND m.orphan IS NULL);
    IF moved IS NOT NULL THEN PERFORM add_dust(moved, -1); END IF;
  END IF;
  moved := (SELECT array_agg(m) FROM added m WHERE m.dust AND m.orphan IS NULL);
  IF moved IS NOT NULL THEN PERFORM add_dust(moved, 1); END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION movement_dust_late() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.dust_late := NEW.paid_at > (SELECT expires_at FROM invoice WHERE id = NEW.invoice_id);
  RETURN NEW;
END $$;

UPDATE movement m SET dust_late = m.paid_at > i.expires_at FROM invoice i WHERE i.id = m.invoice_id AND m.dust;

CREATE TRIGGER movement_dust_late BEFORE INSERT OR UPDATE OF paid_at, invoice_id, quote_id, orphan, units ON movement
  FOR EACH ROW WHEN (NEW.dust AND NEW.invoice_id IS NOT NULL) EXECUTE FUNCTION movement_dust_late();
CREATE TRIGGER dust_added AFTER INSERT ON movement REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION dust_moved();
CREATE TRIGGER dust_moved AFTER UPDATE ON movement REFERENCING OLD TABLE AS removed NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION dust_moved();

SELECT add_dust(array_agg(m), 1) FROM movement m WHERE m.dust AND m.orphan IS NULL GROUP BY m.id / 1000;

DROP INDEX movement_dust;
CREATE INDEX movement_dust ON movement (invoice_id, id) WHERE invoice_id IS NOT NULL AND dust;
DROP INDEX movement_invoice;
CREATE INDEX movement_invoice ON movement (invoice_id, id) WHERE invoice_id IS NOT NULL AND NOT dust;

-- Transfers of more than a coin can have: they are not booked, and the operator is told.
CREATE TABLE unbooked (
  chain_id   integer NOT NULL REFERENCES chain,
  txid       text NOT NULL,
  position   text NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('payment', 'outflow', 'custody')),
  asset_id   integer NOT NULL REFERENCES asset,
  address_id bigint NOT NULL REFERENCES watched_address,
  units      numeric NOT NULL,
  seen_at    timestamptz NOT NULL,
  PRIMARY KEY (chain_id, txid, position, kind)
);
CREATE INDEX unbooked_address ON unbooked (address_id, asset_id);
