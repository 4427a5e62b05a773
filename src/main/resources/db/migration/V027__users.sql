-- People: they sign in to the cabinet. A partner's users were created by the partner.
CREATE TABLE app_user (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id     uuid NOT NULL UNIQUE,
  partner_id    bigint REFERENCES partner,
  email         text NOT NULL CHECK (length(email) BETWEEN 3 AND 320),
  password_hash text,                 -- Argon2id; NULL = no password yet
  utm           text,                 -- where the partner found them
  created_at    timestamptz NOT NULL,
  updated_at    timestamptz NOT NULL,
  confirmed_at  timestamptz,          -- when the address was shown to be theirs
  signed_in_at  timestamptz           -- the last time
);
CREATE UNIQUE INDEX app_user_email ON app_user (lower(email));
CREATE INDEX app_user_partner ON app_user (partner_id, id) WHERE partner_id IS NOT NULL;

-- What a person may do in an organization.
CREATE TABLE membership (
  user_id         bigint NOT NULL REFERENCES app_user,
  organization_id bigint NOT NULL REFERENCES organization,
  role            text NOT NULL CHECK (role IN ('owner', 'admin', 'developer', 'support', 'viewer')),
  created_at      timestamptz NOT NULL,
  PRIMARY KEY (user_id, organization_id)
);
CREATE INDEX membership_organization ON membership (organization_id, user_id);
