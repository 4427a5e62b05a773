-- Where no block is ever final: confirmations by amount, and payments that count in no block.

ALTER TABLE asset ADD COLUMN confirmations jsonb NOT NULL DEFAULT '{"tiers": []}';   -- none = the chain's finality

-- A merchant's word that payments up to so much count as soon as they are seen.
CREATE TABLE unconfirmed_cap (
  project_id bigint NOT NULL,
  asset_id   integer NOT NULL,
  mode       mode NOT NULL,
  units      units NOT NULL CHECK (units > 0),
  PRIMARY KEY (project_id, asset_id),
  FOREIGN KEY (project_id, mode) REFERENCES project (id, mode),
  FOREIGN KEY (asset_id, mode) REFERENCES asset (id, mode)
);

-- accept_depth 0: it counts in no block.
ALTER TABLE movement DROP CONSTRAINT movement_check2;
ALTER TABLE movement ADD CONSTRAINT movement_confirmed
  CHECK (status <> 'CONFIRMED' OR block_height IS NOT NULL OR accept_depth = 0);
CREATE INDEX movement_waiting ON movement (chain_id) WHERE block_height IS NULL AND status <> 'REVERSED';
