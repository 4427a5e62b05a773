-- Open invoices that publishable keys made. A project has a bounded number of them; rows of invoices
-- that are no longer open are removed when the bound is reached.
CREATE TABLE publishable_invoice (
  project_id bigint NOT NULL REFERENCES project,
  invoice_id bigint NOT NULL REFERENCES invoice,
  PRIMARY KEY (project_id, invoice_id)
);
