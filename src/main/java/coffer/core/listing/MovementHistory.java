package coffer.core.listing;

import coffer.core.chain.Chains;
import coffer.core.listing.InvoicesByCursor.Paid;
import coffer.db.Args;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Everything that moved on the addresses of a project, in the order in which Coffer saw it; for
/// dialects that count pages. Leaves out dust.
public final class MovementHistory {
  /// Totals up to this number are counted again for each page.
  public static final int MAX_EXACT_COUNT = 10_000;

  /// A larger total is cached for this time.
  public static final Duration CACHE_TTL = Duration.ofMinutes(1);

  private static final int MAX_CACHED = 1_000;

  /// Goes from each purpose and asset that the project has to the next, and reads of each that was
  /// asked for the rows of the page only.
  private static final String FROM =
      """
      WITH RECURSIVE kept AS (
        (SELECT purpose, asset_id FROM movement WHERE project_id = :project AND NOT dust
         ORDER BY purpose, asset_id LIMIT 1)
        UNION ALL
        SELECT next.purpose, next.asset_id FROM kept CROSS JOIN LATERAL (
          SELECT purpose, asset_id FROM movement WHERE project_id = :project AND NOT dust
            AND (purpose, asset_id) > (kept.purpose, kept.asset_id)
          ORDER BY purpose, asset_id LIMIT 1) next)
      SELECT %1$s FROM kept CROSS JOIN LATERAL (
        SELECT id, seen_at FROM movement
        WHERE project_id = :project AND NOT dust AND purpose = kept.purpose AND asset_id = kept.asset_id
          AND seen_at >= coalesce(:from, '-infinity'::timestamptz)
          AND seen_at < coalesce(:to, 'infinity'::timestamptz)
        ORDER BY seen_at %2$s, id %2$s LIMIT :most) m
      WHERE (:all_types OR kept.purpose::text = ANY (:types)) AND (:all_assets OR kept.asset_id = ANY (:assets))
      """;

  private final InvoicesByCursor payments;
  private final Cache<Counted, Long> totals =
      Caffeine.newBuilder().expireAfterWrite(CACHE_TTL).maximumSize(MAX_CACHED).build();

  public MovementHistory(Chains chains, InstantSource clock) {
    this.payments = new InvoicesByCursor(chains, clock);
  }

  /// Why something moved.
  public enum Type {
    /// a payment on an invoice
    INVOICE,
    /// an unmatched payment
    ORPHAN,
    /// a deposit to the address of a customer
    CUSTOMER,
    /// a deposit to a business address
    BUSINESS,
    /// a deposit to a payout address
    PAYOUT,
    /// it tops up the organization's prepaid balance
    PREPAID,
    /// the owner moved it to the address from an own one
    CUSTODY,
    /// it left the address
    OUTFLOW
  }

  /// @param types empty = all
  /// @param assets ids of assets; empty = all
  /// @param from only what was seen at or after this time
  /// @param to only what was seen before this time
  public record Filter(
      Set<Type> types,
      Optional<List<Integer>> assets,
      Optional<Instant> from,
      Optional<Instant> to) {}

  private record Counted(long projectId, Filter filter) {}

  public record Moved(Type type, Paid paid) {}

  /// The number of movements on all pages. Above [#MAX_EXACT_COUNT] it is at most [#CACHE_TTL] old.
  public long count(Tx tx, long projectId, Filter filter) {
    var key = new Counted(projectId, filter);
    var known = totals.getIfPresent(key);
    if (known != null) return known;
    long some = count(tx, key, MAX_EXACT_COUNT + 1L);
    if (some <= MAX_EXACT_COUNT) return some;
    long all = count(tx, key, Long.MAX_VALUE);
    totals.put(key, all);
    return all;
  }

  private static long count(Tx tx, Counted counted, long most) {
    return tx.only(
        "SELECT count(*) AS n FROM (" + FROM.formatted("1", "") + " LIMIT :most) each",
        row -> row.number("n"),
        args(counted.projectId, counted.filter, most));
  }

  /// @param limit the maximum number of movements
  /// @param offset the number of movements before the page
  public List<Moved> page(
      Tx tx, long projectId, Filter filter, boolean newestFirst, long limit, long offset) {
    var types = new HashMap<Long, Type>();
    var ids =
        tx.list(
            (FROM + " ORDER BY m.seen_at %2$s, m.id %2$s LIMIT :limit OFFSET :offset")
                .formatted("m.id, kept.purpose AS type", newestFirst ? "DESC" : "ASC"),
            row -> {
              types.put(row.number("id"), row.name("type", Type.class));
              return row.number("id");
            },
            args(projectId, filter, limit + offset).with("limit", limit).with("offset", offset));
    var paid = payments.byId(tx, ids);
    return ids.stream()
        .map(
            id ->
                new Moved(
                    Objects.requireNonNull(types.get(id)), Objects.requireNonNull(paid.get(id))))
        .toList();
  }

  /// @param most so many rows of each purpose and asset
  private static Args args(long projectId, Filter filter, long most) {
    return Args.of("project", projectId)
        .with("most", most)
        .with("all_assets", filter.assets().isEmpty())
        .with("assets", new Arr("integer", filter.assets().orElse(List.of())))
        .with("from", filter.from())
        .with("to", filter.to())
        .with("all_types", filter.types().isEmpty())
        .with("types", new Arr("text", filter.types()));
  }
}
