-- A simulated chain: its blocks and transactions. Blocks that a reorg left behind stay, with canonical = false.
CREATE TABLE sandbox_block (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  chain_id  integer NOT NULL REFERENCES chain,
  height    bigint NOT NULL,
  hash      text NOT NULL,
  parent    text NOT NULL,
  at        timestamptz NOT NULL,
  canonical boolean NOT NULL,
  UNIQUE (chain_id, hash)
);
CREATE UNIQUE INDEX sandbox_block_canonical ON sandbox_block (chain_id, height) WHERE canonical;

CREATE TABLE sandbox_tx (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  chain_id    integer NOT NULL REFERENCES chain,
  txid        text NOT NULL,
  sender      bytea NOT NULL,
  outpoint    text NOT NULL,                  -- what it spends: two of the same one cannot both be mined
  status      text NOT NULL CHECK (status IN ('PENDING', 'MINED', 'REPLACED', 'EVICTED')),
  block_id    bigint REFERENCES sandbox_block,
  created_at  timestamptz NOT NULL,
  UNIQUE (chain_id, txid),
  CHECK ((status = 'MINED') = (block_id IS NOT NULL))
);
CREATE INDEX sandbox_tx_pending ON sandbox_tx (chain_id) WHERE status = 'PENDING';
CREATE INDEX sandbox_tx_block ON sandbox_tx (block_id);

CREATE TABLE sandbox_output (
  tx_id    bigint NOT NULL REFERENCES sandbox_tx,
  number   integer NOT NULL,
  asset_id integer NOT NULL REFERENCES asset,
  address  bytea NOT NULL,
  units    units NOT NULL CHECK (units > 0),
  PRIMARY KEY (tx_id, number)
);
