-- The operator finds organizations and people by the beginning of their names.
CREATE INDEX organization_begins ON organization (lower(name) text_pattern_ops);
CREATE INDEX app_user_begins ON app_user (lower(email) text_pattern_ops);
