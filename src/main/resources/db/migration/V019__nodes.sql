-- A rescan that fills a gap (blocks in which an asset was quoted and not looked for) is never taken away before it has filled it.
ALTER TABLE cursor ADD COLUMN paused boolean NOT NULL DEFAULT false;  -- of a rescan: the operator does not want it to go on at present

-- A rescan reads up to the head of the moment in which it was asked for, then up to the head of the moment in which it arrived there.
UPDATE cursor r SET until_height = h.height + 1 FROM cursor h
WHERE h.chain_id = r.chain_id AND h.name = 'head' AND r.name <> 'head' AND r.to_head;
COMMENT ON COLUMN cursor.to_head IS 'of a rescan: at until_height, it goes on to the head of that moment';

-- Servers that run, and what the catalogue of each offers. asset.enabled = the catalogue of any of them offers it.
CREATE TABLE server (
  id      uuid PRIMARY KEY,
  seen_at timestamptz NOT NULL,
  offers  text[] NOT NULL             -- 'ethereum:USDT': chain and code
);

-- Ways of asking that nodes refuse: a list of {endpoint, way, said, since}.
ALTER TABLE scanner ADD COLUMN refused jsonb NOT NULL DEFAULT '[]';
