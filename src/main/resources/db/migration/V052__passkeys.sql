-- Keys of a person's devices, with which they sign in without a password (WebAuthn).
CREATE TABLE passkey (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id     uuid NOT NULL UNIQUE,
  user_id       bigint NOT NULL REFERENCES app_user,
  credential_id bytea NOT NULL UNIQUE CHECK (length(credential_id) <= 1023),
  public_key    bytea NOT NULL,                -- COSE
  sign_count    bigint NOT NULL,               -- of the device; 0 = it does not count
  name          text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
  created_at    timestamptz NOT NULL,
  used_at       timestamptz
);
CREATE INDEX passkey_user ON passkey (user_id, id);

-- What a browser was asked to sign. The answer deletes the row, so that it counts once on all servers.
CREATE TABLE passkey_request (
  token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32), -- of the browser's cookie
  purpose    text NOT NULL CHECK (purpose IN ('create', 'sign_in', 'confirm')),
  user_id    bigint REFERENCES app_user,                        -- NULL = whoever signs in
  request    text NOT NULL,                                     -- JSON of the library
  client     text NOT NULL,                                     -- address or network
  expires_at timestamptz NOT NULL,
  CHECK ((user_id IS NULL) = (purpose = 'sign_in'))
);
CREATE INDEX passkey_request_client ON passkey_request (client, expires_at);
CREATE INDEX passkey_request_expires ON passkey_request (expires_at);

-- Whether the session began with a passkey, for which a stolen password is of no use.
ALTER TABLE user_session ADD COLUMN passkey boolean NOT NULL DEFAULT false;
