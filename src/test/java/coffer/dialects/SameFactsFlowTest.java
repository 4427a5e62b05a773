package coffer.dialects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import coffer.api.ApiClient.Answer;
import coffer.api.Credential;
import coffer.api.OpenApiContract;
import coffer.api.onchainpay.OnchainPayClient;
import coffer.app.Storefront;
import coffer.app.Storefront.Bill;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// One invoice, read with the key of every dialect of its project: the same sum, the same address,
/// the same transaction, the same times, and each dialect's word for the same standing.
final class SameFactsFlowTest {
  private static final String NETWORK = "tron";

  @AutoClose private static final Storefront shop = Storefront.withoutLimits();

  private final ApiClient coffer = client("coffer", "Problem", "/coffer/v1");
  private final ApiClient coinvoice = client("coinvoice", "Error", "/coinvoice/api/v1");
  private final ApiClient getcrypto = client("getcrypto", "Error", "/getcrypto/v1");
  private final ApiClient itispay = client("itispay", "Error", "/itispay/api/v1");
  private final OnchainPayClient onchainpay =
      new OnchainPayClient(
          shop.url(), shop.keys().onchainpay().publicKey(), shop.keys().onchainpay().secret());

  private static ApiClient client(String dialect, String error, String root) {
    var keys = shop.keys();
    var credential =
        switch (dialect) {
          case "coinvoice" -> Credential.xApiKey(keys.coinvoice());
          case "getcrypto" -> Credential.bearer(keys.getcrypto());
          case "itispay" -> Credential.apiKey(keys.itispay());
          default -> Credential.bearer(keys.coffer());
        };
    return new ApiClient(shop.url(), credential, OpenApiContract.of(dialect, error, root));
  }

  /// What happens to an invoice, and the words for it: ours, CoinVoice's, GetCrypto's, ItIsPay's,
  /// OnchainPay's for an order and for an invoice.
  enum Story {
    UNPAID("open", "pending", "pending", "new", "init", "INIT"),
    SEEN("confirming", "pending", "confirming", "pending", "pending", "PENDING"),
    A_PART("open", "pending", "partially_paid", "paid_partial", "pending", "PENDING"),
    WHOLE("settled", "paid", "paid", "completed", "processed", "PROCESSED"),
    OVER("settled", "paid", "paid", "completed", "overpaid", "OVERPAID"),
    LATE("settled", "paid", "paid", "completed", "processed", "PROCESSED"),
    EXPIRED("expired", "expired", "expired", "expired", "expired", "EXPIRED"),
    A_PART_EXPIRED("expired", "expired", "partially_paid", "paid_partial", "partial", "PARTIAL"),
    CANCELLED("cancelled", "cancelled", "cancelled", "cancelled", "error", "REJECTED");

    private final List<String> words;

    Story(String... words) {
      this.words = List.of(words);
    }
  }

  private static final List<String> ORDER_WORDS =
      Stream.of(Story.values()).map(story -> story.words.get(4)).distinct().toList();
  private static final List<String> INVOICE_WORDS =
      Stream.of(Story.values()).map(story -> story.words.get(5)).distinct().toList();

  private static Stream<Arguments> stories() {
    return Stream.of(
            "coffer", "coinvoice", "getcrypto", "itispay", "onchainpay", "onchainpay invoice")
        .flatMap(maker -> Stream.of(Story.values()).map(story -> Arguments.of(maker, story)));
  }

  @BeforeEach
  void coinvoiceSettlesInUsdt() {
    settle("USDT");
  }

  private void settle(String coin) {
    var body = "{'settlement':{'asset':'%s','network':'%s'}}".formatted(coin, NETWORK);
    coffer.patch("/coffer/v1/project", body).is(200);
  }

  @ParameterizedTest
  @MethodSource("stories")
  void everyDialectTellsTheSame(String maker, Story story) {
    var order = maker + " " + story;
    make(maker, order);
    var found = coffer.get("/coffer/v1/invoices?order_id=" + order.replace(" ", "%20")).is(200);
    var bill = new Bill(found.get("/data/0/id"), "");
    live(bill, story);
    var code = shop.code(bill);
    await()
        .untilAsserted(
            () -> assertThat(ours(bill).get("/status")).isEqualTo(story.words.getFirst()));
    var all =
        List.of(
            ours(bill),
            coinvoice.get("/coinvoice/api/v1/invoices/" + code.substring(0, 12)).is(200),
            getcrypto.get("/getcrypto/v1/invoices/in_" + code).is(200),
            itispay.get("/itispay/api/v1/invoices/" + bill.id()).is(200),
            onchainpay.call("order", "{'orderId':'" + bill.id() + "'}").is(200),
            onchainpay.call("get-invoice", "{'invoiceId':'" + bill.id() + "'}").is(200));
    assertThat(
            List.of(
                all.get(0).get("/status"),
                all.get(1).get("/status"),
                all.get(2).get("/data/status"),
                all.get(3).get("/status"),
                all.get(4).get("/response/status"),
                all.get(5).get("/response/status")))
        .isEqualTo(story.words);
    var facts = Facts.ofCoffer(all.get(0));
    // CoinVoice's clients know no payment that may still go: it is not named either.
    assertThat(Facts.ofCoinvoice(all.get(1)))
        .isEqualTo(story == Story.SEEN ? facts.withoutTransaction() : facts);
    assertThat(Facts.ofGetcrypto(all.get(2))).isEqualTo(facts);
    assertThat(Facts.ofItispay(all.get(3))).isEqualTo(facts);
    assertThat(Facts.ofOnchainpay(all.get(4))).isEqualTo(facts);
    assertThat(Facts.ofOnchainpayInvoice(all.get(5))).isEqualTo(facts.withoutAddress());
    if (maker.startsWith("onchainpay")) listedUnderItsWord(maker.contains("invoice"), bill, story);
  }

  /// The database computes the word of a list's filter, and must come to the same.
  private void listedUnderItsWord(boolean invoice, Bill bill, Story story) {
    var method = invoice ? "get-invoices" : "orders";
    for (var word : invoice ? INVOICE_WORDS : ORDER_WORDS) {
      boolean its = story.words.subList(4, 6).contains(word);
      var request = "{'limit':1000,'status':['" + word + "']}";
      // An expiry is shown before it is stored.
      await(word)
          .until(() -> onchainpay.call(method, request).is(200).text().contains(bill.id()) == its);
    }
  }

  /// Less arrives than is sent: prices are paid by it all the same, coins are those that came.
  @Test
  void ofATokenThatChargesAFeeTwoTellThePriceAndThreeTheCoins() {
    settle("TRUB");
    make("coinvoice", "fee");
    var bill =
        new Bill(coffer.get("/coffer/v1/invoices?order_id=fee").is(200).get("/data/0/id"), "");
    paid(bill, 100);
    await().until(() -> ours(bill).get("/status").equals("settled"));
    var code = shop.code(bill);
    var ours = ours(bill);
    var theirs = coinvoice.get("/coinvoice/api/v1/invoices/" + code.substring(0, 12)).is(200);
    assertThat(Facts.ofCoinvoice(theirs)).isEqualTo(Facts.ofCoffer(ours));
    assertThat(Facts.ofCoffer(ours).paid()).isEqualByComparingTo("250");
    var coins = Facts.ofItispay(itispay.get("/itispay/api/v1/invoices/" + bill.id()).is(200));
    assertThat(coins.paid())
        .isEqualByComparingTo(ours.get("/payments/0/amount"))
        .isBetween(new BigDecimal("249"), new BigDecimal("249.99"));
    assertThat(Facts.ofGetcrypto(getcrypto.get("/getcrypto/v1/invoices/in_" + code).is(200)))
        .isEqualTo(coins);
    var order = onchainpay.call("order", "{'orderId':'" + bill.id() + "'}").is(200);
    assertThat(Facts.ofOnchainpay(order)).isEqualTo(coins);
  }

  private Answer ours(Bill bill) {
    return coffer.get("/coffer/v1/invoices/" + bill.id()).is(200);
  }

  /// In the coin itself, so that the price is what is due.
  private void make(String maker, String order) {
    switch (maker) {
      case "coffer" ->
          coffer
              .post(
                  "/coffer/v1/invoices",
                  "{'currency':'USDT','amount':'250','order_id':'%s','options':[{'asset':'USDT','network':'tron'}]}"
                      .formatted(order))
              .is(201);
      case "coinvoice" ->
          coinvoice
              .post("/coinvoice/api/v1/invoices", "{'amount':250,'order_id':'%s'}".formatted(order))
              .is(200);
      case "getcrypto" ->
          getcrypto
              .post(
                  "/getcrypto/v1/invoices",
                  """
                  {'language':'en','input_amount':250,'currency':'usdt','cryptocurrency':'usdt',
                   'network':'trc20','order_id':'%s','project_id':'pr_%s'}
                  """
                      .formatted(order, shop.keys().projectCode()))
              .is(201);
      case "itispay" ->
          itispay
              .post(
                  "/itispay/api/v1/invoices",
                  "{'order_id':'%s','crypto_amount':250,'currency':'USDT_TRC20'}".formatted(order))
              .is(201);
      case "onchainpay" ->
          onchainpay
              .call(
                  "make-order",
                  "{'currency':'USDT','network':'tron','amount':'250','order':'%s'}"
                      .formatted(order))
              .is(200);
      case "onchainpay invoice" ->
          onchainpay
              .call(
                  "make-invoice",
                  """
                  {'currency':'USDT','amount':'250','lifetime':60,'externalId':'%1$s',
                   'order':'%1$s','currencies':[['USDT',['tron']]]}
                  """
                      .formatted(order))
              .is(200);
      default -> throw new IllegalArgumentException(maker);
    }
  }

  private static void live(Bill bill, Story story) {
    switch (story) {
      case UNPAID -> {}
      case SEEN -> shop.pay(bill, 100);
      case A_PART -> part(bill);
      case WHOLE -> paid(bill, 100);
      case OVER -> {
        shop.pay(bill, new BigDecimal("375"));
        shop.mine(NETWORK, 5);
      }
      case LATE -> {
        expired(bill);
        paid(bill, 100);
      }
      case EXPIRED -> expired(bill);
      case A_PART_EXPIRED -> {
        part(bill);
        expired(bill);
      }
      case CANCELLED -> shop.act(bill, "cancel");
    }
  }

  private static void paid(Bill bill, int percent) {
    shop.pay(bill, percent);
    shop.mine(NETWORK, 5);
  }

  private static void part(Bill bill) {
    paid(bill, 40);
    await().until(() -> shop.look(bill).path("amount_confirmed").asString().equals("100"));
  }

  private static void expired(Bill bill) {
    shop.later(Duration.ofHours(2));
    shop.mine(NETWORK, 1);
    await().until(() -> shop.look(bill).path("status").asString().equals("expired"));
  }
}
