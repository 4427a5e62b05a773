-- What a quote's sum may miss or exceed is fixed when the quote is made: a changed catalogue judges no invoice anew.

ALTER TABLE quote ADD COLUMN slack units;    -- coin units that may be missing from a payment in full
ALTER TABLE quote ADD COLUMN excess units;   -- coin units that may be too much without being an overpayment
ALTER TABLE quote ADD COLUMN dust units;     -- a payment of less is dust

UPDATE quote q SET
  slack = a.slack_units + coalesce(trunc(q.due * a.slack_percent * 0.01), 0),
  excess = a.dust_units,
  dust = least(a.dust_units, coalesce(trunc(q.due * 0.01), a.dust_units))
FROM asset a WHERE a.id = q.asset_id;

ALTER TABLE quote ALTER COLUMN slack SET NOT NULL, ADD CHECK (slack >= 0);
ALTER TABLE quote ALTER COLUMN excess SET NOT NULL, ADD CHECK (excess >= 0);
ALTER TABLE quote ALTER COLUMN dust SET NOT NULL, ADD CHECK (dust >= 0);

-- Dust is booked, but has no events and counts only in whole multiples of its quote's dust. Payments that
-- were there before this column stay what they were: counted one by one.
ALTER TABLE movement ADD COLUMN dust boolean NOT NULL DEFAULT false;

-- Set whenever a payment gets its claim; what belongs to no invoice is measured by the asset's dust of that time.
CREATE FUNCTION movement_dust() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.dust := NEW.kind = 'payment' AND NEW.units < CASE
    WHEN NEW.quote_id IS NOT NULL THEN (SELECT q.dust FROM quote q WHERE q.id = NEW.quote_id)
    WHEN NEW.orphan IS NOT NULL THEN (SELECT a.dust_units FROM asset a WHERE a.id = NEW.asset_id)
    ELSE 0 END;
  RETURN NEW;
END $$;
CREATE TRIGGER movement_dust BEFORE INSERT OR UPDATE OF quote_id, orphan, units, asset_id ON movement
  FOR EACH ROW EXECUTE FUNCTION movement_dust();
CREATE INDEX movement_dust ON movement (invoice_id) WHERE dust;

-- What every settled invoice leaves for ever is kept small. New events have their snapshot packed; older ones are read as they are.
ALTER TABLE event ALTER COLUMN snapshot DROP NOT NULL;
ALTER TABLE event ADD COLUMN packed bytea;   -- JSON by DEFLATE; the first byte is the dictionary's number
ALTER TABLE event ALTER COLUMN packed SET STORAGE EXTERNAL;   -- it is not packed twice
ALTER TABLE event ADD CONSTRAINT event_snapshot CHECK (num_nonnulls(snapshot, packed) = 1);

-- An event's number is counted on the locked row of its object: an index that checks it once more was the largest of all.
-- One that finds the events of an object is a third of it.
ALTER TABLE event DROP CONSTRAINT event_object_type_object_id_number_key;
CREATE INDEX event_object ON event (object_id);

-- Deliveries that came to their end well are nearly all: they are listed by delivery_project.
DROP INDEX delivery_status;
CREATE INDEX delivery_status ON delivery (project_id, status, id) WHERE status <> 'DELIVERED';

-- Nothing asks by them, or another index has the same rows.
DROP INDEX event_invoice;
DROP INDEX watched_address_address;
ALTER TABLE attempt DROP COLUMN id;
ALTER TABLE attempt DROP CONSTRAINT attempt_delivery_id_number_key;
ALTER TABLE attempt ADD PRIMARY KEY (delivery_id, number);
