-- Customers by e-mail address, and the invoices of a customer. Invoices without a customer are not in the index.
CREATE INDEX customer_email ON customer (project_id, lower(email), id) WHERE email IS NOT NULL;
CREATE INDEX invoice_customer ON invoice (customer_id, created_at, id) WHERE customer_id IS NOT NULL;
