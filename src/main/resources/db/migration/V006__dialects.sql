-- What the APIs of other gateways ask for.

ALTER TABLE project ADD COLUMN settlement text;   -- 'USDT:tron': the coin of a dialect that knows only one
ALTER TABLE project ADD COLUMN fail_url text;     -- where a payer goes who did not pay; return_url is for those who did
CREATE INDEX project_name ON project (organization_id, name);

-- Web pages that a publishable key may be used on: 'https://shop.example.com', '*' = any.
ALTER TABLE api_key ADD COLUMN origins text[] NOT NULL DEFAULT '{}';

-- Told there and not at the project's destinations of the same dialect.
ALTER TABLE destination ADD COLUMN instead boolean NOT NULL DEFAULT false;

-- The merchant's order may have this invoice of that dialect and no other one.
ALTER TABLE invoice ADD COLUMN order_once boolean NOT NULL DEFAULT false;
CREATE UNIQUE INDEX invoice_order_once ON invoice (project_id, dialect, order_id) WHERE order_once;

-- The merchant's word that its time is over: no chain's clock is waited for. Money still counts.
ALTER TABLE invoice ADD COLUMN ended_at timestamptz;
ALTER TABLE invoice ADD COLUMN ended_by text;
ALTER TABLE invoice ADD COLUMN ended_reason text;
ALTER TABLE invoice ADD CONSTRAINT invoice_ended CHECK ((ended_at IS NULL) = (ended_by IS NULL));

CREATE INDEX invoice_updated ON invoice (project_id, updated_at, id);

-- What is no payment is little: what a project received is its balance and what else was booked.
CREATE INDEX entry_other ON entry (project_id) WHERE kind <> 'payment';
