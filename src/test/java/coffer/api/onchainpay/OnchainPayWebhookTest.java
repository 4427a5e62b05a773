package coffer.api.onchainpay;

import static coffer.api.onchainpay.OnchainPayViews.FAILED_URL;
import static coffer.api.onchainpay.OnchainPayViews.INVOICE_URL;
import static coffer.api.onchainpay.OnchainPayViews.PAID_URL;
import static coffer.api.onchainpay.OnchainPayViews.USDT;
import static coffer.api.onchainpay.OnchainPayViews.invoice;
import static coffer.api.onchainpay.OnchainPayViews.order;
import static coffer.api.onchainpay.OnchainPayViews.payment;
import static coffer.api.onchainpay.OnchainPayViews.quote;
import static coffer.api.onchainpay.OnchainPayViews.standing;
import static coffer.core.invoice.InvoiceView.PaymentStatus.CONFIRMED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Snapshot;
import coffer.core.invoice.Standing;
import coffer.core.invoice.Status;
import coffer.webhook.OutgoingEvent;
import coffer.webhook.WebhookFormat.Message;
import coffer.webhook.WebhookSecret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is told, byte for byte, at which URL, and what is not.
final class OnchainPayWebhookTest {
  private static final UUID DELIVERY = UUID.fromString("9a3f6b1c-7d52-4e0b-8c1a-2b3c4d5e6f70");
  private static final byte[] SECRET = new byte[64];
  private static final Optional<String> PAIR = Optional.of("public key");
  private static final Standing BEFORE = standing(Status.OPEN, true, "0", "0");
  private static final Standing PAID = standing(Status.SETTLED, true, "123.12", "123.12");

  private final OnchainPayWebhook format = new OnchainPayWebhook(OnchainPayViews.LINKS);

  @Test
  void aPaidOrder() throws Exception {
    var view = order(PAID, "123.12", payment(1, USDT, CONFIRMED, "123.12"));
    var message = render("invoice.settled", PAID_URL, BEFORE, view).orElseThrow();
    OnchainPayGolden.check("order_webhook.json", message.body() + "\n");
    signed(message);
  }

  @Test
  void aPaidInvoice() throws Exception {
    var view =
        invoice(
            standing(Status.SETTLED, true, "20", "20"),
            List.of(quote(USDT, "20.01", "0.9995", "20.01")),
            payment(1, USDT, CONFIRMED, "20.01"));
    var message = render("invoice.settled", INVOICE_URL, BEFORE, view).orElseThrow();
    OnchainPayGolden.check("invoice_webhook.json", message.body() + "\n");
    signed(message);
  }

  /// The key is the text of the secret in base64, as its owner has it.
  private static void signed(Message message) throws Exception {
    var mac = Mac.getInstance("HmacSHA256");
    var text = Base64.getEncoder().encodeToString(SECRET);
    mac.init(new SecretKeySpec(text.getBytes(UTF_8), "HmacSHA256"));
    var signature = HexFormat.of().formatHex(mac.doFinal(message.body().getBytes(UTF_8)));
    assertThat(message.contentType()).isEqualTo("application/json");
    assertThat(message.headers())
        .isEqualTo(Map.of("x-api-public-key", "public key", "x-api-signature", signature));
  }

  /// A URL that was set without a pair has nobody's signature.
  @Test
  void withoutAPairItIsNotSigned() {
    var receiver = new OutgoingEvent.Receiver("https://all.example.com/", Optional.empty());
    var message = render("invoice.settled", receiver, Optional.of(BEFORE), order(PAID, "123.12"));
    assertThat(message.orElseThrow().headers()).isEmpty();
  }

  @Test
  void everyAttemptIsTheSame() {
    assertThat(render("invoice.settled", PAID_URL, BEFORE, order(PAID, "123.12")))
        .isEqualTo(render("invoice.settled", PAID_URL, BEFORE, order(PAID, "123.12")));
  }

  /// A receiver takes what comes to the success webhook for paid, and the rest for failed.
  @ParameterizedTest
  @CsvSource({
    "OPEN, 5, 0, false, ''",
    "CONFIRMING, 123.12, 0, false, ''",
    "SETTLED, 123.12, 123.12, false, paid",
    "SETTLED, 200, 200, true, paid",
    "EXPIRED, 0.00000001, 0, false, failed",
    "EXPIRED, 5, 5, false, failed",
    "CANCELLED, 0, 0, false, failed",
    "ARCHIVED, 123.12, 123.12, false, failed",
  })
  void eachWebhookOfAnOrderGetsItsKind(
      Status status, String seen, String confirmed, boolean over, String where) {
    var plain = standing(status, true, seen, confirmed);
    var now =
        new Standing(
            status,
            true,
            plain.seen(),
            plain.confirmed(),
            plain.price(),
            over,
            false,
            plain.risk(),
            Optional.empty());
    var view = order(now, confirmed);
    var told = new ArrayList<String>();
    if (render("invoice.updated", PAID_URL, BEFORE, view).isPresent()) told.add("paid");
    if (render("invoice.updated", FAILED_URL, BEFORE, view).isPresent()) told.add("failed");
    assertThat(String.join(" ", told)).isEqualTo(where);
    assertThat(render("invoice.updated", "https://all.example.com/", BEFORE, view)).isPresent();
  }

  @Test
  void anInvoiceIsToldAtEveryChange() {
    for (var status : List.of(Status.OPEN, Status.CONFIRMING, Status.EXPIRED, Status.CANCELLED)) {
      var view = invoice(standing(status, true, "5", "0"), List.of());
      assertThat(render("invoice.updated", INVOICE_URL, BEFORE, view)).as("%s", status).isPresent();
    }
  }

  @Test
  void anInvoiceOfAnotherApiIsToldAsAnOrderOnceItHasAnAddress() {
    var quotes = List.of(quote(USDT, "20.01", "0.9995", "0"));
    var now = standing(Status.CONFIRMING, true, "20", "0");
    var url = "https://all.example.com/";
    var view = OnchainPayViews.foreign(Optional.of("20"), quotes, now);
    assertThat(render("invoice.confirming", url, BEFORE, view).orElseThrow().body())
        .contains("\"status\":\"pending\"")
        .doesNotContain("invoiceLink");
    var unquoted = OnchainPayViews.foreign(Optional.of("20"), List.of(), now);
    assertThat(render("invoice.confirming", url, BEFORE, unquoted)).isEmpty();
  }

  @Test
  void whatChangedNothingIsNoNews() {
    var same = order(PAID, "123.12");
    assertThat(render("invoice.updated", PAID_URL, PAID, same)).isEmpty();
    var receiver = new OutgoingEvent.Receiver(PAID_URL, PAIR);
    assertThat(render("invoice.created", receiver, Optional.empty(), same)).isEmpty();
    var quoted = order(standing(Status.OPEN, true, "0", "0"), "0");
    var before = standing(Status.OPEN, false, "0", "0");
    assertThat(render("invoice.quoted", "https://all.example.com/", before, quoted)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"payment.seen", "payment.confirmed", "payment.reversed", "payment.applied"})
  void paymentsAreToldWithTheirInvoice(String type) {
    assertThat(render(type, PAID_URL, BEFORE, order(PAID, "123.12"))).isEmpty();
  }

  @Test
  void onlyA200IsAnAnswer() {
    assertThat(format.accepts(200)).isTrue();
    for (int status : new int[] {100, 201, 202, 204, 301, 302, 400, 404, 500, 503}) {
      assertThat(format.accepts(status)).as("%d", status).isFalse();
    }
  }

  @Test
  void whoDoesNotAnswerIsToldEighteenTimesMore() {
    var waits = new ArrayList<Duration>();
    waits.addAll(Collections.nCopies(6, Duration.ofSeconds(10)));
    waits.addAll(Collections.nCopies(5, Duration.ofMinutes(30)));
    waits.addAll(Collections.nCopies(4, Duration.ofHours(2)));
    waits.addAll(Collections.nCopies(3, Duration.ofHours(12)));
    assertThat(format.schedule().waits()).hasSize(18).isEqualTo(waits);
  }

  private Optional<Message> render(String type, String url, Standing before, InvoiceView view) {
    return render(type, new OutgoingEvent.Receiver(url, PAIR), Optional.of(before), view);
  }

  private Optional<Message> render(
      String type, OutgoingEvent.Receiver receiver, Optional<Standing> before, InvoiceView view) {
    var snapshot =
        new Snapshot(
            Optional.of(view),
            Optional.empty(),
            before,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    var at = OnchainPayViews.T0;
    return format.render(
        new OutgoingEvent(DELIVERY, new UUID(0, 9), type, 3, at, receiver, snapshot),
        new WebhookSecret(SECRET));
  }
}
