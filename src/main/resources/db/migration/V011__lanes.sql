-- A lane is one path of one host for one project: a path that hangs holds up no other. The upper half of its number is the host
-- (scheme and query are left out), the lower half the path; lanes of different projects are different even if their numbers are equal.
ALTER TABLE destination DROP COLUMN lane;
ALTER TABLE destination ADD COLUMN lane bigint NOT NULL GENERATED ALWAYS AS (
  ((hashtextextended(lower(coalesce(substring(url, '^[^/]*//([^/?#]*)'), url)), 0) >> 32) << 32)
  | (hashtextextended(coalesce(substring(url, '^[^/]*//[^/?#]*([^?#]*)'), ''), 0) & 4294967295)) STORED;

-- A webhook that was deleted costs nothing at the next event.
DROP INDEX destination_project;
CREATE INDEX destination_project ON destination (project_id) WHERE invoice_id IS NULL AND enabled;

-- What is due is found project by project, then lane by lane: one project's lanes are no burden to the others.
UPDATE delivery d SET lane = t.lane FROM destination t WHERE t.id = d.destination_id AND d.status = 'DUE';
DROP INDEX delivery_lane;
CREATE INDEX delivery_lane ON delivery (project_id, lane, due_at) WHERE status = 'DUE';

-- Lanes whose last answer took long, or did not come.
DROP TABLE slow_lane;
CREATE TABLE slow_lane (
  project_id bigint NOT NULL REFERENCES project (id),
  lane       bigint NOT NULL,
  since      timestamptz NOT NULL,
  PRIMARY KEY (project_id, lane)
);

-- Hosts of a project that have answered quickly. The lanes of any other count as slow.
CREATE TABLE proven_host (
  project_id bigint NOT NULL REFERENCES project (id),
  host       bigint NOT NULL,             -- lane >> 32
  since      timestamptz NOT NULL,
  PRIMARY KEY (project_id, host)
);

-- Why nothing was sent: 'kind' (the dialect has no words for it), 'deleted' (the destination), 'overtaken' (the receiver knows more).
ALTER TABLE delivery ADD COLUMN skipped text CHECK (skipped IN ('kind', 'deleted', 'overtaken'));
