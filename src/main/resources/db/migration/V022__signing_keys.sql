-- A key of any kind may sign requests: its public half names it, its sealed secret makes the signatures.
ALTER TABLE api_key
  DROP CONSTRAINT api_key_kind_check,
  DROP CONSTRAINT api_key_check,
  DROP CONSTRAINT api_key_check2;
ALTER TABLE api_key ADD COLUMN public_key text;   -- NULL = the key itself is sent, and only its hash is kept
ALTER TABLE api_key
  ADD CHECK (kind IN ('account', 'project', 'publishable', 'partner')),
  ADD CONSTRAINT api_key_project CHECK ((kind IN ('project', 'publishable')) = (project_id IS NOT NULL)),
  ADD CONSTRAINT api_key_signs CHECK ((public_key IS NULL) = (secret_id IS NULL));

-- Nonces of signed requests. A row is written in the transaction of its request, so that a request that failed can
-- be sent again. No foreign key: every request would lock the row of its key.
CREATE TABLE nonce (
  key_id bigint NOT NULL,
  nonce  text NOT NULL CHECK (length(nonce) <= 128),
  at     timestamptz NOT NULL,
  PRIMARY KEY (key_id, nonce)
);
CREATE INDEX nonce_at ON nonce (at);

-- Whose signature the webhooks of a destination carry; NULL = the project's secret alone.
ALTER TABLE destination ADD COLUMN public_key text;

-- Lists of what the OnchainPay API created.
CREATE INDEX invoice_onchainpay ON invoice (project_id, (meta ->> 'onchainpay_type'), created_at, id)
  WHERE dialect = 'onchainpay';
