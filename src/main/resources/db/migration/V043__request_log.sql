-- Requests of a project's keys. The id begins with the time, so that the newest and the oldest of a project are found by it.
CREATE TABLE request_log (
  project_id bigint NOT NULL,
  id         uuid NOT NULL,
  at         timestamptz NOT NULL,
  key_id     bigint NOT NULL,
  dialect    text NOT NULL,
  method     text NOT NULL,
  route      text NOT NULL,          -- the template of the path
  path       text NOT NULL,
  status     integer NOT NULL,
  error      text,
  request_id text NOT NULL,
  millis     integer NOT NULL,
  client     text,                   -- NULL for a publishable key
  PRIMARY KEY (project_id, id)
);
