package coffer.core.listing;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Status;
import coffer.core.listing.InvoicesByPage.Found;
import coffer.core.listing.InvoicesByPage.Order;
import coffer.core.listing.InvoicesByPage.Slice;
import coffer.core.listing.InvoicesByPage.Stage;
import coffer.db.Db;
import coffer.db.TestDb;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Lists by the number of the page.
class InvoicesByPageDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final World world = new World(DATABASE);
  private final Chain ethereum = world.chain("ethereum");
  private final Asset usdt = world.asset(ethereum, "USDT");
  private final Asset eth = world.asset(ethereum, "ETH");
  private final InvoicesByPage slices = new InvoicesByPage(world.chains, world.clock);

  private Found find(Slice slice) {
    return world.db.tx(tx -> slices.find(tx, world.project.id(), slice));
  }

  private static Slice slice(Order order, boolean descending, int limit, long offset) {
    return new Slice(
        Set.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        order,
        descending,
        limit,
        offset);
  }

  private static Slice only(Stage... stages) {
    var all = slice(Order.CREATED, false, 100, 0);
    return new Slice(
        Set.of(stages), all.assets(), all.from(), all.to(), all.order(), all.descending(), 100, 0);
  }

  private InvoiceView stated(String coins, Optional<BigDecimal> fiat) {
    var c = World.command(coins, "ETH", eth);
    return world.invoice(c.change().stated(fiat).build());
  }

  @Test
  void pagesAreCountedAndSorted() {
    var ten = world.invoice("10", "EUR", usdt);
    world.pass(Duration.ofSeconds(1));
    var five = world.invoice("5", "EUR", usdt);
    world.pass(Duration.ofSeconds(1));
    var seven = stated("3", Optional.of(new BigDecimal("7")));
    world.pass(Duration.ofSeconds(1));
    var odd = stated("4", Optional.empty());
    assertThat(find(slice(Order.CREATED, true, 3, 0)))
        .isEqualTo(new Found(views(odd, seven, five), 4));
    assertThat(find(slice(Order.CREATED, true, 3, 3))).isEqualTo(new Found(views(ten), 4));
    assertThat(find(slice(Order.CREATED, true, 3, 6))).isEqualTo(new Found(List.of(), 4));
    assertThat(find(slice(Order.FIAT, false, 9, 0)).views())
        .isEqualTo(views(five, seven, ten, odd));
    assertThat(find(slice(Order.FIAT, true, 9, 0)).views()).isEqualTo(views(ten, seven, five, odd));
    assertThat(find(slice(Order.COIN, false, 9, 0)).views())
        .isEqualTo(views(seven, odd, five, ten));
    world.pass(Duration.ofSeconds(1));
    world.db.run(tx -> world.invoices.end(tx, world.id(five), "key:1", ""));
    assertThat(find(slice(Order.UPDATED, true, 1, 0)).views()).isEqualTo(views(five));
  }

  @Test
  void aRecordOfThePastIsSortedByItsPriceInTheCoin() {
    var five = world.invoice(World.command("5", "ETH", eth));
    var command = World.command("4", "ETH", eth);
    var past =
        world.db.tx(tx -> world.invoices.record(tx, world.project, command, world.now.get()));
    var three = world.invoice(World.command("3", "ETH", eth));
    assertThat(find(slice(Order.COIN, false, 9, 0)).views())
        .isEqualTo(views(three, past.view(), five));
  }

  private List<InvoiceView> views(InvoiceView... invoices) {
    return List.of(invoices).stream().map(world::view).toList();
  }

  @Test
  void invoicesAreFilteredByHowTheyStandByCoinAndByTime() {
    var untouched = world.invoice("10", "EUR", usdt, eth);
    world.pass(Duration.ofMinutes(1));
    var middle = world.now.get();
    var part = world.invoice("9", "EUR", usdt);
    world.pay(part, usdt, "1");
    world.mine(ethereum, 1);
    var seen = new Stage(Status.OPEN, Optional.of(true), Optional.of(false));
    var partPaid = new Stage(Status.OPEN, Optional.empty(), Optional.of(true));
    var unseen = new Stage(Status.OPEN, Optional.of(false), Optional.empty());
    assertThat(find(only(seen)).views()).isEqualTo(views(part));
    assertThat(find(only(partPaid)).total()).isZero();
    world.mine(ethereum, 3);
    assertThat(find(only(seen)).total()).isZero();
    assertThat(find(only(partPaid)).views()).isEqualTo(views(part));
    assertThat(find(only(unseen)).views()).isEqualTo(views(untouched));
    assertThat(find(only(unseen, partPaid)).total()).isEqualTo(2);
    assertThat(find(of(Set.of(eth.id()), Optional.empty(), Optional.empty())).views())
        .isEqualTo(views(untouched));
    assertThat(find(of(Set.of(eth.id(), usdt.id()), Optional.of(middle), Optional.empty())).views())
        .isEqualTo(views(part));
    assertThat(find(of(Set.of(usdt.id()), Optional.empty(), Optional.of(middle))).views())
        .isEqualTo(views(untouched));
  }

  private static Slice of(Set<Integer> assets, Optional<Instant> from, Optional<Instant> to) {
    return new Slice(Set.of(), Optional.of(assets), from, to, Order.CREATED, true, 9, 0);
  }
}
