-- What the accounts of a project got on each day (UTC). Overviews and statements read these rows, so that their time
-- does not grow with the number of postings. A row sums the entries of one `part`, their row id / 512: the balance
-- after an entry is the sum of rows of earlier parts and of fewer than 512 postings.
CREATE TABLE posting_sum (
  account_id bigint NOT NULL REFERENCES account,
  day        date NOT NULL,
  part       bigint NOT NULL,
  units      numeric NOT NULL,
  received   numeric NOT NULL,                    -- the share of units that payments brought, less their reversals
  PRIMARY KEY (account_id, day, part)
);

INSERT INTO posting_sum (account_id, day, part, units, received)
SELECT p.account_id, (e.at AT TIME ZONE 'UTC')::date, p.entry_id >> 9, sum(p.units),
  coalesce(sum(p.units) FILTER (WHERE m.kind = 'payment'), 0)
FROM posting p JOIN account a ON a.id = p.account_id AND a.project_id IS NOT NULL
  JOIN entry e ON e.id = p.entry_id
  LEFT JOIN movement m ON e.basis_type = 'movement' AND m.id = e.basis_id
GROUP BY 1, 2, 3;

-- Its name follows posting_added: the accounts are locked in order before their sums.
CREATE FUNCTION posting_summed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO posting_sum AS s (account_id, day, part, units, received)
  SELECT p.account_id, (e.at AT TIME ZONE 'UTC')::date, p.entry_id >> 9, sum(p.units),
    coalesce(sum(p.units) FILTER (WHERE m.kind = 'payment'), 0)
  FROM added p JOIN account a ON a.id = p.account_id AND a.project_id IS NOT NULL
    JOIN entry e ON e.id = p.entry_id
    LEFT JOIN movement m ON e.basis_type = 'movement' AND m.id = e.basis_id
  GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  ON CONFLICT (account_id, day, part) DO UPDATE
    SET units = s.units + excluded.units, received = s.received + excluded.received;
  RETURN NULL;
END $$;
CREATE TRIGGER posting_summed AFTER INSERT ON posting REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION posting_summed();
