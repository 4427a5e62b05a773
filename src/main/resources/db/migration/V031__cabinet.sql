-- Sessions of people in the cabinet. A browser sends the token; the database keeps only its hash.
CREATE TABLE user_session (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id    uuid NOT NULL UNIQUE,
  user_id      bigint NOT NULL REFERENCES app_user,
  token_hash   bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  client       text NOT NULL,         -- the address it began from
  agent        text NOT NULL CHECK (length(agent) <= 300),
  created_at   timestamptz NOT NULL,
  used_at      timestamptz NOT NULL,  -- to the minute
  confirmed_at timestamptz NOT NULL,  -- when the person last proved who they are
  expires_at   timestamptz NOT NULL,
  ended_at     timestamptz
);
CREATE INDEX user_session_user ON user_session (user_id, id) WHERE ended_at IS NULL;

-- One-time links that the operator makes: the first sign-in, a forgotten password.
CREATE TABLE sign_in_link (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id    bigint NOT NULL REFERENCES app_user,
  token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at    timestamptz
);
CREATE INDEX sign_in_link_user ON sign_in_link (user_id) WHERE used_at IS NULL;

-- Invitations to organizations. Whoever has the link joins as the person of the e-mail address; an account that has this
-- address already needs its own password too.
CREATE TABLE invitation (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id       uuid NOT NULL UNIQUE,
  organization_id bigint NOT NULL REFERENCES organization,
  email           text NOT NULL CHECK (length(email) <= 320),
  role            text NOT NULL CHECK (role IN ('owner', 'admin', 'developer', 'support', 'viewer')),
  invited_by      bigint NOT NULL REFERENCES app_user,
  token_hash      bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  created_at      timestamptz NOT NULL,
  expires_at      timestamptz NOT NULL,
  ended_at        timestamptz              -- accepted, withdrawn or replaced
);
CREATE INDEX invitation_open ON invitation (organization_id, id) WHERE ended_at IS NULL;

-- Browsers in which a person signed in. Failed attempts elsewhere do not lock the person out of these.
CREATE TABLE known_browser (
  user_id    bigint NOT NULL REFERENCES app_user,
  token_hash bytea NOT NULL CHECK (length(token_hash) = 32),
  used_at    timestamptz NOT NULL,
  PRIMARY KEY (user_id, token_hash)
);

-- Failed attempts to sign in, by what they have in common: a hash of the e-mail address, or the client's block.
CREATE TABLE sign_in_failure (
  subject bytea NOT NULL,
  at      timestamptz NOT NULL
);
CREATE INDEX sign_in_failure_subject ON sign_in_failure (subject, at);

-- Every act of a person or a command that changes something. Rows are only added.
CREATE TABLE audit (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id       uuid NOT NULL UNIQUE,
  at              timestamptz NOT NULL,
  user_id         bigint REFERENCES app_user,  -- NULL = a command on the server
  actor           text NOT NULL,               -- the e-mail address then, or `command`
  client          text,                        -- the address it came from
  organization_id bigint REFERENCES organization,
  project_id      bigint REFERENCES project,
  act             text NOT NULL CHECK (act ~ '^[a-z_]+\.[a-z_]+$'),
  object          text NOT NULL,               -- a public id, or a name
  before          jsonb,
  after           jsonb
);
CREATE INDEX audit_organization ON audit (organization_id, id);
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
