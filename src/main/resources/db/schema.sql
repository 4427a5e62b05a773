-- What the migrations make, as the database tells it. Written by a test, never by hand:
--   mvn test -Dtest=SchemaDbTest -Dschema.write=true

CREATE DOMAIN mode AS text CHECK ((VALUE = ANY (ARRAY['live'::text, 'test'::text])));
CREATE DOMAIN units AS numeric(78,0);

CREATE TABLE account (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  kind text NOT NULL,
  mode mode NOT NULL,
  organization_id bigint,
  project_id bigint,
  address_id bigint,
  asset_id integer,
  denomination text,
  balance units NOT NULL DEFAULT 0,
  CONSTRAINT account_pkey PRIMARY KEY (id),
  CONSTRAINT account_id_mode_key UNIQUE (id, mode),
  CONSTRAINT account_kind_mode_organization_id_project_id_address_id_ass_key UNIQUE NULLS NOT DISTINCT (kind, mode, organization_id, project_id, address_id, asset_id, denomination),
  CONSTRAINT account_check CHECK (((asset_id IS NULL) <> (denomination IS NULL))),
  CONSTRAINT account_check1 CHECK (((kind = 'address'::text) = (address_id IS NOT NULL))),
  CONSTRAINT account_check2 CHECK (((kind = ANY (ARRAY['available'::text, 'reserved'::text, 'held'::text, 'orphan'::text])) = (project_id IS NOT NULL))),
  CONSTRAINT account_check3 CHECK (((kind = 'prepaid'::text) = (organization_id IS NOT NULL))),
  CONSTRAINT account_check4 CHECK (((kind <> 'prepaid'::text) OR (denomination IS NOT NULL))),
  CONSTRAINT account_kind_check CHECK ((kind = ANY (ARRAY['address'::text, 'available'::text, 'reserved'::text, 'held'::text, 'orphan'::text, 'prepaid'::text, 'fees'::text, 'network'::text, 'conversion'::text, 'drift'::text]))),
  CONSTRAINT account_address_id_mode_fkey FOREIGN KEY (address_id, mode) REFERENCES watched_address(id, mode),
  CONSTRAINT account_asset_id_mode_fkey FOREIGN KEY (asset_id, mode) REFERENCES asset(id, mode),
  CONSTRAINT account_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id),
  CONSTRAINT account_project_id_mode_fkey FOREIGN KEY (project_id, mode) REFERENCES project(id, mode)
);
CREATE INDEX account_project ON account USING btree (project_id) WHERE (project_id IS NOT NULL);
CREATE TRIGGER account_begins_empty BEFORE INSERT ON account FOR EACH ROW WHEN (((new.balance)::numeric <> (0)::numeric)) EXECUTE FUNCTION account_kept();
CREATE TRIGGER account_kept BEFORE DELETE OR UPDATE OR TRUNCATE ON account FOR EACH STATEMENT EXECUTE FUNCTION account_kept();

CREATE TABLE api_key (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  public_id uuid NOT NULL,
  organization_id bigint,
  project_id bigint,
  partner_id bigint,
  dialect text NOT NULL,
  kind text NOT NULL,
  hash bytea NOT NULL,
  hint text NOT NULL,
  secret_id bigint,
  scopes text[] NOT NULL,
  cidrs cidr[] NOT NULL DEFAULT '{}'::cidr[],
  name text NOT NULL DEFAULT ''::text,
  created_at timestamp with time zone NOT NULL,
  revoked_at timestamp with time zone,
  origins text[] NOT NULL DEFAULT '{}'::text[],
  CONSTRAINT api_key_pkey PRIMARY KEY (id),
  CONSTRAINT api_key_hash_key UNIQUE (hash),
  CONSTRAINT api_key_public_id_key UNIQUE (public_id),
  CONSTRAINT api_key_check CHECK ((((kind = ANY (ARRAY['project'::text, 'publishable'::text])) = (project_id IS NOT NULL)) OR (kind = 'hmac'::text))),
  CONSTRAINT api_key_check1 CHECK (((kind = 'partner'::text) = (partner_id IS NOT NULL))),
  CONSTRAINT api_key_check2 CHECK (((kind = 'hmac'::text) = (secret_id IS NOT NULL))),
  CONSTRAINT api_key_check3 CHECK (((kind = 'partner'::text) OR (organization_id IS NOT NULL))),
  CONSTRAINT api_key_hash_check CHECK ((length(hash) = 32)),
  CONSTRAINT api_key_kind_check CHECK ((kind = ANY (ARRAY['account'::text, 'project'::text, 'publishable'::text, 'hmac'::text, 'partner'::text]))),
  CONSTRAINT api_key_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id),
  CONSTRAINT api_key_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id),
  CONSTRAINT api_key_project_id_organization_id_fkey FOREIGN KEY (project_id, organization_id) REFERENCES project(id, organization_id),
  CONSTRAINT api_key_secret_id_fkey FOREIGN KEY (secret_id) REFERENCES secret(id)
);
CREATE INDEX api_key_organization ON api_key USING btree (organization_id);

CREATE TABLE asset (
  id integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  chain_id integer NOT NULL,
  mode mode NOT NULL,
  code text NOT NULL,
  contract text,
  decimals integer NOT NULL,
  "precision" integer NOT NULL,
  slack_units units NOT NULL,
  slack_percent numeric(9,6) NOT NULL,
  dust_units units NOT NULL,
  min_units units NOT NULL,
  min_depth integer NOT NULL,
  enabled boolean NOT NULL,
  confirmations jsonb NOT NULL DEFAULT '{"tiers": []}'::jsonb,
  CONSTRAINT asset_pkey PRIMARY KEY (id),
  CONSTRAINT asset_chain_id_code_key UNIQUE (chain_id, code),
  CONSTRAINT asset_id_chain_id_key UNIQUE (id, chain_id),
  CONSTRAINT asset_id_mode_key UNIQUE (id, mode),
  CONSTRAINT asset_check CHECK (("precision" <= decimals)),
  CONSTRAINT asset_decimals_check CHECK (((decimals >= 0) AND (decimals <= 36))),
  CONSTRAINT asset_dust_units_check CHECK (((dust_units)::numeric >= (0)::numeric)),
  CONSTRAINT asset_min_depth_check CHECK ((min_depth > 0)),
  CONSTRAINT asset_min_units_check CHECK (((min_units)::numeric >= (0)::numeric)),
  CONSTRAINT asset_precision_check CHECK ((("precision" >= 0) AND ("precision" <= 8))),
  CONSTRAINT asset_slack_percent_check CHECK (((slack_percent >= (0)::numeric) AND (slack_percent <= (100)::numeric))),
  CONSTRAINT asset_slack_units_check CHECK (((slack_units)::numeric >= (0)::numeric)),
  CONSTRAINT asset_chain_id_mode_fkey FOREIGN KEY (chain_id, mode) REFERENCES chain(id, mode)
);
CREATE UNIQUE INDEX asset_contract ON asset USING btree (chain_id, contract) NULLS NOT DISTINCT;
CREATE TRIGGER asset_stays BEFORE DELETE OR UPDATE OF id, mode ON asset FOR EACH ROW EXECUTE FUNCTION refuse_loss();

CREATE TABLE assignment (
  id bigint NOT NULL GENERATED BY DEFAULT AS IDENTITY,
  address_id bigint NOT NULL,
  mode mode NOT NULL,
  owner text NOT NULL,
  project_id bigint,
  invoice_id bigint,
  customer_id bigint,
  from_at timestamp with time zone NOT NULL,
  until_at timestamp with time zone,
  CONSTRAINT assignment_pkey PRIMARY KEY (id),
  CONSTRAINT assignment_address_id_from_at_key UNIQUE (address_id, from_at),
  CONSTRAINT assignment_check CHECK ((until_at >= from_at)),
  CONSTRAINT assignment_check1 CHECK (((owner = 'invoice'::text) = (invoice_id IS NOT NULL))),
  CONSTRAINT assignment_owner_check CHECK ((owner = ANY (ARRAY['invoice'::text, 'customer'::text, 'prepaid'::text, 'business'::text, 'payout'::text, 'recurrent'::text]))),
  CONSTRAINT assignment_address_id_mode_fkey FOREIGN KEY (address_id, mode) REFERENCES watched_address(id, mode),
  CONSTRAINT assignment_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id),
  CONSTRAINT assignment_invoice_id_mode_fkey FOREIGN KEY (invoice_id, mode) REFERENCES invoice(id, mode)
);
CREATE INDEX assignment_invoice ON assignment USING btree (invoice_id);

CREATE TABLE attempt (
  delivery_id bigint NOT NULL,
  number integer NOT NULL,
  at timestamp with time zone NOT NULL,
  millis integer NOT NULL,
  status integer,
  error text,
  answer text,
  CONSTRAINT attempt_pkey PRIMARY KEY (delivery_id, number),
  CONSTRAINT attempt_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES delivery(id)
);

CREATE TABLE block (
  chain_id integer NOT NULL,
  height bigint NOT NULL,
  hash text NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT block_pkey PRIMARY KEY (chain_id, height),
  CONSTRAINT block_chain_id_fkey FOREIGN KEY (chain_id) REFERENCES chain(id)
);

CREATE TABLE chain (
  id integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  network text NOT NULL,
  family text NOT NULL,
  mode mode NOT NULL,
  organization_id bigint,
  CONSTRAINT chain_pkey PRIMARY KEY (id),
  CONSTRAINT chain_id_mode_key UNIQUE (id, mode),
  CONSTRAINT chain_name_organization_id_key UNIQUE NULLS NOT DISTINCT (name, organization_id),
  CONSTRAINT chain_check CHECK (((organization_id IS NULL) OR ((mode)::text = 'test'::text))),
  CONSTRAINT chain_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id)
);
CREATE INDEX chain_organization ON chain USING btree (organization_id);

CREATE TABLE cursor (
  chain_id integer NOT NULL,
  name text NOT NULL,
  height bigint NOT NULL,
  hash text NOT NULL,
  at timestamp with time zone NOT NULL,
  clock timestamp with time zone NOT NULL,
  final_height bigint NOT NULL,
  until_height bigint,
  halted text,
  accept_reorg text,
  updated_at timestamp with time zone NOT NULL,
  from_height bigint,
  to_head boolean NOT NULL DEFAULT true,
  paused boolean NOT NULL DEFAULT false,
  CONSTRAINT cursor_pkey PRIMARY KEY (chain_id, name),
  CONSTRAINT cursor_check CHECK ((final_height <= height)),
  CONSTRAINT cursor_check1 CHECK (((name = 'head'::text) = (until_height IS NULL))),
  CONSTRAINT cursor_chain_id_fkey FOREIGN KEY (chain_id) REFERENCES chain(id)
);

CREATE TABLE custody_difference (
  address_id bigint NOT NULL,
  asset_id integer NOT NULL,
  chain_id integer NOT NULL,
  ledger units NOT NULL,
  on_chain units NOT NULL,
  height bigint NOT NULL,
  hash text NOT NULL,
  looks integer NOT NULL,
  told units,
  cause text,
  since timestamp with time zone NOT NULL,
  looked_at timestamp with time zone NOT NULL,
  CONSTRAINT custody_difference_pkey PRIMARY KEY (address_id, asset_id),
  CONSTRAINT custody_difference_check CHECK (((ledger)::numeric <> (on_chain)::numeric)),
  CONSTRAINT custody_difference_address_id_fkey FOREIGN KEY (address_id) REFERENCES watched_address(id),
  CONSTRAINT custody_difference_asset_id_chain_id_fkey FOREIGN KEY (asset_id, chain_id) REFERENCES asset(id, chain_id)
);
CREATE INDEX custody_difference_chain ON custody_difference USING btree (chain_id, looked_at);

CREATE TABLE custody_round (
  chain_id integer NOT NULL,
  part text NOT NULL,
  before_id bigint,
  due_at timestamp with time zone NOT NULL,
  began_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  since timestamp with time zone NOT NULL,
  unanswered integer NOT NULL,
  failure text,
  CONSTRAINT custody_round_pkey PRIMARY KEY (chain_id, part),
  CONSTRAINT custody_round_part_check CHECK ((part = ANY (ARRAY['held'::text, 'all'::text]))),
  CONSTRAINT custody_round_chain_id_fkey FOREIGN KEY (chain_id) REFERENCES chain(id)
);

CREATE TABLE customer (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  public_id uuid NOT NULL,
  organization_id bigint NOT NULL,
  client_id text NOT NULL,
  email text,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT customer_pkey PRIMARY KEY (id),
  CONSTRAINT customer_organization_id_client_id_key UNIQUE (organization_id, client_id),
  CONSTRAINT customer_public_id_key UNIQUE (public_id),
  CONSTRAINT customer_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id)
);

CREATE TABLE delivery (
  id bigint NOT NULL GENERATED BY DEFAULT AS IDENTITY,
  public_id uuid NOT NULL,
  event_id bigint NOT NULL,
  destination_id bigint NOT NULL,
  project_id bigint NOT NULL,
  lane bigint NOT NULL,
  status text NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  tries integer NOT NULL DEFAULT 0,
  due_at timestamp with time zone NOT NULL,
  holder uuid,
  created_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  skipped text,
  CONSTRAINT delivery_pkey PRIMARY KEY (id),
  CONSTRAINT delivery_event_id_destination_id_key UNIQUE (event_id, destination_id),
  CONSTRAINT delivery_public_id_key UNIQUE (public_id),
  CONSTRAINT delivery_skipped_check CHECK ((skipped = ANY (ARRAY['kind'::text, 'deleted'::text, 'overtaken'::text]))),
  CONSTRAINT delivery_status_check CHECK ((status = ANY (ARRAY['due'::text, 'delivered'::text, 'failed'::text, 'skipped'::text]))),
  CONSTRAINT delivery_event_id_fkey FOREIGN KEY (event_id) REFERENCES event(id)
);
CREATE INDEX delivery_lane ON delivery USING btree (project_id, lane, due_at) WHERE (status = 'due'::text);
CREATE INDEX delivery_project ON delivery USING btree (project_id, id);
CREATE INDEX delivery_status ON delivery USING btree (project_id, status, id) WHERE (status <> 'delivered'::text);
CREATE TRIGGER delivery_refers BEFORE INSERT OR UPDATE OF destination_id, project_id ON delivery FOR EACH ROW EXECUTE FUNCTION refers();

CREATE TABLE destination (
  id bigint NOT NULL GENERATED BY DEFAULT AS IDENTITY,
  public_id uuid NOT NULL,
  project_id bigint NOT NULL,
  invoice_id bigint,
  dialect text NOT NULL,
  url text NOT NULL,
  secret_id bigint NOT NULL,
  types text[] NOT NULL DEFAULT '{}'::text[],
  enabled boolean NOT NULL DEFAULT true,
  created_at timestamp with time zone NOT NULL,
  instead boolean NOT NULL DEFAULT false,
  lane bigint NOT NULL GENERATED ALWAYS AS (((hashtextextended(lower(COALESCE("substring"(url, '^[^/]*//([^/?#]*)'::text), url)), (0)::bigint) >> 32) << 32) | (hashtextextended(COALESCE("substring"(url, '^[^/]*//[^/?#]*([^?#]*)'::text), ''::text), (0)::bigint) & '4294967295'::bigint)),
  CONSTRAINT destination_pkey PRIMARY KEY (id),
  CONSTRAINT destination_public_id_key UNIQUE (public_id),
  CONSTRAINT destination_url_check CHECK ((length(url) <= 2048)),
  CONSTRAINT destination_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES invoice(id)
);
CREATE INDEX destination_invoice ON destination USING btree (invoice_id) WHERE (invoice_id IS NOT NULL);
CREATE INDEX destination_project ON destination USING btree (project_id) WHERE ((invoice_id IS NULL) AND enabled);
CREATE TRIGGER destination_refers BEFORE INSERT OR UPDATE OF project_id, secret_id ON destination FOR EACH ROW EXECUTE FUNCTION refers();
CREATE TRIGGER destination_stays BEFORE DELETE OR UPDATE OF id, project_id ON destination FOR EACH ROW EXECUTE FUNCTION refuse_loss();

CREATE TABLE dust_sum (
  invoice_id bigint NOT NULL,
  quote_id bigint NOT NULL,
  status text NOT NULL,
  risk text NOT NULL,
  by_quote boolean NOT NULL,
  late boolean NOT NULL,
  payments bigint NOT NULL,
  units numeric NOT NULL,
  worth numeric NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT dust_sum_pkey PRIMARY KEY (invoice_id, quote_id, status, risk, by_quote, late),
  CONSTRAINT dust_sum_status_check CHECK ((status = ANY (ARRAY['seen'::text, 'confirmed'::text]))),
  CONSTRAINT dust_sum_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES invoice(id),
  CONSTRAINT dust_sum_quote_id_fkey FOREIGN KEY (quote_id) REFERENCES quote(id)
);

CREATE TABLE entry (
  id bigint NOT NULL GENERATED BY DEFAULT AS IDENTITY,
  reference text NOT NULL,
  kind text NOT NULL,
  mode mode NOT NULL,
  project_id bigint,
  basis_type text NOT NULL,
  basis_id bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT entry_pkey PRIMARY KEY (id),
  CONSTRAINT entry_id_mode_key UNIQUE (id, mode),
  CONSTRAINT entry_reference_key UNIQUE (reference),
  CONSTRAINT entry_basis_type_check CHECK ((basis_type = ANY (ARRAY['movement'::text, 'withdrawal'::text, 'outgoing'::text, 'operator'::text]))),
  CONSTRAINT entry_kind_check CHECK ((kind = ANY (ARRAY['payment'::text, 'reversal'::text, 'outflow'::text, 'release'::text, 'refuse'::text, 'apply'::text, 'reserve'::text, 'void'::text, 'withdrawal'::text, 'fee'::text, 'network'::text, 'custody'::text, 'topup'::text, 'swap'::text, 'drift'::text]))),
  CONSTRAINT entry_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id)
);
CREATE INDEX entry_basis ON entry USING btree (basis_type, basis_id);
CREATE INDEX entry_other ON entry USING btree (project_id) WHERE (kind <> 'payment'::text);
CREATE INDEX entry_project ON entry USING btree (project_id, id);
CREATE TRIGGER entry_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE CONSTRAINT TRIGGER entry_balances AFTER INSERT ON entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION entry_balances();

CREATE TABLE event (
  id bigint NOT NULL GENERATED BY DEFAULT AS IDENTITY,
  tx xid8 NOT NULL DEFAULT current_xid(),
  public_id uuid NOT NULL,
  organization_id bigint NOT NULL,
  project_id bigint NOT NULL,
  invoice_id bigint,
  type text NOT NULL,
  object_type text NOT NULL,
  object_id bigint NOT NULL,
  number integer NOT NULL,
  snapshot jsonb,
  at timestamp with time zone NOT NULL,
  packed bytea,
  CONSTRAINT event_pkey PRIMARY KEY (id),
  CONSTRAINT event_public_id_key UNIQUE (public_id),
  CONSTRAINT event_number_check CHECK ((number > 0)),
  CONSTRAINT event_object_type_check CHECK ((object_type = ANY (ARRAY['invoice'::text, 'movement'::text]))),
  CONSTRAINT event_snapshot CHECK ((num_nonnulls(snapshot, packed) = 1)),
  CONSTRAINT event_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES invoice(id)
);
CREATE INDEX event_object ON event USING btree (object_id);
CREATE INDEX event_project ON event USING btree (project_id, tx, id);
CREATE INDEX event_tx ON event USING btree (tx, id);

CREATE TABLE hd_block (
  wallet_id bigint NOT NULL,
  from_index bigint NOT NULL,
  until_index bigint NOT NULL,
  holder uuid NOT NULL,
  free_at timestamp with time zone NOT NULL,
  CONSTRAINT hd_block_pkey PRIMARY KEY (wallet_id, from_index),
  CONSTRAINT hd_block_check CHECK ((until_index > from_index)),
  CONSTRAINT hd_block_wallet_id_fkey FOREIGN KEY (wallet_id) REFERENCES wallet(id)
);
CREATE INDEX hd_block_holder ON hd_block USING btree (holder);

CREATE TABLE idempotency (
  scope text NOT NULL,
  key text NOT NULL,
  request_hash bytea NOT NULL,
  object_type text NOT NULL,
  object_id bigint,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT idempotency_pkey PRIMARY KEY (scope, key),
  CONSTRAINT idempotency_key_check CHECK (((length(key) >= 1) AND (length(key) <= 255)))
);
CREATE INDEX idempotency_created ON idempotency USING btree (created_at);

CREATE TABLE invoice (
  id bigint NOT NULL GENERATED BY DEFAULT AS IDENTITY,
  public_id uuid NOT NULL,
  code text NOT NULL,
  organization_id bigint NOT NULL,
  project_id bigint NOT NULL,
  mode mode NOT NULL,
  dialect text NOT NULL,
  customer_id bigint,
  order_id text,
  description text,
  meta jsonb,
  price_currency text NOT NULL,
  price_units units,
  tolerance_percent numeric(9,6) NOT NULL,
  fees_percent numeric(9,6) NOT NULL DEFAULT 0,
  insurance_percent numeric(9,6) NOT NULL DEFAULT 0,
  accept_depth integer,
  options integer[] NOT NULL,
  quote_seconds integer NOT NULL,
  return_url text,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  monitor_until timestamp with time zone NOT NULL,
  status text NOT NULL,
  standing jsonb NOT NULL,
  mark text,
  mark_by text,
  mark_reason text,
  marked_at timestamp with time zone,
  version integer NOT NULL DEFAULT 0,
  updated_at timestamp with time zone NOT NULL,
  order_once boolean NOT NULL DEFAULT false,
  ended_at timestamp with time zone,
  ended_by text,
  ended_reason text,
  progress smallint NOT NULL GENERATED ALWAYS AS 
CASE
    WHEN (((standing ->> 'confirmed'::text))::numeric > (0)::numeric) THEN 2
    WHEN (((standing ->> 'seen'::text))::numeric > (0)::numeric) THEN 1
    ELSE 0
END,
  fiat numeric,
  coin numeric,
  CONSTRAINT invoice_pkey PRIMARY KEY (id),
  CONSTRAINT invoice_id_mode_key UNIQUE (id, mode),
  CONSTRAINT invoice_public_id_key UNIQUE (public_id),
  CONSTRAINT invoice_accept_depth_check CHECK ((accept_depth > 0)),
  CONSTRAINT invoice_check CHECK (((expires_at >= created_at) AND (monitor_until >= expires_at))),
  CONSTRAINT invoice_check1 CHECK (((mark IS NULL) = (marked_at IS NULL))),
  CONSTRAINT invoice_code_check CHECK ((code ~ '^[0-9a-f]{13}$'::text)),
  CONSTRAINT invoice_description_check CHECK ((length(description) <= 2000)),
  CONSTRAINT invoice_ended CHECK (((ended_at IS NULL) = (ended_by IS NULL))),
  CONSTRAINT invoice_fees_percent_check CHECK (((fees_percent >= (0)::numeric) AND (fees_percent <= (100)::numeric))),
  CONSTRAINT invoice_insurance_percent_check CHECK (((insurance_percent >= (0)::numeric) AND (insurance_percent <= (100)::numeric))),
  CONSTRAINT invoice_mark_check CHECK ((mark = ANY (ARRAY['settled'::text, 'cancelled'::text, 'archived'::text]))),
  CONSTRAINT invoice_options_check CHECK ((cardinality(options) > 0)),
  CONSTRAINT invoice_order_id_check CHECK ((length(order_id) <= 255)),
  CONSTRAINT invoice_price_units_check CHECK (((price_units)::numeric > (0)::numeric)),
  CONSTRAINT invoice_quote_seconds_check CHECK ((quote_seconds > 0)),
  CONSTRAINT invoice_status_check CHECK ((status = ANY (ARRAY['open'::text, 'confirming'::text, 'settled'::text, 'expired'::text, 'cancelled'::text, 'archived'::text]))),
  CONSTRAINT invoice_tolerance_percent_check CHECK (((tolerance_percent >= (0)::numeric) AND (tolerance_percent <= (100)::numeric))),
  CONSTRAINT invoice_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id)
);
CREATE INDEX invoice_by_coin ON invoice USING btree (project_id, status, progress, coin, id);
CREATE INDEX invoice_by_created ON invoice USING btree (project_id, status, progress, created_at, id);
CREATE INDEX invoice_by_fiat ON invoice USING btree (project_id, status, progress, fiat, id);
CREATE INDEX invoice_by_updated ON invoice USING btree (project_id, status, progress, updated_at, id);
CREATE UNIQUE INDEX invoice_code ON invoice USING btree ("left"(code, 12));
CREATE INDEX invoice_expiring ON invoice USING btree (expires_at) WHERE (status = 'open'::text);
CREATE INDEX invoice_order ON invoice USING btree (project_id, order_id, created_at, id) WHERE (order_id IS NOT NULL);
CREATE UNIQUE INDEX invoice_order_once ON invoice USING btree (project_id, dialect, order_id) WHERE order_once;
CREATE INDEX invoice_project ON invoice USING btree (project_id, created_at, id);
CREATE TRIGGER invoice_refers BEFORE INSERT OR UPDATE OF project_id, mode, organization_id ON invoice FOR EACH ROW EXECUTE FUNCTION refers();

CREATE TABLE lease (
  name text NOT NULL,
  holder uuid NOT NULL,
  until timestamp with time zone NOT NULL,
  CONSTRAINT lease_pkey PRIMARY KEY (name)
);

CREATE TABLE movement (
  id bigint NOT NULL GENERATED BY DEFAULT AS IDENTITY,
  public_id uuid NOT NULL,
  kind text NOT NULL,
  chain_id integer NOT NULL,
  mode mode NOT NULL,
  txid text NOT NULL,
  "position" text NOT NULL,
  asset_id integer NOT NULL,
  address_id bigint NOT NULL,
  project_id bigint,
  assignment_id bigint,
  invoice_id bigint,
  quote_id bigint,
  outgoing_id bigint,
  units units NOT NULL,
  worth units,
  orphan text,
  risk text NOT NULL DEFAULT 'none'::text,
  status text NOT NULL,
  accept_depth integer,
  block_height bigint,
  block_hash text,
  block_at timestamp with time zone,
  seen_at timestamp with time zone NOT NULL,
  paid_at timestamp with time zone NOT NULL,
  confirmed_at timestamp with time zone,
  credits integer NOT NULL DEFAULT 0,
  sender text,
  spends text[],
  facts jsonb,
  version integer NOT NULL DEFAULT 0,
  kept_until timestamp with time zone,
  left_units units,
  applied text,
  dust boolean NOT NULL DEFAULT false,
  dust_late boolean,
  CONSTRAINT movement_pkey PRIMARY KEY (id),
  CONSTRAINT movement_chain_id_txid_position_kind_key UNIQUE (chain_id, txid, "position", kind),
  CONSTRAINT movement_public_id_key UNIQUE (public_id),
  CONSTRAINT movement_applied_check CHECK ((applied = ANY (ARRAY['assignment'::text, 'asset'::text, 'window'::text]))),
  CONSTRAINT movement_check CHECK ((((block_height IS NULL) = (block_hash IS NULL)) AND ((block_height IS NULL) = (block_at IS NULL)))),
  CONSTRAINT movement_check1 CHECK (((orphan IS NULL) OR (invoice_id IS NULL) OR (kind = 'payment'::text))),
  CONSTRAINT movement_confirmed CHECK (((status <> 'confirmed'::text) OR (block_height IS NOT NULL) OR (accept_depth = 0))),
  CONSTRAINT movement_kind_check CHECK ((kind = ANY (ARRAY['payment'::text, 'outflow'::text, 'custody'::text]))),
  CONSTRAINT movement_left_units_check CHECK (((left_units)::numeric > (0)::numeric)),
  CONSTRAINT movement_orphan_check CHECK ((orphan = ANY (ARRAY['assignment'::text, 'asset'::text, 'window'::text]))),
  CONSTRAINT movement_risk_check CHECK ((risk = ANY (ARRAY['none'::text, 'held'::text, 'refused'::text]))),
  CONSTRAINT movement_status_check CHECK ((status = ANY (ARRAY['seen'::text, 'confirmed'::text, 'reversed'::text]))),
  CONSTRAINT movement_units_check CHECK (((units)::numeric > (0)::numeric)),
  CONSTRAINT movement_worth_check CHECK (((worth)::numeric >= (0)::numeric)),
  CONSTRAINT movement_address_id_mode_fkey FOREIGN KEY (address_id, mode) REFERENCES watched_address(id, mode),
  CONSTRAINT movement_asset_id_chain_id_fkey FOREIGN KEY (asset_id, chain_id) REFERENCES asset(id, chain_id),
  CONSTRAINT movement_asset_id_mode_fkey FOREIGN KEY (asset_id, mode) REFERENCES asset(id, mode),
  CONSTRAINT movement_assignment_id_fkey FOREIGN KEY (assignment_id) REFERENCES assignment(id),
  CONSTRAINT movement_invoice_id_mode_fkey FOREIGN KEY (invoice_id, mode) REFERENCES invoice(id, mode),
  CONSTRAINT movement_outgoing_id_fkey FOREIGN KEY (outgoing_id) REFERENCES outgoing(id),
  CONSTRAINT movement_project_id_mode_fkey FOREIGN KEY (project_id, mode) REFERENCES project(id, mode),
  CONSTRAINT movement_quote_id_fkey FOREIGN KEY (quote_id) REFERENCES quote(id)
);
CREATE INDEX movement_block ON movement USING btree (chain_id, block_height);
CREATE INDEX movement_dust ON movement USING btree (invoice_id, id) WHERE ((invoice_id IS NOT NULL) AND dust);
CREATE INDEX movement_invoice ON movement USING btree (invoice_id, id) WHERE ((invoice_id IS NOT NULL) AND (NOT dust));
CREATE INDEX movement_orphan ON movement USING btree (project_id, id) WHERE (orphan IS NOT NULL);
CREATE INDEX movement_orphans ON movement USING btree (address_id, asset_id, id) WHERE ((orphan IS NOT NULL) AND (NOT dust));
CREATE INDEX movement_project ON movement USING btree (project_id, id);
CREATE INDEX movement_unconfirmed ON movement USING btree (chain_id, block_height) WHERE (status = 'seen'::text);
CREATE INDEX movement_waiting ON movement USING btree (chain_id) WHERE ((block_height IS NULL) AND (status <> 'reversed'::text));
CREATE TRIGGER dust_added AFTER INSERT ON movement REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION dust_moved();
CREATE TRIGGER dust_moved AFTER UPDATE ON movement REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION dust_moved();
CREATE TRIGGER movement_dust BEFORE INSERT OR UPDATE OF quote_id, orphan, units, asset_id ON movement FOR EACH ROW EXECUTE FUNCTION movement_dust();
CREATE TRIGGER movement_dust_late BEFORE INSERT OR UPDATE OF paid_at, invoice_id, quote_id, orphan, units ON movement FOR EACH ROW WHEN ((new.dust AND (new.invoice_id IS NOT NULL))) EXECUTE FUNCTION movement_dust_late();

CREATE TABLE organization (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  public_id uuid NOT NULL,
  partner_id bigint,
  operator boolean NOT NULL DEFAULT false,
  name text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT organization_pkey PRIMARY KEY (id),
  CONSTRAINT organization_public_id_key UNIQUE (public_id),
  CONSTRAINT organization_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  CONSTRAINT organization_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id)
);
CREATE UNIQUE INDEX organization_operator ON organization USING btree (operator) WHERE operator;
CREATE TRIGGER organization_stays BEFORE DELETE OR UPDATE OF id ON organization FOR EACH ROW EXECUTE FUNCTION refuse_loss();

CREATE TABLE orphan_sum (
  address_id bigint NOT NULL,
  asset_id integer NOT NULL,
  units numeric NOT NULL,
  dust numeric NOT NULL,
  CONSTRAINT orphan_sum_pkey PRIMARY KEY (address_id, asset_id),
  CONSTRAINT orphan_sum_address_id_fkey FOREIGN KEY (address_id) REFERENCES watched_address(id),
  CONSTRAINT orphan_sum_asset_id_fkey FOREIGN KEY (asset_id) REFERENCES asset(id)
);

CREATE TABLE outgoing (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  chain_id integer NOT NULL,
  purpose text NOT NULL,
  txid text NOT NULL,
  bytes bytea NOT NULL,
  status text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT outgoing_pkey PRIMARY KEY (id),
  CONSTRAINT outgoing_chain_id_txid_key UNIQUE (chain_id, txid),
  CONSTRAINT outgoing_purpose_check CHECK ((purpose = ANY (ARRAY['withdrawal'::text, 'sweep'::text, 'gas'::text, 'refund'::text, 'swap'::text, 'charge'::text]))),
  CONSTRAINT outgoing_status_check CHECK ((status = ANY (ARRAY['signed'::text, 'broadcast'::text, 'confirmed'::text, 'replaced'::text, 'failed'::text]))),
  CONSTRAINT outgoing_chain_id_fkey FOREIGN KEY (chain_id) REFERENCES chain(id)
);

CREATE TABLE own_address (
  organization_id bigint NOT NULL,
  mode mode NOT NULL,
  family text NOT NULL,
  address bytea NOT NULL,
  name text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT own_address_pkey PRIMARY KEY (family, address, mode, organization_id),
  CONSTRAINT own_address_name_check CHECK ((length(name) <= 200)),
  CONSTRAINT own_address_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id)
);

CREATE TABLE partner (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  public_id uuid NOT NULL,
  name text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT partner_pkey PRIMARY KEY (id),
  CONSTRAINT partner_public_id_key UNIQUE (public_id)
);

CREATE TABLE posting (
  entry_id bigint NOT NULL,
  account_id bigint NOT NULL,
  mode mode NOT NULL,
  units units NOT NULL,
  CONSTRAINT posting_pkey PRIMARY KEY (entry_id, account_id),
  CONSTRAINT posting_units_check CHECK (((units)::numeric <> (0)::numeric)),
  CONSTRAINT posting_account_id_mode_fkey FOREIGN KEY (account_id, mode) REFERENCES account(id, mode),
  CONSTRAINT posting_entry_id_mode_fkey FOREIGN KEY (entry_id, mode) REFERENCES entry(id, mode)
);
CREATE INDEX posting_account ON posting USING btree (account_id, entry_id);
CREATE TRIGGER orphans_added AFTER INSERT ON posting REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION orphans_added();
CREATE TRIGGER posting_added AFTER INSERT ON posting REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION posting_added();
CREATE TRIGGER posting_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON posting FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE project (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  public_id uuid NOT NULL,
  code text NOT NULL,
  organization_id bigint NOT NULL,
  mode mode NOT NULL,
  name text NOT NULL,
  accepts text[] NOT NULL DEFAULT '{}'::text[],
  tolerance_percent numeric(9,6) NOT NULL DEFAULT 0,
  accept_depth integer,
  lifetime_seconds integer NOT NULL DEFAULT 3600,
  quote_seconds integer NOT NULL DEFAULT 900,
  monitor_seconds integer NOT NULL DEFAULT 604800,
  return_url text,
  webhook_secret_id bigint NOT NULL,
  created_at timestamp with time zone NOT NULL,
  settlement text,
  fail_url text,
  CONSTRAINT project_pkey PRIMARY KEY (id),
  CONSTRAINT project_id_mode_key UNIQUE (id, mode),
  CONSTRAINT project_id_organization_id_key UNIQUE (id, organization_id),
  CONSTRAINT project_public_id_key UNIQUE (public_id),
  CONSTRAINT project_accept_depth_check CHECK ((accept_depth > 0)),
  CONSTRAINT project_code_check CHECK ((code ~ '^[0-9a-f]{13}$'::text)),
  CONSTRAINT project_lifetime_seconds_check CHECK ((lifetime_seconds > 0)),
  CONSTRAINT project_monitor_seconds_check CHECK ((monitor_seconds >= 0)),
  CONSTRAINT project_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  CONSTRAINT project_quote_seconds_check CHECK ((quote_seconds > 0)),
  CONSTRAINT project_tolerance_percent_check CHECK (((tolerance_percent >= (0)::numeric) AND (tolerance_percent <= (100)::numeric))),
  CONSTRAINT project_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id),
  CONSTRAINT project_webhook_secret_id_fkey FOREIGN KEY (webhook_secret_id) REFERENCES secret(id)
);
CREATE UNIQUE INDEX project_code ON project USING btree ("left"(code, 12));
CREATE INDEX project_name ON project USING btree (organization_id, name);
CREATE INDEX project_organization ON project USING btree (organization_id);
CREATE TRIGGER project_stays BEFORE DELETE OR UPDATE OF id, mode, organization_id ON project FOR EACH ROW EXECUTE FUNCTION refuse_loss();

CREATE TABLE proven_host (
  project_id bigint NOT NULL,
  host bigint NOT NULL,
  since timestamp with time zone NOT NULL,
  CONSTRAINT proven_host_pkey PRIMARY KEY (project_id, host),
  CONSTRAINT proven_host_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id)
);

CREATE TABLE publishable_invoice (
  project_id bigint NOT NULL,
  invoice_id bigint NOT NULL,
  CONSTRAINT publishable_invoice_pkey PRIMARY KEY (project_id, invoice_id),
  CONSTRAINT publishable_invoice_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES invoice(id)
);

CREATE TABLE quote (
  id bigint NOT NULL GENERATED BY DEFAULT AS IDENTITY,
  invoice_id bigint NOT NULL,
  mode mode NOT NULL,
  asset_id integer NOT NULL,
  address_id bigint NOT NULL,
  worth units,
  due units,
  base units,
  fees units NOT NULL DEFAULT 0,
  insurance units NOT NULL DEFAULT 0,
  rate numeric(48,18) NOT NULL,
  created_at timestamp with time zone NOT NULL,
  valid_until timestamp with time zone NOT NULL,
  slack units NOT NULL,
  excess units NOT NULL,
  dust units NOT NULL,
  CONSTRAINT quote_pkey PRIMARY KEY (id),
  CONSTRAINT quote_base_check CHECK (((base)::numeric >= (0)::numeric)),
  CONSTRAINT quote_check CHECK (((worth IS NULL) = (due IS NULL))),
  CONSTRAINT quote_check1 CHECK (((due IS NULL) OR ((due)::numeric = (((base)::numeric + (fees)::numeric) + (insurance)::numeric)))),
  CONSTRAINT quote_due_check CHECK (((due)::numeric > (0)::numeric)),
  CONSTRAINT quote_dust_check CHECK (((dust)::numeric >= (0)::numeric)),
  CONSTRAINT quote_excess_check CHECK (((excess)::numeric >= (0)::numeric)),
  CONSTRAINT quote_fees_check CHECK (((fees)::numeric >= (0)::numeric)),
  CONSTRAINT quote_insurance_check CHECK (((insurance)::numeric >= (0)::numeric)),
  CONSTRAINT quote_rate_check CHECK ((rate > (0)::numeric)),
  CONSTRAINT quote_slack_check CHECK (((slack)::numeric >= (0)::numeric)),
  CONSTRAINT quote_worth_check CHECK (((worth)::numeric > (0)::numeric)),
  CONSTRAINT quote_address_id_mode_fkey FOREIGN KEY (address_id, mode) REFERENCES watched_address(id, mode),
  CONSTRAINT quote_invoice_id_mode_fkey FOREIGN KEY (invoice_id, mode) REFERENCES invoice(id, mode)
);
CREATE INDEX quote_invoice ON quote USING btree (invoice_id);
CREATE TRIGGER quote_reading BEFORE INSERT OR UPDATE OF asset_id, mode ON quote FOR EACH ROW EXECUTE FUNCTION quote_reading();

CREATE TABLE rate (
  base text NOT NULL,
  quote text NOT NULL,
  source text NOT NULL,
  at timestamp with time zone NOT NULL,
  value numeric(48,18) NOT NULL,
  CONSTRAINT rate_pkey PRIMARY KEY (base, quote, source, at),
  CONSTRAINT rate_value_check CHECK ((value > (0)::numeric))
);
CREATE INDEX rate_at ON rate USING btree (base, quote, at DESC);

CREATE TABLE reading (
  asset_id integer NOT NULL,
  mode mode NOT NULL,
  since bigint,
  gap boolean NOT NULL DEFAULT false,
  CONSTRAINT reading_pkey PRIMARY KEY (asset_id, mode),
  CONSTRAINT reading_check CHECK (((since IS NOT NULL) OR gap)),
  CONSTRAINT reading_asset_id_mode_fkey FOREIGN KEY (asset_id, mode) REFERENCES asset(id, mode)
);
CREATE TRIGGER reading_alone BEFORE DELETE OR UPDATE OF asset_id, mode ON reading FOR EACH STATEMENT EXECUTE FUNCTION reading_alone();
CREATE TRIGGER reading_stays BEFORE DELETE OR UPDATE OF asset_id, mode ON reading FOR EACH ROW EXECUTE FUNCTION reading_stays();

CREATE TABLE sandbox_block (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  chain_id integer NOT NULL,
  height bigint NOT NULL,
  hash text NOT NULL,
  parent text NOT NULL,
  at timestamp with time zone NOT NULL,
  canonical boolean NOT NULL,
  CONSTRAINT sandbox_block_pkey PRIMARY KEY (id),
  CONSTRAINT sandbox_block_chain_id_hash_key UNIQUE (chain_id, hash),
  CONSTRAINT sandbox_block_height_check CHECK ((height >= 0)),
  CONSTRAINT sandbox_block_chain_id_fkey FOREIGN KEY (chain_id) REFERENCES sandbox_chain(chain_id)
);
CREATE UNIQUE INDEX sandbox_block_canonical ON sandbox_block USING btree (chain_id, height) WHERE canonical;

CREATE TABLE sandbox_chain (
  chain_id integer NOT NULL,
  waits_since timestamp with time zone,
  CONSTRAINT sandbox_chain_pkey PRIMARY KEY (chain_id),
  CONSTRAINT sandbox_chain_chain_id_fkey FOREIGN KEY (chain_id) REFERENCES chain(id)
);
CREATE INDEX sandbox_chain_waits ON sandbox_chain USING btree (waits_since) WHERE (waits_since IS NOT NULL);

CREATE TABLE sandbox_output (
  tx_id bigint NOT NULL,
  number integer NOT NULL,
  asset_id integer NOT NULL,
  address bytea NOT NULL,
  units units NOT NULL,
  CONSTRAINT sandbox_output_pkey PRIMARY KEY (tx_id, number),
  CONSTRAINT sandbox_output_units_check CHECK (((units)::numeric > (0)::numeric)),
  CONSTRAINT sandbox_output_asset_id_fkey FOREIGN KEY (asset_id) REFERENCES asset(id),
  CONSTRAINT sandbox_output_tx_id_fkey FOREIGN KEY (tx_id) REFERENCES sandbox_tx(id)
);
CREATE INDEX sandbox_output_address ON sandbox_output USING btree (address, asset_id);

CREATE TABLE sandbox_tx (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  chain_id integer NOT NULL,
  txid text NOT NULL,
  sender bytea NOT NULL,
  faucet boolean NOT NULL,
  outpoint text NOT NULL,
  status text NOT NULL,
  block_id bigint,
  place integer,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT sandbox_tx_pkey PRIMARY KEY (id),
  CONSTRAINT sandbox_tx_chain_id_txid_key UNIQUE (chain_id, txid),
  CONSTRAINT sandbox_tx_mined CHECK ((((status = 'mined'::text) = (block_id IS NOT NULL)) AND ((status = 'mined'::text) = (place IS NOT NULL)))),
  CONSTRAINT sandbox_tx_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'mined'::text, 'replaced'::text, 'evicted'::text]))),
  CONSTRAINT sandbox_tx_block_id_fkey FOREIGN KEY (block_id) REFERENCES sandbox_block(id),
  CONSTRAINT sandbox_tx_chain_id_fkey FOREIGN KEY (chain_id) REFERENCES sandbox_chain(chain_id)
);
CREATE INDEX sandbox_tx_block ON sandbox_tx USING btree (block_id);
CREATE INDEX sandbox_tx_outpoint ON sandbox_tx USING btree (chain_id, outpoint);
CREATE INDEX sandbox_tx_pending ON sandbox_tx USING btree (chain_id, id) WHERE (status = 'pending'::text);
CREATE INDEX sandbox_tx_sender ON sandbox_tx USING btree (chain_id, sender) WHERE (NOT faucet);
CREATE UNIQUE INDEX sandbox_tx_spent ON sandbox_tx USING btree (chain_id, outpoint) WHERE (status = 'mined'::text);

CREATE TABLE scanner (
  chain_id integer NOT NULL,
  node text NOT NULL,
  endpoint text NOT NULL,
  head bigint NOT NULL,
  errors jsonb NOT NULL,
  last_error text,
  updated_at timestamp with time zone NOT NULL,
  unread jsonb NOT NULL DEFAULT '{}'::jsonb,
  refused jsonb NOT NULL DEFAULT '[]'::jsonb,
  CONSTRAINT scanner_pkey PRIMARY KEY (chain_id),
  CONSTRAINT scanner_chain_id_fkey FOREIGN KEY (chain_id) REFERENCES chain(id)
);

CREATE TABLE secret (
  id bigint NOT NULL GENERATED BY DEFAULT AS IDENTITY,
  kind text NOT NULL,
  sealed bytea NOT NULL,
  master_key_id text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT secret_pkey PRIMARY KEY (id),
  CONSTRAINT secret_kind_check CHECK ((kind = ANY (ARRAY['webhook'::text, 'hmac'::text, 'seed'::text])))
);
CREATE TRIGGER secret_stays BEFORE DELETE OR UPDATE OF id ON secret FOR EACH ROW EXECUTE FUNCTION refuse_loss();

CREATE TABLE server (
  id uuid NOT NULL,
  seen_at timestamp with time zone NOT NULL,
  offers text[] NOT NULL,
  CONSTRAINT server_pkey PRIMARY KEY (id)
);

CREATE TABLE simulation (
  invoice_id bigint NOT NULL,
  status text NOT NULL,
  until timestamp with time zone NOT NULL,
  CONSTRAINT simulation_pkey PRIMARY KEY (invoice_id),
  CONSTRAINT simulation_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES invoice(id)
);

CREATE TABLE slow_lane (
  project_id bigint NOT NULL,
  lane bigint NOT NULL,
  since timestamp with time zone NOT NULL,
  CONSTRAINT slow_lane_pkey PRIMARY KEY (project_id, lane),
  CONSTRAINT slow_lane_project_id_fkey FOREIGN KEY (project_id) REFERENCES project(id)
);

CREATE TABLE unbooked (
  chain_id integer NOT NULL,
  txid text NOT NULL,
  "position" text NOT NULL,
  kind text NOT NULL,
  asset_id integer NOT NULL,
  address_id bigint NOT NULL,
  units numeric NOT NULL,
  seen_at timestamp with time zone NOT NULL,
  CONSTRAINT unbooked_pkey PRIMARY KEY (chain_id, txid, "position", kind),
  CONSTRAINT unbooked_kind_check CHECK ((kind = ANY (ARRAY['payment'::text, 'outflow'::text, 'custody'::text]))),
  CONSTRAINT unbooked_address_id_fkey FOREIGN KEY (address_id) REFERENCES watched_address(id),
  CONSTRAINT unbooked_asset_id_fkey FOREIGN KEY (asset_id) REFERENCES asset(id),
  CONSTRAINT unbooked_chain_id_fkey FOREIGN KEY (chain_id) REFERENCES chain(id)
);
CREATE INDEX unbooked_address ON unbooked USING btree (address_id, asset_id);

CREATE TABLE unconfirmed_cap (
  project_id bigint NOT NULL,
  asset_id integer NOT NULL,
  mode mode NOT NULL,
  units units NOT NULL,
  CONSTRAINT unconfirmed_cap_pkey PRIMARY KEY (project_id, asset_id),
  CONSTRAINT unconfirmed_cap_units_check CHECK (((units)::numeric > (0)::numeric)),
  CONSTRAINT unconfirmed_cap_asset_id_mode_fkey FOREIGN KEY (asset_id, mode) REFERENCES asset(id, mode),
  CONSTRAINT unconfirmed_cap_project_id_mode_fkey FOREIGN KEY (project_id, mode) REFERENCES project(id, mode)
);

CREATE TABLE wallet (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  organization_id bigint NOT NULL,
  mode mode NOT NULL,
  family text NOT NULL,
  xpub text NOT NULL,
  seed_id bigint,
  next_index bigint NOT NULL DEFAULT 0,
  created_at timestamp with time zone NOT NULL,
  origin text,
  replaced_at timestamp with time zone,
  CONSTRAINT wallet_pkey PRIMARY KEY (id),
  CONSTRAINT wallet_family_xpub_key UNIQUE (family, xpub),
  CONSTRAINT wallet_next_index_check CHECK (((next_index >= 0) AND (next_index <= '2147483648'::bigint))),
  CONSTRAINT wallet_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id),
  CONSTRAINT wallet_seed_id_fkey FOREIGN KEY (seed_id) REFERENCES secret(id)
);
CREATE UNIQUE INDEX wallet_current ON wallet USING btree (organization_id, mode, family) WHERE (replaced_at IS NULL);
CREATE TRIGGER wallet_stays BEFORE DELETE OR UPDATE OF id, mode, organization_id ON wallet FOR EACH ROW EXECUTE FUNCTION refuse_loss();

CREATE TABLE watched_address (
  id bigint NOT NULL GENERATED BY DEFAULT AS IDENTITY,
  tx xid8 NOT NULL DEFAULT current_xid(),
  organization_id bigint NOT NULL,
  mode mode NOT NULL,
  family text NOT NULL,
  address bytea NOT NULL,
  wallet_id bigint,
  hd_index bigint,
  alias text,
  comment text,
  meta jsonb,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT watched_address_pkey PRIMARY KEY (id),
  CONSTRAINT watched_address_id_mode_key UNIQUE (id, mode),
  CONSTRAINT watched_address_wallet_id_hd_index_key UNIQUE (wallet_id, hd_index),
  CONSTRAINT watched_address_check CHECK (((wallet_id IS NULL) = (hd_index IS NULL)))
);
CREATE UNIQUE INDEX watched_address_ours ON watched_address USING btree (family, address) WHERE (wallet_id IS NOT NULL);
CREATE INDEX watched_address_tx ON watched_address USING btree (family, tx);
CREATE TRIGGER watched_address_refers BEFORE INSERT OR UPDATE OF organization_id, wallet_id, mode ON watched_address FOR EACH ROW EXECUTE FUNCTION refers();

CREATE TABLE withdrawal (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  public_id uuid NOT NULL,
  project_id bigint NOT NULL,
  mode mode NOT NULL,
  asset_id integer NOT NULL,
  to_address bytea NOT NULL,
  units units NOT NULL,
  status text NOT NULL,
  outgoing_id bigint,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT withdrawal_pkey PRIMARY KEY (id),
  CONSTRAINT withdrawal_public_id_key UNIQUE (public_id),
  CONSTRAINT withdrawal_status_check CHECK ((status = ANY (ARRAY['requested'::text, 'approval'::text, 'reserved'::text, 'paying'::text, 'paid'::text, 'failed'::text, 'cancelled'::text]))),
  CONSTRAINT withdrawal_units_check CHECK (((units)::numeric > (0)::numeric)),
  CONSTRAINT withdrawal_asset_id_mode_fkey FOREIGN KEY (asset_id, mode) REFERENCES asset(id, mode),
  CONSTRAINT withdrawal_outgoing_id_fkey FOREIGN KEY (outgoing_id) REFERENCES outgoing(id),
  CONSTRAINT withdrawal_project_id_mode_fkey FOREIGN KEY (project_id, mode) REFERENCES project(id, mode)
);

CREATE TABLE xid_offset (
  single boolean NOT NULL DEFAULT true,
  value bigint NOT NULL,
  cluster bigint,
  CONSTRAINT xid_offset_pkey PRIMARY KEY (single),
  CONSTRAINT xid_offset_single_check CHECK (single),
  CONSTRAINT xid_offset_value_check CHECK ((value >= 0))
);

CREATE OR REPLACE FUNCTION account_kept()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1
     AND current_user = (SELECT pg_get_userbyid(proowner) FROM pg_proc WHERE oid = 'posting_added()'::regprocedure) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'an account changes by postings only' USING ERRCODE = 'integrity_constraint_violation';
END $function$;

CREATE OR REPLACE FUNCTION add_dust(moved movement[], sign integer)
 RETURNS void
 LANGUAGE sql
AS $function$
  INSERT INTO dust_sum AS d (invoice_id, quote_id, status, risk, by_quote, late, payments, units, worth, at)
  SELECT invoice_id, quote_id, status, risk, worth IS NULL, dust_late, sign * count(*), sign * sum(units),
    sign * coalesce(sum(worth), 0), max(paid_at)
  FROM unnest(moved) WHERE orphan IS NULL AND status <> 'reversed'
  GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
  ON CONFLICT (invoice_id, quote_id, status, risk, by_quote, late) DO UPDATE SET
    payments = d.payments + excluded.payments, units = d.units + excluded.units,
    worth = d.worth + excluded.worth, at = greatest(d.at, excluded.at)
$function$;

CREATE OR REPLACE FUNCTION current_xid()
 RETURNS xid8
 LANGUAGE sql
 STABLE
RETURN (((((pg_current_xact_id())::text)::bigint + (SELECT xid_offset.value FROM xid_offset)))::text)::xid8;

CREATE OR REPLACE FUNCTION dust_moved()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
DECLARE
  moved movement[];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    moved := (SELECT array_agg(m) FROM removed m WHERE m.dust AND m.orphan IS NULL);
    IF moved IS NOT NULL THEN PERFORM add_dust(moved, -1); END IF;
  END IF;
  moved := (SELECT array_agg(m) FROM added m WHERE m.dust AND m.orphan IS NULL);
  IF moved IS NOT NULL THEN PERFORM add_dust(moved, 1); END IF;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION entry_balances()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  IF NOT EXISTS (SELECT FROM posting WHERE entry_id = NEW.id) THEN
    RAISE EXCEPTION 'entry % has no postings', NEW.reference USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION movement_dust()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  NEW.dust := NEW.kind = 'payment' AND NEW.units < CASE
    WHEN NEW.quote_id IS NOT NULL THEN (SELECT q.dust FROM quote q WHERE q.id = NEW.quote_id)
    WHEN NEW.orphan IS NOT NULL THEN (SELECT a.dust_units FROM asset a WHERE a.id = NEW.asset_id)
    ELSE 0 END;
  IF NEW.kind = 'payment' AND NOT NEW.dust AND NEW.orphan IS NOT NULL THEN
    NEW.dust := 2000 <= (SELECT count(*) FROM (
      SELECT FROM movement m WHERE m.address_id = NEW.address_id AND m.asset_id = NEW.asset_id
        AND m.orphan IS NOT NULL AND NOT m.dust AND m.id <> NEW.id LIMIT 2000) each);
  END IF;
  IF NEW.kind = 'payment' AND NOT NEW.dust AND NEW.invoice_id IS NOT NULL AND (NEW.quote_id IS NOT NULL OR NEW.orphan IS NOT NULL)
     AND NEW.units < coalesce((SELECT q.due::numeric FROM quote q WHERE q.id = NEW.quote_id), 'infinity'::numeric) THEN
    NEW.dust := 2000 <= (SELECT count(*) FROM (
      SELECT FROM movement m WHERE m.invoice_id = NEW.invoice_id AND NOT m.dust AND m.id <> NEW.id LIMIT 2000) each);
  END IF;
  RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION movement_dust_late()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  NEW.dust_late := NEW.paid_at > (SELECT expires_at FROM invoice WHERE id = NEW.invoice_id);
  RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION orphans_added()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  INSERT INTO orphan_sum AS o (address_id, asset_id, units, dust)
  SELECT m.address_id, m.asset_id, -sum(p.units), -coalesce(sum(p.units) FILTER (WHERE m.dust), 0)
  FROM added p JOIN account a ON a.id = p.account_id AND a.kind = 'orphan'
    JOIN entry e ON e.id = p.entry_id AND e.basis_type = 'movement'
    JOIN movement m ON m.id = e.basis_id
  GROUP BY m.address_id, m.asset_id ORDER BY m.address_id, m.asset_id
  ON CONFLICT (address_id, asset_id) DO UPDATE SET units = o.units + excluded.units,
    dust = greatest(0, least(o.dust + excluded.dust, o.units + excluded.units));
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION posting_added()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  IF EXISTS (SELECT FROM added p LEFT JOIN entry e ON e.id = p.entry_id
             WHERE e.xmin IS DISTINCT FROM pg_current_xact_id()::xid) THEN
    RAISE EXCEPTION 'an entry takes postings only in its own transaction'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (SELECT FROM added p LEFT JOIN account a ON a.id = p.account_id
             GROUP BY p.entry_id, a.asset_id, a.denomination HAVING sum(p.units) <> 0) THEN
    RAISE EXCEPTION 'the postings of an entry do not sum to zero' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  PERFORM FROM account WHERE id IN (SELECT account_id FROM added) ORDER BY id FOR NO KEY UPDATE;
  UPDATE account a SET balance = a.balance + s.units
  FROM (SELECT account_id, sum(units) AS units FROM added GROUP BY account_id) s WHERE a.id = s.account_id;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION quote_reading()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF NOT EXISTS (SELECT FROM reading WHERE asset_id = NEW.asset_id AND mode = NEW.mode) THEN
    RAISE EXCEPTION 'a row of quote refers to what is not there'
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'quote_reading';
  END IF;
  RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION reading_alone()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  LOCK TABLE quote IN SHARE ROW EXCLUSIVE MODE;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION reading_stays()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF EXISTS (SELECT FROM quote WHERE asset_id = OLD.asset_id AND mode = OLD.mode) THEN
    RAISE EXCEPTION 'a row of reading that others refer to stays as it is'
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'quote_reading';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $function$;

CREATE OR REPLACE FUNCTION refers()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
DECLARE
  there boolean;
BEGIN
  CASE TG_TABLE_NAME
    WHEN 'invoice' THEN
      there := EXISTS (SELECT FROM project WHERE id = NEW.project_id AND mode = NEW.mode
                       AND organization_id = NEW.organization_id);
    WHEN 'watched_address' THEN
      there := EXISTS (SELECT FROM organization WHERE id = NEW.organization_id)
        AND (NEW.wallet_id IS NULL OR EXISTS (SELECT FROM wallet WHERE id = NEW.wallet_id
                       AND mode = NEW.mode AND organization_id = NEW.organization_id));
    WHEN 'destination' THEN
      there := EXISTS (SELECT FROM project WHERE id = NEW.project_id)
        AND EXISTS (SELECT FROM secret WHERE id = NEW.secret_id);
    WHEN 'delivery' THEN
      there := EXISTS (SELECT FROM destination WHERE id = NEW.destination_id AND project_id = NEW.project_id);
  END CASE;
  IF NOT there THEN
    RAISE EXCEPTION 'a row of % refers to what is not there', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $function$;

CREATE OR REPLACE FUNCTION refuse_loss()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION 'a row of % that others refer to stays as it is', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $function$;

CREATE OR REPLACE FUNCTION xid_horizon()
 RETURNS xid8
 LANGUAGE sql
 STABLE
RETURN (((((pg_snapshot_xmin(pg_current_snapshot()))::text)::bigint + (SELECT xid_offset.value FROM xid_offset)))::text)::xid8;
