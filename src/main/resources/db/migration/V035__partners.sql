-- The key of a partner is for one mode: through it the partner makes keys of the projects of that mode.
ALTER TABLE api_key
  ADD COLUMN mode mode,
  ADD CONSTRAINT api_key_mode CHECK ((kind = 'partner') = (mode IS NOT NULL));
CREATE INDEX api_key_partner ON api_key (partner_id) WHERE partner_id IS NOT NULL;
-- The keys of a project, in the order of their making.
CREATE INDEX api_key_project_order ON api_key (project_id, id) WHERE project_id IS NOT NULL;
ALTER TABLE partner ADD CHECK (length(name) BETWEEN 1 AND 200);
CREATE INDEX organization_partner ON organization (partner_id, id) WHERE partner_id IS NOT NULL;
