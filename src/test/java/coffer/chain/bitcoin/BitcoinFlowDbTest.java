package coffer.chain.bitcoin;

import static coffer.core.invoice.Status.CONFIRMING;
import static coffer.core.invoice.Status.OPEN;
import static coffer.core.invoice.Status.SETTLED;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.core.ledger.Account;
import coffer.db.Db;
import coffer.db.TestDb;
import coffer.testnet.Bitcoind;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// From the invoice to the ledger over a real node: what waits, what is mined, what is replaced.
class BitcoinFlowDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private static final Bitcoind NODE = Bitcoind.start();
  @AutoClose private final BitcoinShop shop = new BitcoinShop(DATABASE, NODE);

  @Test
  void aPaymentIsSeenAtOnceAndSettlesWhenItIsFinal() {
    var invoice = shop.invoice("0.02");
    shop.pay(invoice, "0.02");
    shop.scan();
    assertThat(shop.status(invoice)).isEqualTo(CONFIRMING);
    assertThat(shop.payment(invoice).status()).isEqualTo(PaymentStatus.SEEN);
    assertThat(shop.payment(invoice).blockHash()).isEmpty();
    var id = shop.payment(invoice).id();
    shop.mine(1);
    assertThat(shop.status(invoice)).isEqualTo(CONFIRMING);
    assertThat(shop.payment(invoice).blockHash()).isPresent();
    shop.mine(1);
    assertThat(shop.status(invoice)).isEqualTo(SETTLED);
    assertThat(shop.payment(invoice).id()).isEqualTo(id);
    assertThat(shop.available()).isEqualByComparingTo("0.02");
    assertThat(shop.events(invoice)).doesNotContain("payment.reversed");
  }

  /// The accounts are what Bitcoin Core's own wallet says of itself.
  @ParameterizedTest
  @CsvSource({"wpkh, bcrt1q", "tr, bcrt1p"})
  void theOwnersDescriptorSaysWhichAddresses(String kind, String prefix) {
    var wallet = "shop-" + kind;
    var invoice = shop.invoice(shop.project(wallet, kind), "0.5");
    assertThat(shop.to(invoice)).startsWith(prefix);
    NODE.pay(shop.to(invoice), "0.5");
    shop.mine(2);
    assertThat(shop.status(invoice)).isEqualTo(SETTLED);
    assertThat(NODE.wallet(wallet, "getbalance").decimalValue()).isEqualByComparingTo("0.5");
    assertThat(NODE.wallet(wallet, "getaddressinfo", shop.to(invoice)).get("ismine").asBoolean())
        .isTrue();
  }

  @Test
  void twoOutputsToOneInvoiceAreTwoPayments() {
    var invoice = shop.invoice("0.05");
    var txid =
        NODE.send(shop.out(invoice, "0.02"), shop.out(invoice, "0.02"), shop.out(invoice, "0.01"));
    shop.scan();
    assertThat(shop.payments(invoice)).hasSize(3).allMatch(p -> p.txid().equals(txid));
    shop.mine(2);
    assertThat(shop.status(invoice)).isEqualTo(SETTLED);
    assertThat(shop.payments(invoice)).hasSize(3);
    assertThat(shop.available()).isEqualByComparingTo("0.05");
  }

  @Test
  void oneTransactionPaysTwoInvoices() {
    var first = shop.invoice("0.01");
    var second = shop.invoice("0.03");
    NODE.send(shop.out(first, "0.01"), shop.out(second, "0.02"));
    shop.mine(2);
    assertThat(shop.status(first)).isEqualTo(SETTLED);
    assertThat(shop.status(second)).isEqualTo(OPEN);
    shop.pay(second, "0.01");
    shop.mine(2);
    assertThat(shop.status(second)).isEqualTo(SETTLED);
    assertThat(shop.available()).isEqualByComparingTo("0.04");
  }

  @Test
  void aHigherFeeReplacesThePaymentByAnother() {
    var invoice = shop.invoice("0.02");
    var txid = shop.pay(invoice, "0.02");
    shop.scan();
    var other = NODE.rpc("bumpfee", txid).get("txid").asString();
    shop.scan();
    assertThat(statuses(invoice))
        .isEqualTo(Map.of(txid, PaymentStatus.REVERSED, other, PaymentStatus.SEEN));
    assertThat(shop.status(invoice)).isEqualTo(CONFIRMING);
    shop.mine(2);
    assertThat(shop.status(invoice)).isEqualTo(SETTLED);
    assertThat(shop.events(invoice)).contains("payment.reversed");
    assertThat(shop.available()).isEqualByComparingTo("0.02");
  }

  @Test
  void thePayerTakesItBack() {
    var invoice = shop.invoice("0.02");
    var txid = shop.pay(invoice, "0.02");
    shop.scan();
    assertThat(shop.status(invoice)).isEqualTo(CONFIRMING);
    var twice = BitcoinWorld.elsewhere(NODE, txid);
    NODE.submit(twice);
    shop.scan();
    assertThat(shop.status(invoice)).isEqualTo(OPEN);
    assertThat(shop.payment(invoice).status()).isEqualTo(PaymentStatus.REVERSED);
    assertThat(shop.events(invoice)).containsOnlyOnce("payment.reversed");
    shop.mine(2);
    assertThat(shop.status(invoice)).isEqualTo(OPEN);
    assertThat(shop.available()).isEqualByComparingTo("0");
  }

  @Test
  void aBlockMayHoldTheOtherOneOfTwo() {
    var invoice = shop.invoice("0.02");
    var txid = shop.pay(invoice, "0.02");
    shop.scan();
    NODE.mineOnly(BitcoinWorld.elsewhere(NODE, txid));
    shop.scan();
    assertThat(shop.status(invoice)).isEqualTo(OPEN);
    assertThat(shop.payment(invoice).status()).isEqualTo(PaymentStatus.REVERSED);
  }

  @Test
  void whatWasEvictedMayComeBack() {
    var invoice = shop.invoice("0.02");
    var txid = shop.pay(invoice, "0.02");
    var raw = NODE.raw(txid);
    shop.scan();
    NODE.evictAll();
    shop.scan();
    assertThat(shop.payment(invoice).status()).isEqualTo(PaymentStatus.REVERSED);
    assertThat(shop.status(invoice)).isEqualTo(OPEN);
    NODE.submit(raw);
    shop.scan();
    assertThat(shop.status(invoice)).isEqualTo(CONFIRMING);
    assertThat(shop.payments(invoice)).hasSize(1);
    shop.mine(2);
    assertThat(shop.status(invoice)).isEqualTo(SETTLED);
  }

  /// The address was given out after the payment to it had been fetched, as when two servers share
  /// an account.
  @Test
  void anAddressThatIsWatchedLaterIsFoundInWhatWaits() {
    var project = shop.project("shop-later", "wpkh");
    var first = shop.invoice(project, "0.01");
    var next =
        NODE.wallet("shop-later", "deriveaddresses", descriptor("shop-later"), List.of(1, 30));
    for (var address : next) NODE.pay(address.asString(), "0.01");
    shop.scan();
    assertThat(shop.payments(first)).isEmpty();
    var second = shop.invoice(project, "0.01");
    assertThat(next.valueStream().map(a -> a.asString())).contains(shop.to(second));
    shop.scan();
    assertThat(shop.status(second)).isEqualTo(CONFIRMING);
  }

  private static String descriptor(String wallet) {
    return NODE.wallet(wallet, "listdescriptors")
        .get("descriptors")
        .valueStream()
        .map(d -> d.get("desc").asString())
        .filter(d -> d.startsWith("wpkh(") && d.contains("/0/*"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatABlockMadeCountsWhenItIsMature() {
    var invoice = shop.invoice("0.1");
    NODE.mineTo(shop.to(invoice));
    shop.mine(98);
    assertThat(shop.status(invoice)).isEqualTo(CONFIRMING);
    shop.mine(1);
    assertThat(shop.status(invoice)).isEqualTo(SETTLED);
    assertThat(shop.payment(invoice).status()).isEqualTo(PaymentStatus.CONFIRMED);
  }

  /// The owner of a watch-only wallet spends what came.
  @Test
  void aDepartureIsBooked() {
    var project = shop.project("shop-spends", "wpkh");
    var invoice = shop.invoice(project, "0.4");
    NODE.pay(shop.to(invoice), "0.4");
    shop.mine(2);
    var account = Account.project(Account.Kind.AVAILABLE, project.id(), shop.btc);
    assertThat(coins(account)).isEqualByComparingTo("0.4");
    NODE.wallet("shop-spends", "sendall", List.of(NODE.newAddress()));
    shop.scan();
    shop.mine(2);
    assertThat(coins(account)).isEqualByComparingTo("0");
    assertThat(shop.status(invoice)).isEqualTo(SETTLED);
  }

  private BigDecimal coins(Account account) {
    return new BigDecimal(shop.world.db.tx(tx -> shop.world.ledger.lock(tx, account)), 8);
  }

  @Test
  void bothMayBeStartedAnewInTheMiddle() {
    var invoices = new java.util.ArrayList<InvoiceView>();
    for (int i = 0; i < 6; i++) {
      var invoice = shop.invoice("0.01");
      shop.pay(invoice, "0.01");
      invoices.add(invoice);
      if (i == 1) shop.scan();
      if (i == 2) NODE.mine(1);
      if (i == 3) NODE.restart();
      if (i == 4) shop.restart();
    }
    NODE.mine(3);
    org.awaitility.Awaitility.await()
        .ignoreExceptionsInstanceOf(coffer.chain.SourceException.class)
        .until(
            () -> {
              shop.scan();
              return true;
            });
    assertThat(invoices).allMatch(invoice -> shop.status(invoice) == SETTLED);
    assertThat(shop.available()).isEqualByComparingTo("0.06");
  }

  private Map<String, PaymentStatus> statuses(InvoiceView invoice) {
    return shop.payments(invoice).stream()
        .collect(java.util.stream.Collectors.toMap(PaymentView::txid, PaymentView::status));
  }
}
