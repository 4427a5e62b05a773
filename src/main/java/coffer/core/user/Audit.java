package coffer.core.user;

import coffer.db.Args;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Jsonb;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The record of acts that change something. Rows are only added, in the transaction of the act.
public final class Audit {
  /// Who acts.
  ///
  /// @param userId row id; empty = a command on the server
  /// @param name the e-mail address, or `command`
  /// @param client the address that the request came from
  public record Actor(Optional<Long> userId, String name, Optional<String> client) {
    /// A command that the operator runs on the server.
    public static final Actor COMMAND = new Actor(Optional.empty(), "command", Optional.empty());
  }

  /// What the act concerns.
  public record Place(Optional<Long> organizationId, Optional<Long> projectId) {
    public static final Place SERVER = new Place(Optional.empty(), Optional.empty());
  }

  /// @param name `object.verb`: `key.create`
  /// @param object a public id, or a name
  /// @param before values that changed, as they were; empty = there were none
  public record Act(
      String name, String object, Map<String, Object> before, Map<String, Object> after) {
    public static Act of(String name, Object object) {
      return new Act(name, String.valueOf(object), Map.of(), Map.of());
    }
  }

  /// @param before as JSON
  public record Line(
      UUID id,
      Instant at,
      String actor,
      Optional<String> client,
      String act,
      String object,
      Optional<String> before,
      Optional<String> after) {}

  public void add(Tx tx, Actor actor, Place place, Act act, Instant now) {
    tx.update(
        """
        INSERT INTO audit (public_id, at, user_id, actor, client, organization_id, project_id, act, object, before, after)
        VALUES (:public_id, :at, :user, :actor, :client, :organization, :project, :act, :object, :before, :after)
        """,
        Args.of("public_id", UUID.randomUUID())
            .with("at", now)
            .with("user", actor.userId())
            .with("actor", actor.name())
            .with("client", actor.client())
            .with("organization", place.organizationId())
            .with("project", place.projectId())
            .with("act", act.name())
            .with("object", act.object())
            .with("before", json(act.before()))
            .with("after", json(act.after())));
  }

  private static Optional<Jsonb> json(Map<String, Object> values) {
    return Optional.of(values).filter(it -> !it.isEmpty()).map(Jsonb::new);
  }

  /// The acts of an organization, newest first.
  ///
  /// @param before public id of the last line of the previous page; unknown = the first page
  public List<Line> list(Tx tx, long organizationId, Optional<UUID> before, int limit) {
    return tx.list(
        """
        SELECT * FROM audit WHERE organization_id = ? AND id < coalesce(
          (SELECT id FROM audit WHERE organization_id = ? AND public_id = ?), 9223372036854775807)
        ORDER BY id DESC LIMIT ?
        """,
        Audit::line,
        organizationId,
        organizationId,
        before,
        limit);
  }

  private static Line line(Row row) throws SQLException {
    return new Line(
        row.uuid("public_id"),
        row.instant("at"),
        row.text("actor"),
        row.maybeText("client"),
        row.text("act"),
        row.text("object"),
        row.maybeText("before"),
        row.maybeText("after"));
  }
}
