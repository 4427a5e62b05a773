-- Statuses and kinds have one case in rows: lower. Before, statuses had upper case.
-- JSON documents (invoice.standing, event snapshots) keep the names that they were written with.

-- No trigger acts on the case of a status.
ALTER TABLE movement DISABLE TRIGGER USER;

-- Indexes with a status in their condition are dropped before the rows change: each row is then indexed once less.
DROP INDEX delivery_lane;
DROP INDEX delivery_status;
DROP INDEX invoice_expiring;
DROP INDEX movement_unconfirmed;
DROP INDEX movement_waiting;
DROP INDEX sandbox_tx_pending;
DROP INDEX sandbox_tx_spent;

ALTER TABLE delivery DROP CONSTRAINT delivery_status_check;
ALTER TABLE dust_sum DROP CONSTRAINT dust_sum_status_check;
ALTER TABLE invoice DROP CONSTRAINT invoice_mark_check, DROP CONSTRAINT invoice_status_check;
ALTER TABLE movement DROP CONSTRAINT movement_confirmed, DROP CONSTRAINT movement_status_check;
ALTER TABLE outgoing DROP CONSTRAINT outgoing_status_check;
ALTER TABLE sandbox_tx DROP CONSTRAINT sandbox_tx_check, DROP CONSTRAINT sandbox_tx_status_check;
ALTER TABLE withdrawal DROP CONSTRAINT withdrawal_status_check;

UPDATE delivery SET status = lower(status);
UPDATE dust_sum SET status = lower(status);
UPDATE invoice SET status = lower(status), mark = lower(mark);
UPDATE movement SET status = lower(status);
UPDATE outgoing SET status = lower(status);
UPDATE sandbox_tx SET status = lower(status);
UPDATE withdrawal SET status = lower(status);

ALTER TABLE delivery ADD CHECK (status IN ('due', 'delivered', 'failed', 'skipped'));
ALTER TABLE dust_sum ADD CHECK (status IN ('seen', 'confirmed'));
ALTER TABLE invoice
  ADD CHECK (status IN ('open', 'confirming', 'settled', 'expired', 'cancelled', 'archived')),
  ADD CHECK (mark IN ('settled', 'cancelled', 'archived'));
ALTER TABLE movement
  ADD CHECK (status IN ('seen', 'confirmed', 'reversed')),
  ADD CONSTRAINT movement_confirmed CHECK (status <> 'confirmed' OR block_height IS NOT NULL OR accept_depth = 0);
ALTER TABLE outgoing ADD CHECK (status IN ('signed', 'broadcast', 'confirmed', 'replaced', 'failed'));
ALTER TABLE sandbox_tx
  ADD CHECK (status IN ('pending', 'mined', 'replaced', 'evicted')),
  ADD CONSTRAINT sandbox_tx_mined CHECK ((status = 'mined') = (block_id IS NOT NULL) AND (status = 'mined') = (place IS NOT NULL));
ALTER TABLE withdrawal
  ADD CHECK (status IN ('requested', 'approval', 'reserved', 'paying', 'paid', 'failed', 'cancelled'));

CREATE INDEX delivery_lane ON delivery (project_id, lane, due_at) WHERE status = 'due';
CREATE INDEX delivery_status ON delivery (project_id, status, id) WHERE status <> 'delivered';
CREATE INDEX invoice_expiring ON invoice (expires_at) WHERE status = 'open';
CREATE INDEX movement_unconfirmed ON movement (chain_id, block_height) WHERE status = 'seen';
CREATE INDEX movement_waiting ON movement (chain_id) WHERE block_height IS NULL AND status <> 'reversed';
CREATE INDEX sandbox_tx_pending ON sandbox_tx (chain_id, id) WHERE status = 'pending';
CREATE UNIQUE INDEX sandbox_tx_spent ON sandbox_tx (chain_id, outpoint) WHERE status = 'mined';

CREATE OR REPLACE FUNCTION add_dust(moved movement[], sign integer) RETURNS void LANGUAGE sql AS $$
  INSERT INTO dust_sum AS d (invoice_id, quote_id, status, risk, by_quote, late, payments, units, worth, at)
  SELECT invoice_id, quote_id, status, risk, worth IS NULL, dust_late, sign * count(*), sign * sum(units),
    sign * coalesce(sum(worth), 0), max(paid_at)
  FROM unnest(moved) WHERE orphan IS NULL AND status <> 'reversed'
  GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
  ON CONFLICT (invoice_id, quote_id, status, risk, by_quote, late) DO UPDATE SET
    payments = d.payments + excluded.payments, units = d.units + excluded.units,
    worth = d.worth + excluded.worth, at = greatest(d.at, excluded.at)
$$;

ALTER TABLE movement ENABLE TRIGGER USER;
