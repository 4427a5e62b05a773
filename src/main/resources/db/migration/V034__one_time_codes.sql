-- One-time codes of an app (TOTP), the second thing that a person proves when they sign in. The secret of an app follows
-- from the person's sealed secret and the generation, because sealed secrets are never removed.
CREATE TABLE one_time_code (
  user_id    bigint PRIMARY KEY REFERENCES app_user,
  secret_id  bigint NOT NULL REFERENCES secret,
  generation integer NOT NULL CHECK (generation > 0),
  status     text NOT NULL CHECK (status IN ('off', 'pending', 'on')),  -- pending: the person did not enter a code yet
  last_step  bigint NOT NULL DEFAULT 0                                  -- of the last code; a code counts once
);

-- Codes for a person who lost the app. Each counts once. Only their hashes are kept.
CREATE TABLE recovery_code (
  user_id   bigint NOT NULL REFERENCES app_user,
  code_hash bytea NOT NULL CHECK (length(code_hash) = 32),
  PRIMARY KEY (user_id, code_hash)
);

-- A session whose person entered the password and must still enter a code.
ALTER TABLE user_session ADD COLUMN code_due boolean NOT NULL DEFAULT false;

ALTER TABLE secret DROP CONSTRAINT secret_kind_check;
ALTER TABLE secret ADD CONSTRAINT secret_kind_check CHECK (kind IN ('webhook', 'hmac', 'seed', 'totp'));
