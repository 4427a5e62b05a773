package coffer.core.listing;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.Plans;
import coffer.World;
import coffer.core.Field;
import coffer.core.TextChange;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.SandboxControls.Output;
import coffer.core.deposit.Customers;
import coffer.core.deposit.DepositAddress;
import coffer.core.deposit.DepositAddress.Kind;
import coffer.core.deposit.DepositAddresses;
import coffer.core.listing.MovementHistory.Filter;
import coffer.core.listing.MovementHistory.Moved;
import coffer.core.listing.MovementHistory.Type;
import coffer.db.TestDb;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// However much moved, a page of the history costs a page, whatever it is filtered by.
@ResourceLock("plans")
final class LongHistoryDbTest {
  private static final int COUNT = Integer.getInteger("rows", 30_000);
  private static final int PAGE = 100;

  /// The movements of each other kind, and those in another asset.
  private static final int FEW = 7;

  /// Rows that one step of a plan may touch: a page, beside the few of the others.
  private static final long MOST = 3 * PAGE;

  /// So often a statement is planned for its values, before PostgreSQL keeps one plan for all.
  private static final int TIMES = 12;

  private static final Filter ALL = filter(Set.of(), Optional.empty());

  @AutoClose private static final World world = new World(TestDb.address());
  private static final MovementHistory history = new MovementHistory(world.chains, world.clock);
  private static final Chain chain = world.chain("ethereum");
  private static final Asset usdt = world.asset(chain, "USDT");
  private static final Asset usdc = world.asset(chain, "USDC");
  private static final DepositAddresses addresses =
      new DepositAddresses(world.chains, world.wallets, world.clock);
  private static Plans plans;
  private static Instant newest;

  private static Filter filter(Set<Type> types, Optional<List<Integer>> assets) {
    return new Filter(types, assets, Optional.empty(), Optional.empty());
  }

  /// Copies of one deposit, one each second of the past, and a few movements that are older.
  @BeforeAll
  static void fill() throws IOException {
    var business = own(Kind.BUSINESS);
    world.pay(chain, new Output(usdt, parsed(business), world.units(usdt, "1")));
    world.mine(chain, World.DEPTH);
    copy("seen_at - n * interval '1 second'", COUNT, "");
    var draft = new Customers.Draft("user-1", TextChange.keep(), TextChange.keep());
    var customer =
        world.db.tx(
            tx ->
                addresses.ofCustomer(
                    tx,
                    world.project,
                    new Customers(world.clock).save(tx, world.project, draft),
                    new Field.At("asset"),
                    usdt,
                    false));
    var invoice = world.id(world.invoice("10", "EUR", usdt));
    few("address_id=" + customer.addressId());
    few("address_id=" + own(Kind.PAYOUT).addressId());
    few("invoice_id=" + invoice);
    few("orphan='asset'");
    few("kind='outflow'");
    few("kind='custody'");
    few("asset_id=" + usdc.id() + ",orphan='asset'");
    world.db.run(tx -> tx.update("ANALYZE"));
    newest =
        world.db.tx(
            tx -> tx.only("SELECT max(seen_at) AS at FROM movement", row -> row.instant("at")));
    plans = new Plans(world.db);
  }

  private static DepositAddress own(Kind kind) {
    var draft = new DepositAddresses.Draft(kind, usdt, Optional.empty(), Optional.empty());
    return world.db.tx(tx -> addresses.create(tx, world.project, new Field.At("asset"), draft));
  }

  private static Address parsed(DepositAddress address) {
    return world.chains.format(chain).parse(address.address(), chain).orElseThrow();
  }

  private static void few(String changes) {
    copy("seen_at - interval '1 year' - n * interval '1 second'", FEW, changes);
  }

  /// @param changes `column=value`, separated by commas
  private static void copy(String seenAt, int count, String changes) {
    var names =
        List.of(
            "kind",
            "chain_id",
            "mode",
            "position",
            "asset_id",
            "address_id",
            "project_id",
            "assignment_id",
            "invoice_id",
            "orphan",
            "units",
            "status",
            "block_height",
            "block_hash",
            "block_at",
            "paid_at",
            "confirmed_at",
            "credits",
            "sender",
            "spends",
            "facts",
            "version");
    var values = new ArrayList<>(names);
    for (var change : changes.isEmpty() ? new String[0] : changes.split(",")) {
      values.set(names.indexOf(change.split("=")[0]), change.split("=")[1]);
    }
    world.db.run(
        tx ->
            tx.update(
                """
                INSERT INTO movement (public_id, txid, seen_at, %s)
                SELECT gen_random_uuid(), gen_random_uuid()::text, %s, %s
                FROM (SELECT * FROM movement ORDER BY id LIMIT 1) t, generate_series(1, ?) n
                """
                    .formatted(String.join(", ", names), seenAt, String.join(", ", values)),
                count));
  }

  @Test
  void aPageCostsAPage() throws IOException {
    for (var filter : filters()) {
      for (var newestFirst : List.of(true, false)) {
        var expected = expected(filter, newestFirst);
        plans.take();
        for (int time = 0; time < TIMES; time++) {
          assertThat(ids(page(filter, newestFirst))).as(filter.toString()).isEqualTo(expected);
          cheap(filter);
        }
      }
    }
  }

  @Test
  void aSmallTotalCostsItsRows() throws IOException {
    for (var filter : filters()) {
      long expected = expected(filter, true).size();
      if (expected == PAGE) continue; // a large one is counted once a minute
      for (int time = 0; time < TIMES; time++) {
        plans.take();
        assertThat(count(filter)).as(filter.toString()).isEqualTo(expected);
        cheap(filter);
      }
    }
    assertThat(count(ALL)).isEqualTo(COUNT + 1 + 7 * FEW);
    plans.take();
    assertThat(count(ALL)).isEqualTo(COUNT + 1 + 7 * FEW);
    assertThat(plans.take()).as("a large total is counted once a minute").isEmpty();
  }

  private static void cheap(Filter filter) throws IOException {
    for (var plan : plans.take()) {
      assertThat(plan.most()).as("%s: %s", filter, plan.text()).isLessThanOrEqualTo(MOST);
    }
  }

  private static List<Filter> filters() {
    var filters = new ArrayList<>(List.of(ALL));
    for (var type : Type.values()) {
      filters.add(filter(EnumSet.of(type), Optional.empty()));
      filters.add(filter(EnumSet.of(type), Optional.of(List.of(usdc.id()))));
    }
    filters.add(filter(EnumSet.of(Type.INVOICE, Type.OUTFLOW), Optional.empty()));
    filters.add(filter(Set.of(), Optional.of(List.of(usdc.id()))));
    filters.add(filter(Set.of(), Optional.of(List.of())));
    var old = Optional.of(newest.minus(Duration.ofDays(300)));
    var middle = Optional.of(newest.minusSeconds(COUNT / 2));
    for (var types : List.of(Set.<Type>of(), Set.of(Type.BUSINESS), Set.of(Type.ORPHAN))) {
      filters.add(new Filter(types, Optional.empty(), Optional.empty(), old));
      filters.add(new Filter(types, Optional.empty(), old, Optional.empty()));
      filters.add(
          new Filter(types, Optional.empty(), middle, middle.map(it -> it.plusSeconds(50))));
    }
    return filters;
  }

  private static long count(Filter filter) {
    return world.db.tx(tx -> history.count(tx, world.project.id(), filter));
  }

  private static List<Moved> page(Filter filter, boolean newestFirst) {
    return world.db.tx(tx -> history.page(tx, world.project.id(), filter, newestFirst, PAGE, 0));
  }

  private static List<UUID> ids(List<Moved> page) {
    return page.stream().map(moved -> moved.paid().payment().id()).toList();
  }

  /// The page, read from all rows.
  private static List<UUID> expected(Filter filter, boolean newestFirst) {
    record Row(UUID id, Type type, int asset, Instant at) {}
    var rows =
        world.db.tx(
            tx ->
                tx.list(
                    """
                    SELECT m.public_id, CASE WHEN m.kind <> 'payment' THEN m.kind WHEN m.orphan IS NOT NULL THEN 'orphan'
                        WHEN m.invoice_id IS NOT NULL THEN 'invoice' ELSE d.kind END AS type, m.asset_id, m.seen_at
                    FROM movement m
                      LEFT JOIN deposit_address d ON d.address_id = m.address_id AND d.asset_id = m.asset_id
                    ORDER BY m.seen_at %1$s, m.id %1$s
                    """
                        .formatted(newestFirst ? "DESC" : "ASC"),
                    row ->
                        new Row(
                            row.uuid("public_id"),
                            row.name("type", Type.class),
                            row.integer("asset_id"),
                            row.instant("seen_at"))));
    return rows.stream()
        .filter(row -> filter.types().isEmpty() || filter.types().contains(row.type))
        .filter(row -> filter.assets().map(all -> all.contains(row.asset)).orElse(true))
        .filter(row -> filter.from().map(from -> !row.at.isBefore(from)).orElse(true))
        .filter(row -> filter.to().map(row.at::isBefore).orElse(true))
        .limit(PAGE)
        .map(Row::id)
        .toList();
  }
}
