package coffer.core.listing;

import coffer.core.chain.Mode;
import coffer.db.Args;
import coffer.db.Tx;
import java.util.List;
import java.util.UUID;

/// Lists the projects that a person can see.
public final class VisibleProjects {
  /// @param organization its name
  public record Visible(UUID id, String name, String organization, Mode mode) {}

  /// By organization, the one that the person joined first at the beginning, then by name.
  ///
  /// @param userId row id
  /// @param offset the number of projects before these
  public List<Visible> of(Tx tx, long userId, int limit, int offset) {
    return tx.list(
        """
        SELECT p.public_id, p.name, p.mode, o.name AS organization
        FROM membership m JOIN organization o ON o.id = m.organization_id, LATERAL (
          SELECT * FROM project WHERE organization_id = m.organization_id ORDER BY name, id LIMIT :most) p
        WHERE m.user_id = :user
        ORDER BY m.created_at, m.organization_id, p.name, p.id LIMIT :limit OFFSET :offset
        """,
        row ->
            new Visible(
                row.uuid("public_id"),
                row.text("name"),
                row.text("organization"),
                Mode.of(row.text("mode"))),
        Args.of("most", limit + offset)
            .with("user", userId)
            .with("limit", limit)
            .with("offset", offset));
  }
}
