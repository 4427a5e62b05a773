-- The origins of the pages that may show the payment pages of a project in a frame: none until the merchant names them.
ALTER TABLE project ADD COLUMN frame_origins text[] NOT NULL DEFAULT '{}';
