-- An address that tops up the prepaid balance of the project's organization. On a public chain it belongs to the
-- operator's wallet. reserved_until is a promise to the payer: money that comes later tops up the balance all the same.
ALTER TABLE deposit_address DROP CONSTRAINT deposit_address_kind_check;
ALTER TABLE deposit_address ADD CONSTRAINT deposit_address_kind_check
  CHECK (kind IN ('customer', 'business', 'payout', 'prepaid'));
ALTER TABLE deposit_address ADD COLUMN reserved_until timestamptz;
ALTER TABLE deposit_address ADD CONSTRAINT deposit_address_reserved CHECK ((kind = 'prepaid') = (reserved_until IS NOT NULL));
CREATE UNIQUE INDEX deposit_address_prepaid ON deposit_address (project_id, asset_id) WHERE kind = 'prepaid' AND active;

-- A confirmed payment to such an address. It waits for a rate, and is booked once with one. A payment that is undone and
-- confirmed again has another row.
CREATE TABLE top_up (
  movement_id bigint NOT NULL REFERENCES movement,
  credit      integer NOT NULL,   -- movement.credits at that time
  asset_id    integer NOT NULL REFERENCES asset,
  rate        numeric CHECK (rate > 0),   -- USD for one whole coin; NULL = it waits
  PRIMARY KEY (movement_id, credit)
);
CREATE INDEX top_up_waiting ON top_up (asset_id, movement_id) WHERE rate IS NULL;

-- Why services that are charged to the prepaid balance are refused; NULL = they are not. A blocked balance still receives.
ALTER TABLE organization ADD COLUMN block_reason text CHECK (length(block_reason) BETWEEN 1 AND 500);
