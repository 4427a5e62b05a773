package coffer.core.merchant;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Mode;
import coffer.db.Tx;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The keys of one dialect that a partner manages for the projects of its organizations.
public final class ProjectKeys {
  /// The most keys of a project and dialect that are valid at the same time.
  public static final int MAX_KEYS = 100;

  /// The most keys of a project and dialect, including revoked ones.
  public static final int MAX_EVER = 10_000;

  /// The most organizations of a partner that have simulated chains: each chain is read all the
  /// time.
  public static final int MAX_SIMULATED = 100;

  private static final String OF_PROJECT = " FROM api_key WHERE project_id = ? AND dialect = ?";
  private static final String VALID = OF_PROJECT + " AND kind = 'project' AND revoked_at IS NULL";
  private static final String COLUMNS = "SELECT *, cidrs::text[] AS blocks";

  private final Keys keys;
  private final String dialect;

  public ProjectKeys(Keys keys, String dialect) {
    this.keys = keys;
    this.dialect = dialect;
  }

  /// Creates a key with all scopes.
  ///
  /// @param field of the request that a full project is reported for
  /// @param partnerId row id of the partner of the project's organization
  /// @param shape of the key
  /// @throws Rejection.Refused InvalidField, if the project has [#MAX_KEYS] or had [#MAX_EVER], or
  ///     the partner has [#MAX_SIMULATED]; `NAME`
  public Keys.Created create(
      Tx tx, Field field, long partnerId, Project project, KeyShape shape, String name) {
    Partners.lock(tx, partnerId);
    if (count(tx, VALID, project) >= MAX_KEYS) {
      throw full(field, "The project has %,d keys of this API", MAX_KEYS);
    }
    if (count(tx, OF_PROJECT, project) >= MAX_EVER) {
      throw full(field, "The project had %,d keys of this API", MAX_EVER);
    }
    if (project.mode() == Mode.TEST && othersSimulated(tx, partnerId, project) >= MAX_SIMULATED) {
      throw full(
          field, "The partner has %,d organizations with keys of test projects", MAX_SIMULATED);
    }
    var kind = ApiKey.Kind.PROJECT;
    return keys.create(
        tx,
        new Keys.NewKey(
            kind,
            dialect,
            shape,
            project.organizationId(),
            Optional.of(project),
            kind.most(),
            List.of(),
            Set.of(),
            name));
  }

  private static Rejection.Refused full(Field field, String what, int most) {
    var reason = String.format(Locale.ROOT, what, most) + ", which is the maximum.";
    return new Rejection.InvalidField(field, reason).asException();
  }

  /// How many other organizations of the partner have simulated chains.
  private static long othersSimulated(Tx tx, long partnerId, Project project) {
    return tx.only(
        """
        SELECT count(DISTINCT chain.organization_id) AS n
        FROM chain JOIN organization ON organization.id = chain.organization_id
        WHERE organization.partner_id = ? AND organization.id <> ?
        """,
        row -> row.number("n"),
        partnerId,
        project.organizationId());
  }

  /// The valid keys by their position, oldest first.
  ///
  /// @param offset the number of keys before the page
  public List<ApiKey> page(Tx tx, Project project, long limit, long offset) {
    return tx.list(
        COLUMNS + VALID + " ORDER BY id LIMIT ? OFFSET ?",
        Keys::key,
        project.id(),
        dialect,
        limit,
        offset);
  }

  /// The valid keys, newest first.
  ///
  /// @param before the last key of the previous page; it may be revoked since
  /// @throws Rejection.Refused InvalidField `CURSOR`, if the project never had this key
  public List<ApiKey> page(Tx tx, Project project, Optional<UUID> before, int limit) {
    return tx.list(
        COLUMNS + VALID + " AND id < ? ORDER BY id DESC LIMIT ?",
        Keys::key,
        project.id(),
        dialect,
        before.map(key -> place(tx, project, key)).orElse(Long.MAX_VALUE),
        limit);
  }

  private long place(Tx tx, Project project, UUID publicId) {
    return tx.one(
            "SELECT id" + OF_PROJECT + " AND public_id = ?",
            row -> row.number("id"),
            project.id(),
            dialect,
            publicId)
        .orElseThrow(
            () ->
                new Rejection.InvalidField(Field.Request.CURSOR, "There is no such place.")
                    .asException());
  }

  /// The number of valid keys.
  public long count(Tx tx, Project project) {
    return count(tx, VALID, project);
  }

  private long count(Tx tx, String which, Project project) {
    return tx.only("SELECT count(*) AS n" + which, row -> row.number("n"), project.id(), dialect);
  }

  /// A key, revoked or not.
  ///
  /// @param id row id
  public Optional<ApiKey> find(Tx tx, Project project, long id) {
    return tx.one(COLUMNS + OF_PROJECT + " AND id = ?", Keys::key, project.id(), dialect, id);
  }

  /// Revokes a key for good: at once on this node, within seconds on the others.
  ///
  /// @return false if the project has no such valid key
  public boolean revoke(Tx tx, Project project, UUID publicId) {
    var found =
        tx.one(
            COLUMNS + VALID + " AND public_id = ? FOR UPDATE",
            Keys::key,
            project.id(),
            dialect,
            publicId);
    found.ifPresent(key -> keys.revoke(tx, key.publicId()));
    return found.isPresent();
  }
}
