-- Why something moved, so that a page of a project's history reads only what it shows, whatever it is filtered by.
CREATE TYPE purpose AS ENUM ('invoice', 'orphan', 'customer', 'business', 'payout', 'prepaid', 'custody', 'outflow');

ALTER TABLE movement ADD COLUMN purpose purpose;

-- No sum changes, and no invoice has to be looked at again.
ALTER TABLE movement DISABLE TRIGGER USER;
UPDATE movement m SET purpose = (CASE
  WHEN m.kind <> 'payment' THEN m.kind
  WHEN m.orphan IS NOT NULL THEN 'orphan'
  WHEN m.invoice_id IS NOT NULL THEN 'invoice'
  ELSE coalesce((SELECT d.kind FROM deposit_address d WHERE d.address_id = m.address_id AND d.asset_id = m.asset_id),
    'prepaid') END)::purpose;

ALTER TABLE movement ENABLE TRIGGER USER;
ALTER TABLE movement ALTER COLUMN purpose SET NOT NULL;

CREATE FUNCTION movement_purpose() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.purpose := CASE
    WHEN NEW.kind <> 'payment' THEN NEW.kind
    WHEN NEW.orphan IS NOT NULL THEN 'orphan'
    WHEN NEW.invoice_id IS NOT NULL THEN 'invoice'
    ELSE coalesce((SELECT d.kind FROM deposit_address d WHERE d.address_id = NEW.address_id AND d.asset_id = NEW.asset_id),
      'prepaid') END;
  RETURN NEW;
END $$;
CREATE TRIGGER movement_purpose BEFORE INSERT OR UPDATE OF orphan, invoice_id, address_id, asset_id ON movement
  FOR EACH ROW EXECUTE FUNCTION movement_purpose();

CREATE INDEX movement_history ON movement (project_id, purpose, asset_id, seen_at, id) WHERE NOT dust;
