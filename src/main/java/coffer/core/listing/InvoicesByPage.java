package coffer.core.listing;

import coffer.core.chain.Chains;
import coffer.core.invoice.InvoiceStore;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceViews;
import coffer.core.invoice.Status;
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

/// Lists a project's invoices by page number, for dialects that number pages and report the total.
/// The database reads the index entries of all earlier pages too; [InvoicesByCursor] costs the same
/// on every page.
public final class InvoicesByPage {
  /// Totals up to this number are counted again for each page.
  public static final int MAX_EXACT_COUNT = 10_000;

  /// A larger total is cached for this time.
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

  /// A status with a progress of the payments, as a list filters it.
  ///
  /// @param seen whether a payment was seen; empty = both
  /// @param confirmed whether a payment is confirmed; empty = both
  public record Stage(Status status, Optional<Boolean> seen, Optional<Boolean> confirmed) {
    static Stage any(Status status) {
      return new Stage(status, Optional.empty(), Optional.empty());
    }

    /// The matching values of the column `progress`: 0 = nothing seen, 1 = something seen, 2 =
    /// something confirmed.
    IntStream progress() {
      return IntStream.rangeClosed(0, 2)
          .filter(progress -> seen.orElse(progress > 0) == progress > 0)
          .filter(progress -> confirmed.orElse(progress > 1) == progress > 1);
    }
  }

  public enum Order {
    CREATED,
    UPDATED,
    /// the price if its currency is none of the invoice's coins, otherwise the fiat amount that the
    /// merchant stated; invoices without one are last
    FIAT,
    /// the amount due in the coin of the latest quote; without a quote, the price if it is in the
    /// invoice's first coin; the other invoices are last
    COIN
  }

  /// @param stages empty = all
  /// @param assets row ids: only invoices that offer one of these assets; empty = all
  /// @param from only invoices created at or after this time
  /// @param to only invoices created before this time
  /// @param limit 1 or more
  /// @param offset the number of invoices before the page, 0 or more
  public record Slice(
      Set<Stage> stages,
      Optional<Set<Integer>> assets,
      Optional<Instant> from,
      Optional<Instant> to,
      Order order,
      boolean descending,
      int limit,
      long offset) {}

  /// @param total the number of invoices on all pages: exact up to [#MAX_EXACT_COUNT], above that
  ///     at most [#CACHE_TTL] old
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
