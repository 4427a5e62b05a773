package coffer.core.user;

import coffer.db.Args;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Jsonb;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The record of acts that change something. Rows are only added, in the transaction of the act.
public final class Audit {
  /// In which way somebody acted.
  public enum Via {
    /// a person in the cabinet
    PERSON,
    /// a program with an API key
    KEY,
    /// a command on the server
    COMMAND
  }

  /// Who acts.
  ///
  /// @param userId row id of a person
  /// @param keyId row id of an API key
  /// @param name the e-mail address of a person, the first characters of a key, or the system user
  ///     who runs a command
  /// @param client the address that the request came from
  public record Actor(
      Optional<Long> userId, Optional<Long> keyId, String name, Optional<String> client) {
    /// A command that the operator runs on the server.
    public static final Actor COMMAND =
        new Actor(Optional.empty(), Optional.empty(), systemUser(), Optional.empty());

    /// A person.
    public Actor(Optional<Long> userId, String name, Optional<String> client) {
      this(userId, Optional.empty(), name, client);
    }

    /// A program with an API key. The row gets the first characters of the key as the name.
    public static Actor key(long keyId, String client) {
      return new Actor(Optional.empty(), Optional.of(keyId), "", Optional.of(client));
    }

    /// With `sudo`, the person who called it.
    private static String systemUser() {
      var user = System.getProperty("user.name", "");
      return Optional.ofNullable(System.getenv("SUDO_USER"))
          .filter(it -> !it.isEmpty() && !it.equals(user))
          .map(it -> it + " as " + user)
          .orElse(user);
    }
  }

  /// What the act concerns.
  public record Place(Optional<Long> organizationId, Optional<Long> projectId) {
    public static final Place SERVER = new Place(Optional.empty(), Optional.empty());

    public static Place organization(long id) {
      return new Place(Optional.of(id), Optional.empty());
    }
  }

  /// @param name `object.verb`: `key.create`
  /// @param object a public id, or a name
  /// @param before values that changed, as they were; empty = there were none
  public record Act(
      String name, String object, Map<String, Object> before, Map<String, Object> after) {
    public static Act of(String name, Object object) {
      return new Act(name, String.valueOf(object), Map.of(), Map.of());
    }

    public static Act of(String name, Object object, Map<String, Object> after) {
      return new Act(name, String.valueOf(object), Map.of(), after);
    }
  }

  /// @param organization name of the organization that the act concerns
  /// @param before as JSON
  public record Line(
      UUID id,
      Instant at,
      Via via,
      String actor,
      Optional<String> client,
      Optional<String> organization,
      String act,
      String object,
      Optional<String> before,
      Optional<String> after) {}

  /// Which acts to find. Empty parts select all.
  ///
  /// @param organizationId row id; empty = acts of all organizations and of the operator
  /// @param from the first moment
  /// @param to the first moment after them
  public record Filter(
      Optional<Long> organizationId,
      Optional<String> actor,
      Optional<String> act,
      Optional<String> object,
      Optional<Instant> from,
      Optional<Instant> to) {}

  /// The most names of acts that [#acts] returns.
  private static final int MAX_ACTS = 300;

  public void add(Tx tx, Actor actor, Place place, Act act, Instant now) {
    tx.update(
        """
        INSERT INTO audit (public_id, at, user_id, key_id, actor, client, organization_id, project_id, act, object, before, after)
        VALUES (:public_id, :at, :user, :key,
          coalesce((SELECT hint || '...' FROM api_key WHERE id = CAST(:key AS bigint)), :actor),
          :client, :organization, :project, :act, :object, :before, :after)
        """,
        Args.of("public_id", UUID.randomUUID())
            .with("at", now)
            .with("user", actor.userId())
            .with("key", actor.keyId())
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

  /// The acts that a filter selects, newest first.
  ///
  /// @param before public id of the last line of the previous page; unknown = the first page
  public List<Line> find(Tx tx, Filter filter, Optional<UUID> before, int limit) {
    var sql =
        new StringBuilder(
            """
            SELECT a.*, o.name AS organization
            FROM audit a LEFT JOIN organization o ON o.id = a.organization_id WHERE true
            """);
    var args = new ArrayList<Object>();
    where(sql, args, "a.organization_id = ?", filter.organizationId);
    where(sql, args, "a.actor = ?", filter.actor);
    where(sql, args, "a.act = ?", filter.act);
    where(sql, args, "a.object = ?", filter.object);
    where(sql, args, "a.at >= ?", filter.from);
    where(sql, args, "a.at < ?", filter.to);
    before
        .flatMap(id -> place(tx, filter.organizationId, id))
        .ifPresent(
            place -> {
              sql.append(" AND (a.at, a.id) < (?, ?)");
              args.add(place.at);
              args.add(place.id);
            });
    sql.append(" ORDER BY a.at DESC, a.id DESC LIMIT ?");
    args.add(limit);
    return tx.list(sql.toString(), Audit::line, args.toArray());
  }

  private static void where(
      StringBuilder sql, List<Object> args, String condition, Optional<?> value) {
    value.ifPresent(
        it -> {
          sql.append(" AND ").append(condition);
          args.add(it);
        });
  }

  private record LinePlace(Instant at, long id) {}

  /// A line of another organization is answered like a missing one.
  private static Optional<LinePlace> place(Tx tx, Optional<Long> organizationId, UUID id) {
    return tx.one(
        """
        SELECT at, id FROM audit
        WHERE public_id = ? AND (CAST(? AS bigint) IS NULL OR organization_id = ?)
        """,
        row -> new LinePlace(row.instant("at"), row.number("id")),
        id,
        organizationId,
        organizationId);
  }

  /// The names of the acts that were done, in order: at most [#MAX_ACTS].
  ///
  /// @param organizationId row id; empty = all organizations and the operator
  public List<String> acts(Tx tx, Optional<Long> organizationId) {
    var where = organizationId.isPresent() ? "organization_id = :organization" : "true";
    // Steps from one name to the next: to read all lines would take long.
    return tx.list(
        """
        WITH RECURSIVE each (act, n) AS (
          (SELECT act, 1 FROM audit WHERE %1$s ORDER BY act LIMIT 1)
          UNION ALL
          SELECT (SELECT a.act FROM audit a WHERE %1$s AND a.act > each.act ORDER BY a.act LIMIT 1), n + 1
          FROM each WHERE each.act IS NOT NULL AND n < :most)
        SELECT act FROM each WHERE act IS NOT NULL
        """
            .formatted(where),
        row -> row.text("act"),
        organizationId
            .map(id -> Args.of("organization", id).with("most", MAX_ACTS))
            .orElseGet(() -> Args.of("most", MAX_ACTS)));
  }

  private static Line line(Row row) throws SQLException {
    return new Line(
        row.uuid("public_id"),
        row.instant("at"),
        row.name("via", Via.class),
        row.text("actor"),
        row.maybeText("client"),
        row.maybeText("organization"),
        row.text("act"),
        row.text("object"),
        row.maybeText("before"),
        row.maybeText("after"));
  }
}
