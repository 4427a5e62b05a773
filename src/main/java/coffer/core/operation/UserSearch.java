package coffer.core.operation;

import coffer.core.user.Role;
import coffer.core.user.StaffRole;
import coffer.db.Args;
import coffer.db.Row;
import coffer.db.Tx;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The people of a server, in all organizations.
public final class UserSearch {
  private static final String SELECT =
      """
      SELECT u.public_id, u.email, u.created_at, u.signed_in_at, u.password_hash IS NOT NULL AS password,
        coalesce(c.status = 'on', false) AS codes, s.role AS staff
      FROM app_user u LEFT JOIN one_time_code c ON c.user_id = u.id LEFT JOIN staff s ON s.user_id = u.id
      """;

  /// @param password whether they chose one
  /// @param codes whether they need a one-time code to sign in
  public record Found(
      UUID id,
      String email,
      Instant createdAt,
      Optional<Instant> signedInAt,
      boolean password,
      boolean codes,
      Optional<StaffRole> staff) {}

  /// @param id public id of the organization
  public record OfOrganization(UUID id, String name, Role role) {}

  /// The newest accounts.
  ///
  /// @param before public id of the last one of the previous page; unknown = the first page
  public List<Found> page(Tx tx, Optional<UUID> before, int limit) {
    return tx.list(
        SELECT
            + """
            WHERE u.id < coalesce((SELECT id FROM app_user WHERE public_id = ?), 9223372036854775807)
            ORDER BY u.id DESC LIMIT ?
            """,
        UserSearch::found,
        before,
        limit);
  }

  /// The people whose e-mail address begins with a text, whatever its case, or whose id it is.
  public List<Found> find(Tx tx, String text, int limit) {
    var wanted = Prefix.of(text);
    return tx.list(
        SELECT
            + """
            WHERE u.id IN (
              (SELECT id FROM app_user WHERE lower(email) ~>=~ :from AND lower(email) ~<~ :to
               ORDER BY lower(email) USING ~<~ LIMIT :limit)
              UNION ALL (SELECT id FROM app_user WHERE public_id = CAST(:id AS uuid)))
            ORDER BY lower(u.email), u.id LIMIT :limit
            """,
        UserSearch::found,
        Args.of("from", wanted.from())
            .with("to", wanted.to())
            .with("id", wanted.id())
            .with("limit", limit));
  }

  public Optional<Found> get(Tx tx, UUID id) {
    return tx.one(SELECT + "WHERE u.public_id = ?", UserSearch::found, id);
  }

  /// The first organizations of a person, the one that they joined first at the beginning.
  ///
  /// @param userId row id
  public List<OfOrganization> organizations(Tx tx, long userId, int limit) {
    return tx.list(
        """
        SELECT o.public_id, o.name, m.role FROM membership m JOIN organization o ON o.id = m.organization_id
        WHERE m.user_id = ? ORDER BY m.organization_id LIMIT ?
        """,
        row ->
            new OfOrganization(
                row.uuid("public_id"), row.text("name"), row.name("role", Role.class)),
        userId,
        limit);
  }

  private static Found found(Row row) throws SQLException {
    return new Found(
        row.uuid("public_id"),
        row.text("email"),
        row.instant("created_at"),
        row.maybeInstant("signed_in_at"),
        row.bool("password"),
        row.bool("codes"),
        row.maybeName("staff", StaffRole.class));
  }
}
