package coffer.core.invoice;

import coffer.core.chain.Chains;
import coffer.db.Tx;
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
import java.util.stream.IntStream;

/// A project's invoices by the number of the page, for APIs that count theirs: how many there are
/// is told with each page. What comes before a page is read past in an index. [InvoicesByCursor]
/// costs the same however many there are.
public final class InvoicesByPage {
  /// Totals up to it are counted for each page.
  public static final int MAX_EXACT_COUNT = 10_000;

  /// A greater total is counted anew after so long.
  public static final Duration CACHE_TTL = Duration.ofMinutes(1);

  private static final int MAX_CACHED = 1_000;

  private final InvoiceStore store;
  private final InvoiceViews views;
  private final InstantSource clock;
  private final Cache<PageFilter, Long> totals =
      Caffeine.newBuilder().expireAfterWrite(CACHE_TTL).maximumSize(MAX_CACHED).build();

  public InvoicesByPage(Chains chains, InstantSource clock) {
    this.store = new InvoiceStore(chains);
    this.views = new InvoiceViews(chains);
    this.clock = clock;
  }

  /// How an invoice stands, as far as it matters to somebody.
  ///
  /// @param seen whether something was seen of it; empty = either
  /// @param confirmed whether something of it is confirmed; empty = either
  public record Stage(Status status, Optional<Boolean> seen, Optional<Boolean> confirmed) {
    static Stage any(Status status) {
      return new Stage(status, Optional.empty(), Optional.empty());
    }

    /// What the column `progress` may say: 0 = nothing was seen, 1 = something, 2 = something is
    /// confirmed.
    IntStream progress() {
      return IntStream.rangeClosed(0, 2)
          .filter(progress -> seen.orElse(progress > 0) == progress > 0)
          .filter(progress -> confirmed.orElse(progress > 1) == progress > 1);
    }
  }

  public enum Order {
    CREATED,
    UPDATED,
    /// the price, where it is in no coin, else what the merchant stated; those without one come
    /// last
    FIAT,
    /// what is due in the coin quoted last, or a price in the first coin that was never quoted; the
    /// others come last
    COIN
  }

  /// @param stages empty = all
  /// @param assets ids of those it can be paid in; empty = any
  /// @param from created at or after
  /// @param to created before
  /// @param limit 1 or more
  /// @param offset how many come before, 0 or more
  public record Slice(
      Set<Stage> stages,
      Optional<Set<Integer>> assets,
      Optional<Instant> from,
      Optional<Instant> to,
      Order order,
      boolean descending,
      int limit,
      long offset) {}

  /// @param total of all pages together: up to [#MAX_EXACT_COUNT] as it is, beyond that at most
  ///     [#CACHE_TTL] old
  public record Found(List<InvoiceView> views, long total) {}

  public Found find(Tx tx, long projectId, Slice slice) {
    var filter = new PageFilter(projectId, slice.stages, slice.assets, slice.from, slice.to);
    var total = total(tx, filter);
    if (total <= MAX_EXACT_COUNT && slice.offset >= total) return new Found(List.of(), total);
    var ids = filter.page(tx, slice);
    return new Found(views(tx, ids), ids.isEmpty() ? total : Math.max(total, last(slice, ids)));
  }

  private static long last(Slice slice, List<Long> ids) {
    return slice.offset + ids.size();
  }

  private long total(Tx tx, PageFilter filter) {
    var kept = totals.getIfPresent(filter);
    if (kept != null) return kept;
    var total = filter.count(tx, MAX_EXACT_COUNT + 1);
    if (total <= MAX_EXACT_COUNT) return total;
    var all = filter.count(tx, Long.MAX_VALUE);
    totals.put(filter, all);
    return all;
  }

  private List<InvoiceView> views(Tx tx, List<Long> ids) {
    var now = clock.instant();
    var found = new HashMap<Long, InvoiceView>();
    for (var withPayments : store.load(tx, ids)) {
      found.put(
          withPayments.invoice().id(), views.view(withPayments, withPayments.standing(now), now));
    }
    return ids.stream().map(id -> Objects.requireNonNull(found.get(id))).toList();
  }
}
