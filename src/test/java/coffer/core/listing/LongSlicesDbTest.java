package coffer.core.listing;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.Plans;
import coffer.World;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.invoice.Status;
import coffer.core.listing.InvoicesByPage.Found;
import coffer.core.listing.InvoicesByPage.Order;
import coffer.core.listing.InvoicesByPage.Slice;
import coffer.core.listing.InvoicesByPage.Stage;
import coffer.db.TestDb;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// However many invoices a project has, a page of a list costs a page: in each order, in both
/// directions, whatever is asked for of how an invoice stands.
@ResourceLock("plans")
final class LongSlicesDbTest {
  private static final int COUNT = 36_000;
  private static final int PAGE = 100;

  /// Rows that one step of a plan may touch: a page of each status and progress there is, of those
  /// with a sum and of those without.
  private static final long MOST = 2 * 18 * PAGE;

  @AutoClose private static final World world = new World(TestDb.address());
  private static final InvoicesByPage slices = new InvoicesByPage(world.chains, world.clock);
  private static Plans plans;

  /// Copies of two invoices, one with a sum in fiat and one in a coin, spread over all statuses.
  @BeforeAll
  static void fill() throws IOException {
    Chain ethereum = world.chain("ethereum");
    Asset usdt = world.asset(ethereum, "USDT");
    world.invoice("10", "EUR", usdt);
    world.invoice("10", "USDT", usdt);
    var copied =
        """
        INSERT INTO invoice (public_id, code, organization_id, project_id, mode, dialect, price_currency, price_units,
          tolerance_percent, options, quote_seconds, created_at, expires_at, monitor_until, status, standing, updated_at,
          fiat, coin)
        SELECT gen_random_uuid(), lpad(to_hex(n * 2 + i.id %% 2), 12, '0') || '0', organization_id, project_id, mode,
          dialect, price_currency, price_units, tolerance_percent, options, quote_seconds,
          created_at - n * interval '1 minute', expires_at, monitor_until, (ARRAY[%s])[1 + n %% 6],
          jsonb_set(jsonb_set(standing, '{seen}', to_jsonb(n / 6 %% 3)), '{confirmed}', to_jsonb(n / 6 %% 3 / 2)),
          updated_at - (n * 7919 %% 10007) * interval '1 second', fiat + n * 7919 %% 10007, coin + n * 7919 %% 10007
        FROM invoice i, generate_series(1, %d) n
        """
            .formatted(
                Arrays.stream(Status.values())
                    .map(status -> "'" + status.name().toLowerCase(Locale.ROOT) + "'")
                    .collect(Collectors.joining(", ")),
                COUNT / 2);
    world.db.run(tx -> tx.update(copied));
    world.db.run(tx -> tx.update("ANALYZE"));
    plans = new Plans(world.db);
  }

  @Test
  void aPageCostsAPage() throws IOException {
    for (var stages : stages()) {
      for (var order : Order.values()) {
        for (var descending : List.of(true, false)) {
          var slice = slice(stages, order, descending, 0);
          var first = find(slice); // counts
          assertThat(first.views()).hasSize(PAGE);
          plans.take();
          assertThat(find(slice)).isEqualTo(first);
          for (var plan : plans.take()) {
            boolean counts = plan.text().contains("SELECT count(*)");
            assertThat(plan.most())
                .as("%s: %s", slice, plan.text())
                .isLessThanOrEqualTo(counts ? InvoicesByPage.MAX_EXACT_COUNT : MOST);
          }
        }
      }
    }
  }

  /// Page after page shows each invoice once, those without the sum at the end.
  @Test
  void pagesFollowEachOther() {
    var stage = Set.of(new Stage(Status.EXPIRED, Optional.of(true), Optional.of(false)));
    for (var order : Order.values()) {
      for (var descending : List.of(true, false)) {
        var seen = new ArrayList<UUID>();
        long total = COUNT;
        for (long from = 0; from < total; from += PAGE) {
          var found = find(slice(stage, order, descending, from));
          found.views().forEach(view -> seen.add(view.id()));
          total = found.total();
        }
        assertThat(total).isEqualTo(COUNT / 18);
        assertThat(seen).hasSize(COUNT / 18).doesNotHaveDuplicates();
      }
    }
  }

  /// None, each one alone, and the ones that a dialect has one word for.
  private static List<Set<Stage>> stages() {
    var sets = new ArrayList<Set<Stage>>();
    sets.add(Set.of());
    for (var status : Status.values()) {
      sets.add(Set.of(Stage.any(status)));
      for (var confirmed : List.of(true, false)) {
        sets.add(Set.of(new Stage(status, Optional.empty(), Optional.of(confirmed))));
      }
    }
    sets.add(
        Set.of(
            new Stage(Status.OPEN, Optional.of(true), Optional.of(false)),
            Stage.any(Status.CONFIRMING)));
    return sets;
  }

  private static Found find(Slice slice) {
    return world.db.tx(tx -> slices.find(tx, world.project.id(), slice));
  }

  private static Slice slice(Set<Stage> stages, Order order, boolean descending, long offset) {
    return new Slice(
        stages,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        order,
        descending,
        PAGE,
        offset);
  }
}
