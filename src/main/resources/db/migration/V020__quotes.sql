-- Every invoice of a coin locked the one row of reading that it refers to: where many are made at once,
-- each made a new multixact. Rows of reading are removed very rarely, so their removal waits for quotes
-- instead: it keeps new ones out, and then looks whether one refers to the row.
ALTER TABLE quote DROP CONSTRAINT quote_asset_id_mode_fkey;

CREATE FUNCTION quote_reading() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM reading WHERE asset_id = NEW.asset_id AND mode = NEW.mode) THEN
    RAISE EXCEPTION 'a row of quote refers to what is not there'
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'quote_reading';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER quote_reading BEFORE INSERT OR UPDATE OF asset_id, mode ON quote
  FOR EACH ROW EXECUTE FUNCTION quote_reading();

CREATE FUNCTION reading_alone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  LOCK TABLE quote IN SHARE ROW EXCLUSIVE MODE;
  RETURN NULL;
END $$;
CREATE TRIGGER reading_alone BEFORE DELETE OR UPDATE OF asset_id, mode ON reading
  FOR EACH STATEMENT EXECUTE FUNCTION reading_alone();

CREATE FUNCTION reading_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM quote WHERE asset_id = OLD.asset_id AND mode = OLD.mode) THEN
    RAISE EXCEPTION 'a row of reading that others refer to stays as it is'
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'quote_reading';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER reading_stays BEFORE DELETE OR UPDATE OF asset_id, mode ON reading
  FOR EACH ROW EXECUTE FUNCTION reading_stays();
