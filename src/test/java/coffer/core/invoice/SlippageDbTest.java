package coffer.core.invoice;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.db.Db;
import coffer.db.TestDb;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Invoices that are quoted anew when a rate moves.
class SlippageDbTest {
  private static final Db.Address DATABASE = TestDb.address();

  @AutoClose private final World world = new World(DATABASE);
  private final Chain chain = world.chain("ethereum");
  private final Asset eth = world.asset(chain, "ETH");
  private final Asset usdt = world.asset(chain, "USDT");
  private final Slippage slippage = slippage();

  private Slippage slippage() {
    return new Slippage(world.invoices, world.chains, world.rates, world.clock);
  }

  /// 100 EUR.
  private InvoiceView invoice(String percent, Asset... options) {
    var command = World.command("100", "EUR", options).change();
    return world.invoice(command.slippagePercent(Optional.of(new BigDecimal(percent))).build());
  }

  /// What one ETH costs in EUR.
  private void ether(String rate) {
    world.db.run(
        tx ->
            tx.update(
                "UPDATE rate SET value = ? WHERE base = 'ETH' AND quote = 'EUR'",
                new BigDecimal(rate)));
    world.pass(Duration.ofMinutes(2)); // longer than rates are cached, and than a sum due stays
  }

  private List<String> due(InvoiceView invoice) {
    return world.view(invoice).quotes().stream()
        .map(quote -> quote.due().orElseThrow().stripTrailingZeros().toPlainString())
        .toList();
  }

  private Status status(InvoiceView invoice) {
    return world.view(invoice).standing().status();
  }

  @Test
  void aRateThatMovesFurtherMakesANewQuote() {
    ether("2500");
    var invoice = invoice("2", eth);
    assertThat(invoice.slippagePercent().orElseThrow()).isEqualByComparingTo("2");
    ether("2450"); // two percent less
    slippage.round(world.db);
    assertThat(due(invoice)).containsExactly("0.04");
    ether("2000");
    slippage.round(world.db);
    assertThat(due(invoice)).containsExactly("0.04", "0.05");
    assertThat(world.events(invoice)).containsExactly("invoice.created", "invoice.quoted");
    ether("2500");
    slippage.round(world.db);
    assertThat(due(invoice)).containsExactly("0.04", "0.05", "0.04");
  }

  @Test
  void theEarlierSumIsAPromise() {
    ether("2500");
    var fallen = invoice("2", eth);
    ether("2000");
    var risen = invoice("2", eth);
    slippage.round(world.db);
    ether("2500");
    slippage.round(world.db);
    assertThat(due(fallen)).containsExactly("0.04", "0.05", "0.04");
    assertThat(due(risen)).containsExactly("0.05", "0.04");
    ether("2000");
    slippage.round(world.db);
    world.pay(fallen, eth, "0.04");
    world.pay(risen, eth, "0.05");
    world.mine(chain, World.DEPTH);
    for (var invoice : List.of(fallen, risen)) {
      assertThat(status(invoice)).isEqualTo(Status.SETTLED);
      assertThat(world.view(invoice).standing().over()).isFalse();
    }
  }

  @Test
  void afterThePromiseThePaymentCountsAtTheRateOfItsTime() {
    ether("2500");
    var invoice = invoice("2", eth);
    ether("2000");
    slippage.round(world.db);
    world.pass(Duration.ofMinutes(16));
    world.pay(invoice, eth, "0.04");
    world.mine(chain, World.DEPTH);
    assertThat(status(invoice)).isEqualTo(Status.OPEN);
    assertThat(new BigDecimal(world.view(invoice).standing().confirmed(), 8))
        .isEqualByComparingTo("80");
  }

  @Test
  void aPaymentOrTheEndOfTheInvoiceOrNoLimitKeepsTheSum() {
    ether("2500");
    var paid = invoice("2", eth);
    var unlimited = world.invoice("100", "EUR", eth);
    var cancelled = invoice("2", eth);
    var expired = invoice("2", eth);
    world.pay(paid, eth, "0.01");
    world.scan(chain);
    world.db.run(
        tx ->
            world.invoices.mark(
                tx,
                world.id(cancelled),
                new Mark(Mark.Kind.CANCELLED, "merchant", "", world.clock.instant())));
    world.db.run(tx -> world.invoices.end(tx, world.id(expired), "merchant", ""));
    ether("2000");
    slippage.round(world.db);
    for (var each : List.of(paid, unlimited, cancelled, expired)) {
      assertThat(due(each)).containsExactly("0.04");
    }
    var late = invoice("2", eth);
    world.pass(Duration.ofMinutes(61));
    ether("2500");
    slippage.round(world.db);
    assertThat(due(late)).containsExactly("0.05");
  }

  @Test
  void onlyTheCoinThatMovedIsQuotedAnew() {
    ether("2500");
    var invoice = invoice("2", eth, usdt);
    slippage.round(world.db);
    assertThat(world.view(invoice).quotes()).isEmpty();
    world.choose(invoice, eth);
    world.choose(invoice, usdt);
    ether("2000");
    slippage.round(world.db);
    assertThat(due(invoice)).hasSize(3).last().isEqualTo("0.05");
  }

  @Test
  void aSumStaysForAMinuteAndSoDoesTheHundredthQuote() {
    ether("2500");
    var invoice = invoice("0", eth);
    ether("2000");
    slippage.round(world.db);
    world.db.run(
        tx -> tx.update("UPDATE rate SET value = 2500 WHERE base = 'ETH' AND quote = 'EUR'"));
    world.pass(Duration.ofSeconds(59));
    slippage.round(world.db);
    assertThat(due(invoice)).containsExactly("0.04", "0.05");
    var patient = World.command("100", "EUR", eth).change();
    var many =
        world.invoice(
            patient
                .slippagePercent(Optional.of(BigDecimal.ZERO))
                .lifetime(Optional.of(Duration.ofDays(2)))
                .build());
    for (int i = 0; i < Slippage.MAX_QUOTES + 5; i++) {
      ether(i % 2 == 0 ? "2000" : "2500");
      slippage.round(world.db);
    }
    assertThat(due(many)).hasSize(Slippage.MAX_QUOTES);
  }

  @Test
  void twoServersAtOnceMakeOneQuote() throws Exception {
    ether("2500");
    var invoice = invoice("2", eth);
    ether("2000");
    Callable<Integer> round = () -> slippage().round(world.db);
    try (var pool = Executors.newFixedThreadPool(2)) {
      for (var done : pool.invokeAll(List.of(round, round, round, round))) done.get();
    }
    assertThat(due(invoice)).containsExactly("0.04", "0.05");
  }
}
