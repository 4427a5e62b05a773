-- Simulated chains: their blocks and transactions. Whoever changes one holds its advisory lock
-- alone; whoever reads more than one row of it shares that lock.

CREATE TABLE sandbox_chain (
  chain_id    integer PRIMARY KEY REFERENCES chain,
  waits_since timestamptz                     -- since when the automatic miner has a block to add; NULL = quiet
);
CREATE INDEX sandbox_chain_waits ON sandbox_chain (waits_since) WHERE waits_since IS NOT NULL;

-- Blocks that a reorg left behind stay, with canonical = false.
CREATE TABLE sandbox_block (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  chain_id  integer NOT NULL REFERENCES sandbox_chain,
  height    bigint NOT NULL CHECK (height >= 0),
  hash      text NOT NULL,
  parent    text NOT NULL,
  at        timestamptz NOT NULL,
  canonical boolean NOT NULL,
  UNIQUE (chain_id, hash)
);
CREATE UNIQUE INDEX sandbox_block_canonical ON sandbox_block (chain_id, height) WHERE canonical;

CREATE TABLE sandbox_tx (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  chain_id   integer NOT NULL REFERENCES sandbox_chain,
  txid       text NOT NULL,
  sender     bytea NOT NULL,
  faucet     boolean NOT NULL,                -- its coins come from nowhere: the sender needs no balance
  outpoint   text NOT NULL,                   -- what it spends: two of the same one cannot both be mined
  status     text NOT NULL CHECK (status IN ('PENDING', 'MINED', 'REPLACED', 'EVICTED')),
  block_id   bigint REFERENCES sandbox_block,
  place      integer,                         -- in the block
  created_at timestamptz NOT NULL,
  UNIQUE (chain_id, txid),
  CHECK ((status = 'MINED') = (block_id IS NOT NULL) AND (status = 'MINED') = (place IS NOT NULL))
);
CREATE INDEX sandbox_tx_pending ON sandbox_tx (chain_id, id) WHERE status = 'PENDING';
CREATE INDEX sandbox_tx_block ON sandbox_tx (block_id);
CREATE INDEX sandbox_tx_sender ON sandbox_tx (chain_id, sender) WHERE NOT faucet;
CREATE INDEX sandbox_tx_outpoint ON sandbox_tx (chain_id, outpoint);
CREATE UNIQUE INDEX sandbox_tx_spent ON sandbox_tx (chain_id, outpoint) WHERE status = 'MINED';

CREATE TABLE sandbox_output (
  tx_id    bigint NOT NULL REFERENCES sandbox_tx,
  number   integer NOT NULL,
  asset_id integer NOT NULL REFERENCES asset,
  address  bytea NOT NULL,
  units    units NOT NULL CHECK (units > 0),
  PRIMARY KEY (tx_id, number)
);
CREATE INDEX sandbox_output_address ON sandbox_output (address, asset_id);
