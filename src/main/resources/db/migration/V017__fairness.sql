-- Sorted and filtered lists: each order has an index that has the filter before it, so that a page of a
-- list is read from the index, however long the list is.
ALTER TABLE invoice
  ADD progress smallint NOT NULL GENERATED ALWAYS AS (     -- how far it is paid
    CASE WHEN (standing->>'confirmed')::numeric > 0 THEN 2 -- a part of it or more is confirmed
         WHEN (standing->>'seen')::numeric > 0 THEN 1      -- something was seen
         ELSE 0 END) STORED,
  ADD fiat numeric,                                        -- the price, or what the merchant stated
                                                           -- beside a price in a coin; NULL = none
  ADD coin numeric;                                        -- what is due in the coin quoted last, or a
                                                           -- price in the first coin; NULL = none

UPDATE invoice i SET
  fiat = CASE
    WHEN NOT EXISTS (SELECT FROM asset a WHERE a.id = ANY (i.options) AND a.code = i.price_currency)
      THEN i.price_units / 1e8
    WHEN i.dialect = 'itispay' AND i.meta->>'itispay_fiat_amount' ~ '^[0-9]{1,18}([.][0-9]{1,18})?$'
      THEN (i.meta->>'itispay_fiat_amount')::numeric END,
  coin = coalesce(
    (SELECT q.due / power(10::numeric, a.decimals) FROM quote q JOIN asset a ON a.id = q.asset_id
     WHERE q.invoice_id = i.id ORDER BY q.id DESC LIMIT 1),
    (SELECT i.price_units / 1e8 FROM asset a WHERE a.id = i.options[1] AND a.code = i.price_currency));

DROP INDEX invoice_status;
DROP INDEX invoice_updated;
CREATE INDEX invoice_by_created ON invoice (project_id, status, progress, created_at, id);
CREATE INDEX invoice_by_updated ON invoice (project_id, status, progress, updated_at, id);
CREATE INDEX invoice_by_fiat ON invoice (project_id, status, progress, fiat, id);
CREATE INDEX invoice_by_coin ON invoice (project_id, status, progress, coin, id);

-- What every request refers to (its project, a coin, a wallet) is never deleted. A foreign key locks the
-- row that it refers to until the transaction ends; where many transactions lock one row at once, each
-- makes a new multixact, which costs a write, and must be looked up by all who read the row later.
-- A row that is never deleted need not be locked: to have seen it once is enough. So these parents are
-- kept by a trigger of their own, and what is made with each invoice looks for them without a lock.
CREATE FUNCTION refuse_loss() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a row of % that others refer to stays as it is', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER organization_stays BEFORE DELETE OR UPDATE OF id ON organization
  FOR EACH ROW EXECUTE FUNCTION refuse_loss();
CREATE TRIGGER project_stays BEFORE DELETE OR UPDATE OF id, mode, organization_id ON project
  FOR EACH ROW EXECUTE FUNCTION refuse_loss();
CREATE TRIGGER asset_stays BEFORE DELETE OR UPDATE OF id, mode ON asset
  FOR EACH ROW EXECUTE FUNCTION refuse_loss();
CREATE TRIGGER wallet_stays BEFORE DELETE OR UPDATE OF id, mode, organization_id ON wallet
  FOR EACH ROW EXECUTE FUNCTION refuse_loss();
CREATE TRIGGER destination_stays BEFORE DELETE OR UPDATE OF id, project_id ON destination
  FOR EACH ROW EXECUTE FUNCTION refuse_loss();
CREATE TRIGGER secret_stays BEFORE DELETE OR UPDATE OF id ON secret
  FOR EACH ROW EXECUTE FUNCTION refuse_loss();

CREATE FUNCTION refers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  there boolean;
BEGIN
  CASE TG_TABLE_NAME
    WHEN 'invoice' THEN
      there := EXISTS (SELECT FROM project WHERE id = NEW.project_id AND mode = NEW.mode
                       AND organization_id = NEW.organization_id);
    WHEN 'watched_address' THEN
      there := EXISTS (SELECT FROM organization WHERE id = NEW.organization_id)
        AND (NEW.wallet_id IS NULL OR EXISTS (SELECT FROM wallet WHERE id = NEW.wallet_id
                       AND mode = NEW.mode AND organization_id = NEW.organization_id));
    WHEN 'destination' THEN
      there := EXISTS (SELECT FROM project WHERE id = NEW.project_id)
        AND EXISTS (SELECT FROM secret WHERE id = NEW.secret_id);
    WHEN 'delivery' THEN
      there := EXISTS (SELECT FROM destination WHERE id = NEW.destination_id AND project_id = NEW.project_id);
  END CASE;
  IF NOT there THEN
    RAISE EXCEPTION 'a row of % refers to what is not there', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NEW;
END $$;

ALTER TABLE invoice DROP CONSTRAINT invoice_project_id_mode_fkey, DROP CONSTRAINT invoice_project_id_organization_id_fkey;
CREATE TRIGGER invoice_refers BEFORE INSERT OR UPDATE OF project_id, mode, organization_id ON invoice
  FOR EACH ROW EXECUTE FUNCTION refers();


ALTER TABLE watched_address DROP CONSTRAINT watched_address_organization_id_fkey,
  DROP CONSTRAINT watched_address_wallet_id_fkey;
CREATE TRIGGER watched_address_refers BEFORE INSERT OR UPDATE OF organization_id, wallet_id, mode ON watched_address
  FOR EACH ROW EXECUTE FUNCTION refers();

ALTER TABLE destination DROP CONSTRAINT destination_project_id_fkey, DROP CONSTRAINT destination_secret_id_fkey;
CREATE TRIGGER destination_refers BEFORE INSERT OR UPDATE OF project_id, secret_id ON destination
  FOR EACH ROW EXECUTE FUNCTION refers();

ALTER TABLE delivery DROP CONSTRAINT delivery_destination_id_fkey, DROP CONSTRAINT delivery_project_id_fkey;
CREATE TRIGGER delivery_refers BEFORE INSERT OR UPDATE OF destination_id, project_id ON delivery
  FOR EACH ROW EXECUTE FUNCTION refers();

-- The project and the organization of these are copies, for their indexes: the invoice has them.
ALTER TABLE assignment DROP CONSTRAINT assignment_project_id_mode_fkey;
ALTER TABLE event DROP CONSTRAINT event_organization_id_fkey, DROP CONSTRAINT event_project_id_fkey;
ALTER TABLE publishable_invoice DROP CONSTRAINT publishable_invoice_project_id_fkey;
