package coffer.chain;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Status;
import coffer.db.Db;
import coffer.db.TestDb;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A payment that no mempool showed, in a block whose miner's clock is late: it was sent at some
/// time between the block's and the one when the block was read.
class ClockSkewDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final World world = new World(DATABASE);
  private final Chain chain =
      world.db.tx(tx -> world.sandbox.chain(tx, world.organization.id(), "bitcoin"));
  private final Asset btc = world.asset(chain, "BTC");
  private final MadeUpChain made = new MadeUpChain(world.now.get());
  private final List<InvoiceView> invoices = new ArrayList<>();
  private BlockScanner scanner;
  private BigDecimal first = BigDecimal.ZERO;
  private BigDecimal second = BigDecimal.ZERO;

  /// Quoted twice, a quarter of an hour apart; the coin became dearer in between.
  @BeforeEach
  void twoQuotes() {
    var source = made.source(btc, _ -> world.address(invoices.getFirst(), btc), 100);
    scanner = world.watch(chain, source, Optional.of(0L));
    var usdt = world.asset(world.chain("tron"), "USDT");
    var invoice = world.invoice("600", "EUR", btc, usdt);
    world.choose(invoice, btc);
    invoices.add(invoice);
    world.pass(Duration.ofMinutes(16));
    world.db.run(
        tx ->
            tx.update(
                """
                INSERT INTO rate (base, quote, source, at, value)
                SELECT DISTINCT base, quote, source, ?::timestamptz, 66000 FROM rate WHERE base = 'BTC' ON CONFLICT DO NOTHING
                """,
                world.now.get().minusSeconds(1)));
    var quotes = world.choose(invoice, btc).quotes();
    first = quotes.getFirst().due().orElseThrow();
    second = quotes.getLast().due().orElseThrow();
    assertThat(second).isLessThan(first);
  }

  @Test
  void paidAsTheSecondQuoteAsks() {
    paid(second, Duration.ofMinutes(20));
    assertThat(view().standing().status()).isEqualTo(Status.SETTLED);
    assertThat(view().standing().over()).isFalse();
  }

  @Test
  void paidAsTheFirstQuoteAsks() {
    paid(first, Duration.ofMinutes(20));
    assertThat(view().standing().status()).isEqualTo(Status.SETTLED);
    assertThat(view().standing().over()).isFalse();
  }

  /// After an outage of ours a block's time says more than the time at which it was read.
  @Test
  void noClockIsOffByMoreThanTwoHours() {
    world.pass(Duration.ofHours(-1).plusMinutes(30));
    world.db.run(
        tx ->
            tx.update(
                "UPDATE quote SET created_at = created_at + interval '3 hours',"
                    + " valid_until = valid_until + interval '3 hours'"
                    + " WHERE id = (SELECT max(id) FROM quote WHERE invoice_id = ?)",
                world.id(invoices.getFirst())));
    paid(second, Duration.ofHours(5));
    assertThat(view().standing().status()).isNotEqualTo(Status.SETTLED);
  }

  private void paid(BigDecimal amount, Duration readAfter) {
    var units = world.units(btc, amount.toPlainString());
    made.extend(
        List.of(List.of(), List.of(), List.of(new MadeUpChain.Pay("0xf1", "out:0", 0, units))));
    made.extend(Collections.nCopies(3, List.of()));
    world.pass(readAfter);
    while (scanner.step()) {}
  }

  private InvoiceView view() {
    return world.view(invoices.getFirst());
  }
}
