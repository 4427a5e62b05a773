-- Where payers can ask the merchant: payment pages name both.
ALTER TABLE project ADD COLUMN support_url text;
ALTER TABLE project ADD COLUMN support_email text;
