package coffer.core.wallet;

import coffer.db.Db;

/// An organization with nothing but an id.
final class TestOrganization {
  private TestOrganization() {}

  static long insert(Db db) {
    return db.tx(
        tx ->
            tx.id(
                """
                INSERT INTO organization (public_id, name, created_at)
                VALUES (gen_random_uuid(), 'Shop', now()) RETURNING id
                """));
  }
}
