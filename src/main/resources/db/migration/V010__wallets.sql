-- HD indexes that a server took to hand out. Nobody else hands them out before `free_at`. From then
-- on those that no address uses are handed out again, the lowest first.
CREATE TABLE hd_block (
  wallet_id   bigint NOT NULL REFERENCES wallet,
  from_index  bigint NOT NULL,
  until_index bigint NOT NULL CHECK (until_index > from_index),   -- exclusive
  holder      uuid NOT NULL,
  free_at     timestamptz NOT NULL,
  PRIMARY KEY (wallet_id, from_index)
);
CREATE INDEX hd_block_holder ON hd_block (holder);

-- Earlier versions took 1,000 at a time and left out what they did not use. A server of such a
-- version may still run beside this one for a while.
INSERT INTO hd_block (wallet_id, from_index, until_index, holder, free_at)
SELECT id, n, least(n + 1000, next_index), '00000000-0000-0000-0000-000000000000', now() + interval '1 hour'
FROM wallet, LATERAL generate_series(0, next_index - 1, 1000) AS n;

-- An organization may replace a wallet. The old one gives no new addresses; those that it gave stay
-- watched for ever.
ALTER TABLE wallet ADD COLUMN origin text;               -- where the key comes from, as its owner said: d34db33f/84'/0'/0'
ALTER TABLE wallet ADD COLUMN replaced_at timestamptz;
ALTER TABLE wallet DROP CONSTRAINT wallet_organization_id_mode_family_key;
CREATE UNIQUE INDEX wallet_current ON wallet (organization_id, mode, family) WHERE replaced_at IS NULL;
