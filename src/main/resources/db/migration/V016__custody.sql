-- Comparing what the ledger has on addresses with what the chains say.

-- How far the addresses of a chain were compared, newest first.
CREATE TABLE custody_round (
  chain_id   integer NOT NULL REFERENCES chain,
  part       text NOT NULL CHECK (part IN ('held', 'all')),
  before_id  bigint,                 -- addresses from this id upwards are done; NULL = no round is under way
  due_at     timestamptz NOT NULL,   -- when the round goes on, or the next one begins
  began_at   timestamptz NOT NULL,   -- of the present round, or of the last one
  ended_at   timestamptz,            -- of the last whole round
  since      timestamptz NOT NULL,   -- when comparing began
  unanswered integer NOT NULL,       -- balances that no node told in the present round, or in the last one
  failure    text,                   -- why it does not go on
  PRIMARY KEY (chain_id, part)
);

-- Where ledger and chain differ. A row goes when they agree again.
CREATE TABLE custody_difference (
  address_id bigint NOT NULL REFERENCES watched_address,
  asset_id   integer NOT NULL,
  chain_id   integer NOT NULL,
  ledger     units NOT NULL,         -- custody by the ledger as of the block
  on_chain   units NOT NULL,
  height     bigint NOT NULL,        -- the block of the last look
  hash       text NOT NULL,
  looks      integer NOT NULL,       -- at different blocks, in a row
  told       units,                  -- the difference of which operators were told; NULL = none
  cause      text,                   -- the probable one
  since      timestamptz NOT NULL,
  looked_at  timestamptz NOT NULL,
  PRIMARY KEY (address_id, asset_id),
  FOREIGN KEY (asset_id, chain_id) REFERENCES asset (id, chain_id),
  CHECK (ledger <> on_chain)
);
CREATE INDEX custody_difference_chain ON custody_difference (chain_id, looked_at);
