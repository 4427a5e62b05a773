-- What is read is a fact of the database: quotes are made only of what the readers of a chain look for.

-- A block is booked only by a reader that looks for all assets of its chain that have a row here. A quote needs one.
CREATE TABLE reading (
  asset_id integer NOT NULL,
  mode     mode NOT NULL,
  since    bigint,                          -- the first height whose block was looked through for it; NULL = not known
  gap      boolean NOT NULL DEFAULT false,  -- it was quoted before that: the reader asks for a rescan of the blocks between
  PRIMARY KEY (asset_id, mode),
  FOREIGN KEY (asset_id, mode) REFERENCES asset (id, mode),
  CHECK (since IS NOT NULL OR gap)
);

-- Every block of a simulated chain was always looked through for all of its assets.
INSERT INTO reading (asset_id, mode, since)
SELECT a.id, a.mode, 0 FROM asset a JOIN chain c ON c.id = a.chain_id WHERE c.organization_id IS NOT NULL;

-- Nothing recorded until now from which height a quoted asset was read. From its first payment on it was.
INSERT INTO reading (asset_id, mode, since, gap)
SELECT q.asset_id, q.mode, p.since, a.contract IS NOT NULL OR p.since IS NULL
FROM (SELECT DISTINCT asset_id, mode FROM quote) q
JOIN asset a ON a.id = q.asset_id
CROSS JOIN LATERAL (SELECT min(m.block_height) AS since FROM movement m WHERE m.asset_id = q.asset_id) p
ON CONFLICT DO NOTHING;

ALTER TABLE quote DROP CONSTRAINT quote_asset_id_mode_fkey;
ALTER TABLE quote ADD FOREIGN KEY (asset_id, mode) REFERENCES reading (asset_id, mode);

-- Of a rescan.
ALTER TABLE cursor ADD COLUMN from_height bigint;                        -- the first block to read again
ALTER TABLE cursor ADD COLUMN to_head boolean NOT NULL DEFAULT true;     -- false = it ends at until_height
UPDATE cursor SET from_height = substring(name FROM '[0-9]+$')::bigint WHERE name <> 'head';
COMMENT ON COLUMN cursor.halted IS 'why this chain credits nothing at present; of a rescan: why it does not go on';

-- Code of a token that is not read -> why its contract could not be checked.
ALTER TABLE scanner ADD COLUMN unread jsonb NOT NULL DEFAULT '{}';
