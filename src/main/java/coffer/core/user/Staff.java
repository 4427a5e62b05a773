package coffer.core.user;

import coffer.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The people who run this server. Their rights have nothing to do with memberships: a role here
/// gives nothing in an organization, and a role in an organization gives nothing here.
public final class Staff {
  /// The most people of the staff.
  public static final int MAX = 100;

  /// @param codes whether they need a one-time code to sign in
  public record Person(
      UUID id, String email, StaffRole role, boolean codes, Optional<Instant> signedInAt) {}

  /// @param userId row id
  public Optional<StaffRole> role(Tx tx, long userId) {
    return tx.one(
        "SELECT role FROM staff WHERE user_id = ?",
        row -> row.name("role", StaffRole.class),
        userId);
  }

  /// Adds a person, or changes their role.
  ///
  /// @return false, without a change, if the staff has [#MAX] people
  public boolean put(Tx tx, long userId, StaffRole role, Instant now) {
    tx.one("SELECT pg_advisory_xact_lock(hashtext('staff'))", _ -> 1);
    if (role(tx, userId).isEmpty() && list(tx).size() >= MAX) return false;
    tx.update(
        """
        INSERT INTO staff (user_id, role, created_at) VALUES (?, ?, ?)
        ON CONFLICT (user_id) DO UPDATE SET role = excluded.role
        """,
        userId,
        role.text(),
        now);
    return true;
  }

  /// @return false if the person does not belong to the staff
  public boolean remove(Tx tx, long userId) {
    return tx.update("DELETE FROM staff WHERE user_id = ?", userId) == 1;
  }

  /// All people of the staff, the oldest account at the beginning.
  public List<Person> list(Tx tx) {
    return tx.list(
        """
        SELECT u.public_id, u.email, s.role, u.signed_in_at, coalesce(c.status = 'on', false) AS codes
        FROM staff s JOIN app_user u ON u.id = s.user_id LEFT JOIN one_time_code c ON c.user_id = u.id
        ORDER BY u.id
        """,
        row ->
            new Person(
                row.uuid("public_id"),
                row.text("email"),
                row.name("role", StaffRole.class),
                row.bool("codes"),
                row.maybeInstant("signed_in_at")));
  }
}
