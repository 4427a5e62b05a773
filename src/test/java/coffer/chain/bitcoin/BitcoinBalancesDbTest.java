package coffer.chain.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.chain.Comparison;
import coffer.core.chain.Address;
import coffer.core.custody.RoundPart;
import coffer.db.Db;
import coffer.db.TestDb;
import coffer.testnet.Bitcoind;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Ledger and chain compared over a real node.
class BitcoinBalancesDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final Bitcoind node = Bitcoind.start();
  @AutoClose private final BitcoinShop shop = new BitcoinShop(DATABASE, node);

  @AutoClose
  private final BitcoinSource source =
      new BitcoinSource(
          shop.chain,
          shop.world.chains.assetsOf(shop.chain),
          java.util.List.of(BitcoinWorld.endpoint(node)),
          BitcoinWorld.LIMITS);

  private final Comparison comparison = new Comparison(shop.world, shop.chain, source);

  /// Paid to an address before Coffer gave it out.
  @Test
  void anOutputThatWasMissedIsFoundByTheSearchAlone() {
    var first = shop.invoice("1");
    node.send(BitcoinWorld.out(following(first.quotes().getLast().address()), 70_000_000L));
    shop.mine(3);
    var invoice = shop.invoice("1");
    shop.pay(invoice, "1");
    shop.mine(3);
    comparison.turn(100);
    assertThat(comparison.only().told()).isEmpty();
    assertThat(comparison.coins(comparison.only())).isEqualTo("0.7");
    shop.world.pass(Duration.ofHours(2));
    shop.mine(1);
    comparison.turn(100);
    assertThat(comparison.only().told()).as("seen at two blocks").isPresent();
    assertThat(comparison.only().cause().orElseThrow()).startsWith("a payment was missed");
    shop.world.pass(Duration.ofHours(2));
    comparison.turn(100);
    assertThat(comparison.found()).as("what is held is all right, the difference stays").hasSize(1);
  }

  @Test
  void anOutputThatIsNotThereIsFoundAmongWhatIsHeld() {
    var invoice = shop.invoice("1");
    var txid = shop.pay(invoice, "1");
    shop.mine(3);
    comparison.turn(100);
    assertThat(comparison.found()).isEmpty();
    comparison.book(
        txid, "out:77", shop.btc, shop.address(invoice), shop.world.units(shop.btc, "1"));
    shop.world.pass(Duration.ofHours(2)); // the next search is due in a day
    comparison.turn(100);
    assertThat(comparison.coins(comparison.only())).isEqualTo("-1");
    assertThat(comparison.round(RoundPart.ALL).before()).isEmpty();
    shop.mine(1);
    comparison.turn(100);
    assertThat(comparison.only().cause()).contains("a payment was booked twice: " + txid);
  }

  @Test
  void nothingDiffersWhilePaymentsWaitAreMinedSpentAndUndone() {
    var project = shop.project("merchant", "wpkh");
    var invoice = shop.invoice(project, "1");
    agree();
    shop.pay(invoice, "1");
    shop.scan();
    agree(); // in the mempool
    node.mine(1);
    agree(); // mined, and not read yet
    shop.mine(3);
    agree();
    node.wallet("merchant", "sendtoaddress", node.newAddress(), "0.4");
    shop.scan();
    agree(); // the owner spends, unconfirmed
    shop.mine(1);
    agree();
    node.rpc("invalidateblock", node.rpc("getbestblockhash").asString());
    agree(); // undone, and the scanner has not seen it
    shop.mine(4);
    agree();
  }

  private void agree() {
    comparison.whole();
    comparison.turn(1000);
    shop.world.pass(Duration.ofHours(2));
    assertThat(
            shop.world.db.<Long>tx(
                tx ->
                    tx.only(
                        "SELECT count(*) AS n FROM custody_difference WHERE chain_id = ?",
                        row -> row.number("n"),
                        shop.chain.id())))
        .isZero();
  }

  /// The next address of the wallet.
  private Address following(String address) {
    var formats = new BitcoinAddresses();
    var parsed = formats.parse(address, shop.chain).orElseThrow();
    return shop.world.db.tx(
        tx ->
            tx.only(
                """
                SELECT v.xpub, w.hd_index FROM watched_address w JOIN wallet v ON v.id = w.wallet_id
                WHERE w.address = ?
                """,
                row -> formats.derive(row.text("xpub"), row.number("hd_index") + 1),
                parsed.bytes()));
  }
}
