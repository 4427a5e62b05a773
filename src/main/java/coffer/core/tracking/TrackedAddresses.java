package coffer.core.tracking;

import static java.time.temporal.ChronoUnit.MICROS;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Address;
import coffer.core.chain.Chain;
import coffer.core.chain.Chains;
import coffer.core.chain.Mode;
import coffer.core.merchant.Project;
import coffer.core.wallet.WatchedAddresses;
import coffer.db.Args;
import coffer.db.Row;
import coffer.db.Tx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/// The tracked addresses of projects. A project may track any address, its own and those of other
/// projects included: what a chain publishes tells nothing about who owns an address here.
public final class TrackedAddresses {
  /// The most tracked addresses of a project, including those that were removed in the last
  /// [#KEPT].
  public static final int MAX_ADDRESSES = 1_000;

  /// How long a removed address counts for the limit. Readers of chains keep it in memory.
  public static final Duration KEPT = Duration.ofHours(24);

  private static final String SELECT =
      """
      SELECT t.id, t.public_id, t.mode, t.family, t.text, t.url, t.created_at, p.organization_id,
        (SELECT coalesce(sum(s.transfers), 0) FROM tracked_skip s WHERE s.tracked_id = t.id)::bigint AS skipped
      FROM tracked_address t JOIN project p ON p.id = t.project_id
      WHERE t.removed_at IS NULL\s""";

  private final Chains chains;
  private final InstantSource clock;
  private final WatchedAddresses watched = new WatchedAddresses();

  public TrackedAddresses(Chains chains, InstantSource clock) {
    this.chains = chains;
    this.clock = () -> clock.instant().truncatedTo(MICROS); // as the database keeps it
  }

  /// A request to track an address. The caller has already checked the URL.
  ///
  /// @param dialect determines how the report is written and signed
  /// @param secretId the sealed secret that signs
  /// @param publicKey of the pair whose secret signs; empty = the project's secret signs
  public record Draft(
      String address, String dialect, String url, long secretId, Optional<String> publicKey) {}

  private record Place(Chain chain, Address address) {}

  /// Tracks an address on every chain of its family. The same address again only replaces the URL
  /// and what signs.
  ///
  /// @param field the field of the request that contains the address
  /// @throws Rejection.Refused InvalidField, if no chain has such an address or the project has
  ///     [#MAX_ADDRESSES]
  public TrackedAddress add(Tx tx, Project project, Field field, Draft draft) {
    var place =
        chains(project.mode(), project.organizationId())
            .flatMap(chain -> parse(chain, draft.address()).stream())
            .findFirst()
            .orElseThrow(() -> refused(field, "Is no address on any network of this project."));
    lock(tx, project);
    var known = known(tx, project, place);
    if (known.isEmpty()) requireRoom(tx, project, field);
    long id = known.isPresent() ? known.get() : insert(tx, project, place, draft);
    if (known.isPresent()) replace(tx, id, draft);
    return find(tx, project.id(), id).orElseThrow();
  }

  private Optional<Place> parse(Chain chain, String text) {
    return chains.format(chain).parse(text, chain).map(address -> new Place(chain, address));
  }

  /// Two transactions that add to one project run one after the other.
  private static void lock(Tx tx, Project project) {
    tx.one(
        "SELECT id FROM project WHERE id = ? FOR NO KEY UPDATE",
        row -> row.number("id"),
        project.id());
  }

  private static Optional<Long> known(Tx tx, Project project, Place place) {
    return tx.one(
        "SELECT id FROM tracked_address WHERE project_id = ? AND family = ? AND address = ?",
        row -> row.number("id"),
        project.id(),
        place.chain.family(),
        place.address.bytes());
  }

  private static void requireRoom(Tx tx, Project project, Field field) {
    long count =
        tx.only(
            "SELECT count(*) AS n FROM tracked_address WHERE project_id = ?",
            row -> row.number("n"),
            project.id());
    if (count < MAX_ADDRESSES) return;
    throw refused(
        field,
        "The project has %,d tracked addresses, the maximum. A removed one counts for %d hours."
            .formatted(MAX_ADDRESSES, KEPT.toHours()));
  }

  private long insert(Tx tx, Project project, Place place, Draft draft) {
    var now = clock.instant();
    var family = place.chain.family();
    long id =
        watched.track(tx, project.organizationId(), project.mode(), family, place.address, now);
    tx.update(
        """
        INSERT INTO tracked_address (id, public_id, project_id, mode, family, address, text, dialect, url, secret_id,
          public_key, created_at)
        VALUES (:id, :public_id, :project, :mode, :family, :address, :text, :dialect, :url, :secret, :public_key, :now)
        """,
        Args.of("id", id)
            .with("public_id", UUID.randomUUID())
            .with("project", project.id())
            .with("mode", project.mode().text())
            .with("family", family)
            .with("address", place.address.bytes())
            .with("text", chains.text(place.address, place.chain))
            .with("dialect", draft.dialect())
            .with("url", draft.url())
            .with("secret", draft.secretId())
            .with("public_key", draft.publicKey())
            .with("now", now));
    return id;
  }

  /// An address that was removed gets a new id.
  private void replace(Tx tx, long id, Draft draft) {
    tx.update(
        """
        UPDATE tracked_address SET dialect = :dialect, url = :url, secret_id = :secret, public_key = :public_key,
          public_id = CASE WHEN removed_at IS NULL THEN public_id ELSE :public_id END,
          created_at = CASE WHEN removed_at IS NULL THEN created_at ELSE :now END,
          removed_at = NULL
        WHERE id = :id
        """,
        Args.of("id", id)
            .with("dialect", draft.dialect())
            .with("url", draft.url())
            .with("secret", draft.secretId())
            .with("public_key", draft.publicKey())
            .with("public_id", UUID.randomUUID())
            .with("now", clock.instant()));
  }

  private static Rejection.Refused refused(Field field, String reason) {
    return new Rejection.InvalidField(field, reason).asException();
  }

  /// The tracked addresses of a project, oldest first.
  ///
  /// @param after row id of the last one of the previous page; empty = the first page
  public List<TrackedAddress> list(Tx tx, long projectId, Optional<Long> after, int limit) {
    return tx.list(
        SELECT + "AND t.project_id = ? AND t.id > ? ORDER BY t.id LIMIT ?",
        this::address,
        projectId,
        after.orElse(0L),
        limit);
  }

  /// @param id row id
  public Optional<TrackedAddress> find(Tx tx, long projectId, long id) {
    return tx.one(SELECT + "AND t.project_id = ? AND t.id = ?", this::address, projectId, id);
  }

  public Optional<TrackedAddress> find(Tx tx, long projectId, UUID publicId) {
    return tx.one(
        SELECT + "AND t.project_id = ? AND t.public_id = ?", this::address, projectId, publicId);
  }

  /// Ends the tracking of an address. What waits for it is not sent.
  ///
  /// @return false if the project has no such tracked address
  public boolean remove(Tx tx, long projectId, UUID publicId) {
    var removed =
        tx.one(
            """
            UPDATE tracked_address SET removed_at = ?
            WHERE project_id = ? AND public_id = ? AND removed_at IS NULL RETURNING id
            """,
            row -> row.number("id"),
            clock.instant(),
            projectId,
            publicId);
    // Those that were sent go too: a new tracking of the address starts without them.
    removed.ifPresent(id -> tx.update("DELETE FROM tracked_transfer WHERE tracked_id = ?", id));
    removed.ifPresent(id -> tx.update("DELETE FROM tracked_skip WHERE tracked_id = ?", id));
    return removed.isPresent();
  }

  /// Deletes the addresses that were removed more than [#KEPT] ago.
  public void sweep(Tx tx, Instant now) {
    var ids =
        tx.list(
            "DELETE FROM tracked_address WHERE removed_at < ? RETURNING id",
            row -> row.number("id"),
            now.minus(KEPT));
    watched.untrack(tx, ids);
  }

  /// The chains of a project, without duplicates.
  private Stream<Chain> chains(Mode mode, long organizationId) {
    return chains.configured(mode, organizationId).stream().map(chains::chainOf).distinct();
  }

  private TrackedAddress address(Row row) throws SQLException {
    var family = row.text("family");
    var networks =
        chains(Mode.of(row.text("mode")), row.number("organization_id"))
            .filter(chain -> chain.family().equals(family))
            .map(Chain::network)
            .distinct()
            .toList();
    return new TrackedAddress(
        row.number("id"),
        row.uuid("public_id"),
        row.text("text"),
        networks,
        row.text("url"),
        row.number("skipped"),
        row.instant("created_at"));
  }
}
