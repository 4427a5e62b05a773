package coffer.core.merchant;

import coffer.core.Cidr;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The keys of a project, of all dialects, as people manage them.
public final class KeyList {
  /// The most valid keys of a project.
  public static final int MAX_VALID = 1_000;

  /// The most keys that a project ever has, including revoked ones.
  public static final int MAX_EVER = 10_000;

  private static final String SELECT =
      """
      SELECT k.*, k.cidrs::text[] AS blocks, u.at AS used_at, u.client AS used_by
      FROM api_key k LEFT JOIN key_use u ON u.key_id = k.id
      """;

  private final Keys keys;

  public KeyList(Keys keys) {
    this.keys = keys;
  }

  /// @param lastUsed to the minute; empty = never, or not since Coffer notes it
  /// @param lastClient the client address of that use; empty for a publishable key, which payers
  ///     use
  public record Listed(ApiKey key, Optional<Instant> lastUsed, Optional<String> lastClient) {}

  /// What can change in a key.
  ///
  /// @param cidrs the client addresses that may use it; empty = all
  /// @param origins for a publishable key: the pages that may use it
  public record Change(String name, Set<Scope> scopes, List<Cidr> cidrs, Set<String> origins) {}

  public record Changed(ApiKey before, ApiKey after) {}

  /// Newest first.
  ///
  /// @param revoked whether to list the revoked keys instead of the valid ones
  /// @param before the last key of the previous page; a key that does not exist begins the list
  ///     anew
  public List<Listed> page(
      Tx tx, long projectId, boolean revoked, Optional<UUID> before, int limit) {
    var until =
        before.flatMap(id -> find(tx, projectId, id)).map(it -> it.key.id()).orElse(Long.MAX_VALUE);
    return tx.list(
        SELECT
            + "WHERE k.project_id = ? AND k.id < ? AND k.revoked_at IS %s ORDER BY k.id DESC LIMIT ?"
                .formatted(revoked ? "NOT NULL" : "NULL"),
        KeyList::listed,
        projectId,
        until,
        limit);
  }

  /// A key of the project, revoked or not.
  public Optional<Listed> find(Tx tx, long projectId, UUID publicId) {
    return tx.one(
        SELECT + "WHERE k.project_id = ? AND k.public_id = ?",
        KeyList::listed,
        projectId,
        publicId);
  }

  /// Creates a key of a project.
  ///
  /// @throws Rejection.Refused InvalidField `PROJECT`, if the project has [#MAX_VALID] or had
  ///     [#MAX_EVER]; otherwise like [Keys#create]
  public Keys.Created create(Tx tx, Project project, Keys.NewKey wanted) {
    lock(tx, project);
    requireRoom(tx, project, "AND revoked_at IS NULL", MAX_VALID);
    requireRoom(tx, project, "", MAX_EVER);
    return keys.create(tx, wanted);
  }

  private static void requireRoom(Tx tx, Project project, String which, int most) {
    long count =
        tx.only(
            "SELECT count(*) AS n FROM api_key WHERE project_id = ? " + which,
            row -> row.number("n"),
            project.id());
    if (count < most) return;
    var reason =
        String.format(Locale.ROOT, "The project has %,d keys, which is the maximum.", most);
    throw new Rejection.InvalidField(Field.Admin.PROJECT, reason).asException();
  }

  private static void lock(Tx tx, Project project) {
    tx.one(
        "SELECT id FROM project WHERE id = ? FOR NO KEY UPDATE",
        row -> row.number("id"),
        project.id());
  }

  /// Changes a valid key: at once on this server, within seconds on the others.
  ///
  /// @throws Rejection.Refused NotFound `key`, if the project has no such valid key; InvalidField,
  ///     if the kind does not allow the scopes or origins, or the name is not valid
  public Changed change(Tx tx, Project project, UUID publicId, Change wanted) {
    var before =
        tx.one(
                """
                SELECT *, cidrs::text[] AS blocks FROM api_key
                WHERE project_id = ? AND public_id = ? AND revoked_at IS NULL FOR NO KEY UPDATE
                """,
                Keys::key,
                project.id(),
                publicId)
            .orElseThrow(() -> new Rejection.NotFound("key", publicId.toString()).asException());
    KeyRules.check(before.kind(), wanted.scopes, wanted.origins, wanted.name);
    var after =
        tx.only(
            """
            UPDATE api_key SET name = ?, scopes = ?, cidrs = ?, origins = ? WHERE id = ?
            RETURNING *, cidrs::text[] AS blocks
            """,
            Keys::key,
            wanted.name,
            new Arr("text", wanted.scopes.stream().map(Scope::text).sorted().toList()),
            new Arr("cidr", wanted.cidrs.stream().map(Cidr::toString).toList()),
            new Arr("text", wanted.origins.stream().sorted().toList()),
            before.id());
    tx.afterCommit(keys::forget);
    return new Changed(before, after);
  }

  /// Revokes a key for good: at once on this server, within seconds on the others.
  ///
  /// @throws Rejection.Refused NotFound `key`, if the project never had this key
  public ApiKey revoke(Tx tx, Project project, UUID publicId) {
    if (find(tx, project.id(), publicId).isEmpty()) {
      throw new Rejection.NotFound("key", publicId.toString()).asException();
    }
    return keys.revoke(tx, publicId);
  }

  private static Listed listed(Row row) throws SQLException {
    return new Listed(Keys.key(row), row.maybeInstant("used_at"), row.maybeText("used_by"));
  }
}
