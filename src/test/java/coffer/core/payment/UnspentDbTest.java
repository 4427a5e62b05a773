package coffer.core.payment;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.Chain;
import coffer.core.chain.Confirmations;
import coffer.core.chain.Confirmations.Tier;
import coffer.core.chain.Outpoint;
import coffer.core.chain.Spend;
import coffer.core.chain.Transfer;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.invoice.Status;
import coffer.core.wallet.OwnedOutputs;
import coffer.db.Db;
import coffer.db.TestDb;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A chain whose transactions spend outputs and wait in a mempool, made up here: depth by amount,
/// money that counts unconfirmed, new coins, departures.
class UnspentDbTest {
  private static final Db.Address DATABASE = TestDb.address();

  /// Above what any depth here reaches.
  private static final long NOTHING_FINAL = 0;

  /// What every unconfirmed transaction here spends.
  private static final String FUNDS = "f".repeat(64) + ":0";

  @AutoClose private final World world = new World(DATABASE);
  private final Chain chain = world.chain("bitcoin");
  private Asset btc = world.asset(chain, "BTC");

  @BeforeEach
  void depthByAmount() {
    var table =
        new Confirmations(
            List.of(
                new Tier(Optional.of(world.units(btc, "1")), 2),
                new Tier(Optional.of(world.units(btc, "10")), 3),
                new Tier(Optional.empty(), 6)));
    btc = world.change(btc, terms -> terms.confirmations(table));
  }

  @Test
  void aLargerSumWaitsLonger() {
    assertThat(depthOf("1", "1")).isEqualTo(2);
    assertThat(depthOf("1.00000001", "1.00000001")).isEqualTo(3);
    assertThat(depthOf("10", "10")).isEqualTo(3);
    assertThat(depthOf("11", "11")).isEqualTo(6);
    assertThat(depthOf("11", "0.5")).as("a part of much").isEqualTo(6);
    assertThat(depthOf("0.1", "20")).as("much for little").isEqualTo(6);
  }

  @Test
  void nothingCountsBeforeItsDepth() {
    var invoice = world.invoice("1.5", "BTC", btc);
    blocks(1, arrival("a1", address(invoice), "1.5", Optional.of(block(1))));
    blocks(2);
    assertThat(status(invoice)).isEqualTo(Status.CONFIRMING);
    assertThat(world.available(btc)).isZero();
    blocks(3);
    assertThat(status(invoice)).isEqualTo(Status.SETTLED);
    assertThat(world.available(btc)).isEqualByComparingTo("1.5");
  }

  @Test
  void unconfirmedMoneyCountsOnlyUpToTheMerchantsCap() {
    cap("0.01");
    var small = world.invoice("0.01", "BTC", btc);
    var large = world.invoice("0.02", "BTC", btc);
    unconfirmed(
        arrival("b1", address(small), "0.01", Optional.empty()),
        arrival("b2", address(large), "0.005", Optional.empty()));
    assertThat(status(small)).isEqualTo(Status.SETTLED);
    assertThat(status(large)).as("a small part of more than the cap").isEqualTo(Status.OPEN);
    assertThat(world.available(btc)).isEqualByComparingTo("0.01");
    assertThat(world.events(small))
        .containsExactly("invoice.created", "payment.confirmed", "invoice.settled");
  }

  @Test
  void whatCountedUnconfirmedIsTakenBackWhenItIsReplaced() {
    cap("0.01");
    var invoice = world.invoice("0.01", "BTC", btc);
    unconfirmed(arrival("c1", address(invoice), "0.01", Optional.empty()));
    assertThat(pending()).contains("c1");
    gone("c1");
    assertThat(status(invoice)).isEqualTo(Status.OPEN);
    assertThat(world.available(btc)).isZero();
    assertThat(payment(invoice).status()).isEqualTo(PaymentStatus.REVERSED);
    assertThat(pending()).doesNotContain("c1");
  }

  /// Another endpoint may still have the one that was replaced: until it forgets it, too, nobody
  /// calls it gone.
  @Test
  void whatIsReplacedDoesNotCountBesideWhatReplacesIt() {
    cap("0.01");
    var invoice = world.invoice("0.01", "BTC", btc);
    unconfirmed(arrival("g1", address(invoice), "0.005", Optional.empty()));
    unconfirmed(arrival("g2", address(invoice), "0.005", Optional.empty()));
    assertThat(world.available(btc)).isEqualByComparingTo("0.005");
    assertThat(status(invoice)).isEqualTo(Status.OPEN);
    assertThat(pending()).contains("g2").doesNotContain("g1");
    unconfirmed(arrival("g1", address(invoice), "0.005", Optional.empty()));
    assertThat(world.available(btc)).as("the other way round").isEqualByComparingTo("0.005");
    assertThat(pending()).contains("g1").doesNotContain("g2");
  }

  @Test
  void whatIsMinedEndsWhatItReplaces() {
    cap("0.01");
    var invoice = world.invoice("0.01", "BTC", btc);
    unconfirmed(arrival("h1", address(invoice), "0.005", Optional.empty()));
    var block = Optional.of(block(1));
    blocks(1, spending(FUNDS, arrival("h2", address(invoice), "0.005", block)));
    assertThat(world.available(btc)).isEqualByComparingTo("0.005");
    assertThat(pending()).doesNotContain("h1");
    blocks(2, spending("9".repeat(64) + ":1", arrival("h3", address(invoice), "0.005", block)));
    assertThat(status(invoice)).as("another one that replaces nothing").isEqualTo(Status.SETTLED);
  }

  /// First seen in a block, undone, and spent otherwise in the branch that took over.
  @Test
  void whatTookItsPlaceInAReorgCountsAlone() {
    cap("0.01");
    var invoice = world.invoice("0.01", "BTC", btc);
    var block = Optional.of(block(1));
    blocks(1, spending(FUNDS, arrival("i1", address(invoice), "0.005", block)));
    assertThat(world.available(btc)).isEqualByComparingTo("0.005");
    var other = spending(FUNDS, arrival("i2", address(invoice), "0.005", block));
    book(Optional.of(0L), List.of(block(1)), 1, List.of(other), List.of());
    assertThat(world.available(btc)).isEqualByComparingTo("0.005");
    assertThat(pending()).doesNotContain("i1");
  }

  @Test
  void whatCountedUnconfirmedIsBookedOnceWhateverBlocksDo() {
    cap("0.01");
    var invoice = world.invoice("0.01", "BTC", btc);
    unconfirmed(arrival("d1", address(invoice), "0.01", Optional.empty()));
    blocks(1, arrival("d1", address(invoice), "0.01", Optional.of(block(1))));
    assertThat(world.available(btc)).isEqualByComparingTo("0.01");
    reorg(0, 2);
    assertThat(payment(invoice).status()).as("waits again").isEqualTo(PaymentStatus.CONFIRMED);
    assertThat(payment(invoice).blockHeight()).isEmpty();
    assertThat(world.available(btc)).isEqualByComparingTo("0.01");
    gone("d1");
    assertThat(world.available(btc)).isZero();
    assertThat(status(invoice)).isEqualTo(Status.OPEN);
  }

  @Test
  void newCoinsMature() {
    cap("100");
    var invoice = world.invoice("0.01", "BTC", btc);
    blocks(1, coinbase("e1", address(invoice), "0.01"));
    for (int height = 2; height <= 99; height++) blocks(height);
    assertThat(status(invoice)).isEqualTo(Status.CONFIRMING);
    blocks(100);
    assertThat(status(invoice)).isEqualTo(Status.SETTLED);
  }

  /// First seen when the rate's promise was over, mined in a block of an earlier time: miners'
  /// clocks and ours differ, and the payer gets the better of the two.
  @Test
  void whatIsMinedAtAnEarlierTimeIsInTime() {
    var invoice = world.invoice("60", "EUR", btc);
    var promised = world.view(invoice).quotes().getFirst().validUntil();
    world.now.set(promised.plusSeconds(60));
    unconfirmed(arrival("f1", address(invoice), "0.001", Optional.empty()));
    assertThat(worth("f1")).isPresent();
    var mined = header(1, promised.minusSeconds(60));
    world.now.set(promised.plusSeconds(120));
    tell(List.of(mined), 1, arrival("f1", address(invoice), "0.001", Optional.of(mined)));
    assertThat(worth("f1")).as("counts by its quote again").isEmpty();
    assertThat(payment(invoice).paidAt()).isEqualTo(promised.minusSeconds(60));
  }

  @Test
  void aSpentOutputLeaves() {
    var invoice = world.invoice("0.5", "BTC", btc);
    var outputs = new OwnedOutputs(chain);
    var txid = "a".repeat(64);
    blocks(1, arrival(txid, address(invoice), "0.5", Optional.of(block(1))));
    blocks(2);
    assertThat(world.available(btc)).isEqualByComparingTo("0.5");
    world.db.run(outputs::refresh);
    assertThat(outputs.mayContain(new Outpoint(txid, 0).hash64())).isTrue();
    assertThat(outputs.mayContain(new Outpoint(txid, 1).hash64())).isFalse();

    spend(3, new Spend("b".repeat(64), 1, new Outpoint(txid, 0), Optional.of(block(3)), List.of()));
    assertThat(world.available(btc)).as("not deep enough").isEqualByComparingTo("0.5");
    blocks(4);
    assertThat(world.available(btc)).isZero();
    assertThat(status(invoice)).as("it was paid").isEqualTo(Status.SETTLED);
    reorg(2, 5);
    assertThat(world.available(btc)).as("it did not leave").isEqualByComparingTo("0.5");
  }

  @Test
  void whatCameAndLeftInOneBlockDidBoth() {
    var invoice = world.invoice("0.5", "BTC", btc);
    var came = "c".repeat(64);
    var spend =
        new Spend("d".repeat(64), 0, new Outpoint(came, 0), Optional.of(block(1)), List.of());
    var update =
        new ChainUpdate(
            chain,
            Optional.empty(),
            List.of(block(1)),
            List.of(arrival(came, address(invoice), "0.5", Optional.of(block(1)))),
            List.of(spend),
            1,
            NOTHING_FINAL,
            true);
    world.db.run(tx -> world.payments.onBlocks(tx, update));
    blocks(2);
    assertThat(status(invoice)).isEqualTo(Status.SETTLED);
    assertThat(world.available(btc)).isZero();
    var stranger =
        new Spend("e".repeat(64), 0, new Outpoint(came, 7), Optional.of(block(3)), List.of());
    spend(3, stranger);
    blocks(4);
    assertThat(world.available(btc)).as("another output of it is not ours").isZero();
  }

  private int depthOf(String price, String paid) {
    var invoice = world.invoice(price, "BTC", btc);
    var txid = "depth-" + price + "-" + paid;
    unconfirmed(arrival(txid, address(invoice), paid, Optional.empty()));
    return payment(invoice).needed().orElseThrow();
  }

  private void cap(String most) {
    world.db.run(
        tx ->
            tx.update(
                "INSERT INTO unconfirmed_cap (project_id, asset_id, mode, units) VALUES (?, ?, ?, ?)",
                world.project.id(),
                btc.id(),
                world.project.mode().text(),
                world.units(btc, most)));
  }

  private Optional<BigInteger> worth(String txid) {
    return world.db.tx(
        tx ->
            tx.only(
                "SELECT worth FROM movement WHERE chain_id = ? AND txid = ?",
                row -> row.maybeUnits("worth"),
                chain.id(),
                txid));
  }

  private Set<String> pending() {
    return world.db.tx(tx -> world.payments.pending(tx, chain));
  }

  private void unconfirmed(Transfer... seen) {
    world.db.run(tx -> world.payments.onUnconfirmed(tx, chain, List.of(seen), List.of(), Set.of()));
  }

  private void gone(String txid) {
    world.db.run(tx -> world.payments.onUnconfirmed(tx, chain, List.of(), List.of(), Set.of(txid)));
  }

  private void blocks(long height, Transfer... transfers) {
    tell(List.of(block(height)), height, transfers);
  }

  private void tell(List<BlockHeader> headers, long height, Transfer... transfers) {
    book(Optional.empty(), headers, height, List.of(transfers), List.of());
  }

  private void spend(long height, Spend spend) {
    book(Optional.empty(), List.of(block(height)), height, List.of(), List.of(spend));
  }

  private void reorg(long ancestor, long height) {
    book(Optional.of(ancestor), List.of(block(height)), height, List.of(), List.of());
  }

  private void book(
      Optional<Long> ancestor,
      List<BlockHeader> headers,
      long height,
      List<Transfer> transfers,
      List<Spend> spends) {
    var update =
        new ChainUpdate(chain, ancestor, headers, transfers, spends, height, NOTHING_FINAL, true);
    world.db.run(tx -> world.payments.onBlocks(tx, update));
  }

  private Transfer arrival(String txid, Address to, String amount, Optional<BlockHeader> block) {
    return transfer(txid, to, amount, block, 0);
  }

  private Transfer coinbase(String txid, Address to, String amount) {
    return transfer(txid, to, amount, Optional.of(block(1)), 100);
  }

  private static Transfer spending(String outpoint, Transfer of) {
    return new Transfer(
        of.txid(),
        of.position(),
        of.asset(),
        of.from(),
        of.to(),
        of.units(),
        of.block(),
        List.of(outpoint),
        of.maturity(),
        of.facts());
  }

  private Transfer transfer(
      String txid, Address to, String amount, Optional<BlockHeader> block, int maturity) {
    return new Transfer(
        txid,
        "out:0",
        btc,
        Optional.empty(),
        Optional.of(to),
        world.units(btc, amount),
        block,
        block.isPresent() ? List.of() : List.of(FUNDS),
        maturity,
        Map.of());
  }

  private BlockHeader block(long height) {
    return header(height, world.now.get());
  }

  private static BlockHeader header(long height, Instant at) {
    return new BlockHeader(height, "b" + height, "b" + (height - 1), at);
  }

  private Address address(InvoiceView invoice) {
    return world.address(invoice, btc);
  }

  private InvoiceView.PaymentView payment(InvoiceView invoice) {
    return world.view(invoice).payments().getFirst();
  }

  private Status status(InvoiceView invoice) {
    return world.view(invoice).standing().status();
  }
}
