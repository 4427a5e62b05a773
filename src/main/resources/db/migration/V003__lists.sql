-- Every list is read from an index that has what it is filtered by and the order in which it is shown:
-- a page costs the same beside a thousand rows and beside a million.

DROP INDEX invoice_project;
DROP INDEX invoice_order;
DROP INDEX invoice_status;
CREATE INDEX invoice_project ON invoice (project_id, created_at, id);
CREATE INDEX invoice_order ON invoice (project_id, order_id, created_at, id) WHERE order_id IS NOT NULL;
CREATE INDEX invoice_status ON invoice (project_id, status, created_at, id);

DROP INDEX movement_invoice;
CREATE INDEX movement_invoice ON movement (invoice_id, id) WHERE invoice_id IS NOT NULL;
CREATE INDEX movement_orphan ON movement (project_id, id) WHERE orphan IS NOT NULL;

CREATE INDEX delivery_status ON delivery (project_id, status, id);
