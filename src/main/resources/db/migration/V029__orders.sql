-- An invoice may be for a customer. It is paid to the customer's own addresses, which have the customer's deposits
-- before and after it.
ALTER TABLE invoice ADD COLUMN customer_id bigint;
ALTER TABLE invoice ADD FOREIGN KEY (customer_id, project_id) REFERENCES customer (id, project_id);

-- So an address can have many assignments, and two of them can begin at the same time.
ALTER TABLE assignment DROP CONSTRAINT assignment_address_id_from_at_key;
CREATE INDEX assignment_address ON assignment (address_id, until_at);

-- By how many percent the rate may move before the sum due is calculated again; NULL = as much as it likes.
ALTER TABLE invoice ADD COLUMN slippage_percent numeric CHECK (slippage_percent >= 0);
CREATE INDEX invoice_slippage ON invoice (id) WHERE slippage_percent IS NOT NULL AND status = 'open';

-- An archived address is hidden in lists. It still receives.
ALTER TABLE deposit_address ADD COLUMN archived boolean NOT NULL DEFAULT false;
