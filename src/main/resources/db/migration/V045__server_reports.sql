-- What each running server is: pages of the operator show all of them, whichever server answers.
CREATE TABLE server_report (
  server_id  uuid PRIMARY KEY REFERENCES server ON DELETE CASCADE,
  version    text NOT NULL,
  started_at timestamptz NOT NULL,
  config     jsonb NOT NULL                       -- the configuration in force, without secrets
);

-- What the sources of exchange rates answered last, to any server.
CREATE TABLE rate_source (
  name        text PRIMARY KEY,
  asked_at    timestamptz NOT NULL,
  answered_at timestamptz,
  error       text CHECK (length(error) <= 500),  -- of the last failure
  error_at    timestamptz
);
