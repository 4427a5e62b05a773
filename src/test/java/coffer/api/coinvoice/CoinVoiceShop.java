package coffer.api.coinvoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import coffer.api.ApiClient.Answer;
import coffer.api.Credential;
import coffer.api.OpenApiContract;
import coffer.app.Stall;
import coffer.app.Storefront;
import java.math.BigDecimal;

/// A merchant who speaks CoinVoice to a whole server, where he takes webhooks, and a payer on
/// simulated chains.
final class CoinVoiceShop implements AutoCloseable {
  static final String ROOT = "/coinvoice/api/v1";
  static final String INVOICES = ROOT + "/invoices";

  final Storefront front = Storefront.withoutLimits();
  final CoinVoiceInbox inbox = new CoinVoiceInbox();
  final OpenApiContract contract = OpenApiContract.of("coinvoice", "Error", ROOT, "/api/v1");
  final Stall stall = Stall.on(front).settledIn("TRUB:tron");
  final ApiClient api = client(stall);
  final ApiClient own = own(stall);

  ApiClient client(Stall of) {
    return client(of.key("coinvoice"));
  }

  ApiClient client(String key) {
    return new ApiClient(front.url(), Credential.xApiKey(key), contract);
  }

  /// Speaks our own API for the same project.
  ApiClient own(Stall of) {
    var document = OpenApiContract.of("coffer", "Problem", "/coffer/v1");
    return new ApiClient(front.url(), Credential.bearer(of.key("coffer")), document);
  }

  /// An invoice of so many TRUB, told to a box of the inbox.
  Answer order(String amount, String box) {
    var body = "{'amount': %s, 'callback_url': '%s'}".formatted(amount, inbox.url(box));
    return api.post(INVOICES, body).is(200);
  }

  Answer invoice(String id) {
    return api.get(INVOICES + "/" + id).is(200);
  }

  String status(String id) {
    return invoice(id).get("/status");
  }

  /// Pays until it is final.
  void pay(Answer invoice, String amount) {
    send(invoice, amount);
    front.mine("tron", 4);
  }

  /// Pays, in no block yet.
  void send(Answer invoice, String amount) {
    own.post(
            "/coffer/v1/sandbox/pay",
            "{'address': '%s', 'asset': 'TRUB', 'network': 'tron', 'amount': '%s'}"
                .formatted(invoice.get("/address"), amount))
        .is(200);
  }

  void awaitPaid(String id, String amount) {
    await()
        .untilAsserted(
            () ->
                assertThat(new BigDecimal(invoice(id).get("/amount_paid")))
                    .isEqualByComparingTo(amount));
  }

  void awaitStatus(String id, String status) {
    await().untilAsserted(() -> assertThat(status(id)).isEqualTo(status));
  }

  @Override
  public void close() {
    front.close();
    inbox.close();
  }
}
