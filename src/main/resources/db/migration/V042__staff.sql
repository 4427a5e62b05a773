-- People who run this server. A row here gives nothing in an organization, and a membership gives nothing here.
CREATE TABLE staff (
  user_id    bigint PRIMARY KEY REFERENCES app_user,
  role       text NOT NULL CHECK (role IN ('operator', 'viewer')),
  created_at timestamptz NOT NULL
);

-- The audit also has the acts of API keys and of all commands. `actor` is the e-mail address of a person, the first
-- characters of a key, or the system user who ran a command.
ALTER TABLE audit
  ADD COLUMN key_id bigint REFERENCES api_key,
  ADD COLUMN via text NOT NULL GENERATED ALWAYS AS (
    CASE WHEN user_id IS NOT NULL THEN 'person' WHEN key_id IS NOT NULL THEN 'key' ELSE 'command' END) STORED;
DROP INDEX audit_organization;
CREATE INDEX audit_at ON audit (at, id);
CREATE INDEX audit_act ON audit (act, at, id);
CREATE INDEX audit_actor ON audit (actor, at, id);
CREATE INDEX audit_object ON audit (object, at, id);
CREATE INDEX audit_organization ON audit (organization_id, at, id);
CREATE INDEX audit_organization_act ON audit (organization_id, act, at, id);
CREATE INDEX audit_organization_actor ON audit (organization_id, actor, at, id);
CREATE INDEX audit_organization_object ON audit (organization_id, object, at, id);
