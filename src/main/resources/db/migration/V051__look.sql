-- The look of a project's payment pages.
ALTER TABLE project
  ADD COLUMN accent text CHECK (accent ~ '^#[0-9a-f]{6}$'),
  ADD COLUMN logo text;

CREATE TABLE project_logo (
  project_id bigint PRIMARY KEY REFERENCES project (id),
  hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{32}$'),
  png bytea NOT NULL CHECK (length(png) <= 524288),
  added_at timestamptz NOT NULL
);

-- Payment pages name the logo by its hash.
CREATE INDEX project_logo_hash ON project_logo (hash);
