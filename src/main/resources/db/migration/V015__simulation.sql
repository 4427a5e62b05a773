-- What is being simulated: one status at a time for each invoice, whichever node was asked.
CREATE TABLE simulation (
  invoice_id bigint PRIMARY KEY REFERENCES invoice,
  status     text NOT NULL,          -- that the invoice is to show, in the words of the dialect
  until      timestamptz NOT NULL    -- afterwards it counts as given up
);
