package coffer.chain;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.chain.MadeUpChain.Pay;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.Rescans;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.wallet.WatchSet;
import coffer.db.Db;
import coffer.db.TestDb;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// The operator changes where moves of the chain's own coin are read. The same blocks are read
/// again, by a rescan, a reorg or another server, and tell the same moves at other positions.
class ChangedSourceDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  private static final List<List<Pay>> FIVE_EMPTY = Collections.nCopies(5, List.of());

  @AutoClose private final World world = new World(DATABASE);
  private final Instant start = world.now.get();
  private final Chain chain =
      world.db.tx(tx -> world.sandbox.chain(tx, world.organization.id(), "ethereum"));
  private final Asset eth = world.asset(chain, "ETH");
  private final List<InvoiceView> invoices = new ArrayList<>();

  @Test
  void aMoveIsBookedOnceWhicheverSourceShowsItFirst() {
    changed(List.of(pay("value", "1")), List.of(pay("log:0", "1")), "1");
  }

  @Test
  void theWayBackFromLogsToBlocksBooksNothingTwice() {
    changed(List.of(pay("log:0", "1")), List.of(pay("value", "1")), "1");
  }

  @Test
  void tracesAndLogsTellTheSameMoves() {
    changed(
        List.of(pay("value", "1"), pay("call:0", "2"), pay("call:1.0", "1")),
        List.of(pay("log:0", "1"), pay("log:3", "2"), pay("log:4", "1")),
        "4");
  }

  /// What contracts pay is not shown by blocks. It is found, even if it is as much as the value.
  @Test
  void whatOnlyTheNewSourceShowsIsAdded() {
    changed(
        List.of(pay("value", "1")),
        List.of(pay("log:0", "1"), pay("log:1", "1"), pay("log:2", "3")),
        "5");
  }

  @Test
  void tracesAfterBlocksAddTheirsAndKeepTheValue() {
    changed(List.of(pay("value", "1")), List.of(pay("value", "1"), pay("call:0", "2")), "3");
  }

  @Test
  void whatTheNewSourceDoesNotShowStays() {
    changed(List.of(pay("value", "1"), pay("call:0", "2")), List.of(pay("value", "1")), "3");
  }

  /// A source may change more than once.
  @Test
  void aThirdSourceBooksNothingTwice() {
    changed(List.of(pay("value", "1")), List.of(pay("log:0", "1"), pay("log:1", "1")), "2");
    rescan(blocks(List.of(pay("value", "1"), pay("call:0", "1"))));
    assertThat(world.available(eth)).isEqualByComparingTo("2");
    assertThat(world.view(invoices.getFirst()).payments()).hasSize(2);
  }

  /// Another server with another setting follows the reorg.
  @Test
  void aReorgAcrossTheChangeMovesThePaymentAndDoesNotReplaceIt() {
    var byValue = new MadeUpChain(start);
    var scanner = world.watch(chain, source(byValue), Optional.of(0L));
    invoices.add(world.invoice("2500", "EUR", eth));
    byValue.extend(List.of(List.of(pay("value", "1"))));
    while (scanner.step()) {}
    var id = world.view(invoices.getFirst()).payments().getFirst().id();

    var byLog = new MadeUpChain(start).otherwise();
    byLog.extend(List.of(List.of(), List.of(pay("log:0", "1"))));
    byLog.extend(FIVE_EMPTY);
    var another = world.scanner(chain, source(byLog), Optional.of(0L));
    world.pass(Duration.ofHours(1));
    while (another.step()) {}
    var payments = world.view(invoices.getFirst()).payments();
    assertThat(payments).hasSize(1);
    assertThat(payments.getFirst().id()).isEqualTo(id);
    assertThat(payments.getFirst().status()).isEqualTo(PaymentStatus.CONFIRMED);
    assertThat(world.available(eth)).isEqualByComparingTo("1");
  }

  private void changed(List<Pay> before, List<Pay> after, String available) {
    var first = blocks(before);
    var scanner = world.watch(chain, source(first), Optional.of(0L));
    invoices.add(world.invoice("2500", "EUR", eth));
    world.pass(Duration.ofHours(1));
    while (scanner.step()) {}
    rescan(blocks(after));
    assertThat(world.available(eth)).isEqualByComparingTo(available);
    assertThat(world.view(invoices.getFirst()).payments())
        .hasSize(Math.max(before.size(), after.size()));
  }

  private MadeUpChain blocks(List<Pay> pays) {
    var made = new MadeUpChain(start);
    made.extend(List.of(pays));
    made.extend(FIVE_EMPTY);
    return made;
  }

  private void rescan(MadeUpChain made) {
    world.db.run(tx -> Rescans.request(tx, chain, 1, world.now.get()));
    var rescan =
        new Rescan(world.db, chain, source(made), new WatchSet("evm"), world.payments, world.clock);
    while (rescan.step()) {}
  }

  private ChainSource source(MadeUpChain made) {
    return made.source(eth, _ -> world.address(invoices.getFirst(), eth), 100);
  }

  private Pay pay(String position, String amount) {
    BigInteger units = world.units(eth, amount);
    return new Pay("0xf1", position, 0, units);
  }
}
