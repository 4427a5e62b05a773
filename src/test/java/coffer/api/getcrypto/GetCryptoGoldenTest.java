package coffer.api.getcrypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Snapshot;
import coffer.webhook.OutgoingEvent;
import coffer.webhook.WebhookSecret;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/// What goes over the wire, to the byte: a change here is a change of the API.
final class GetCryptoGoldenTest {
  private static final OutgoingEvent.Receiver RECEIVER =
      new OutgoingEvent.Receiver("https://shop.example.com/hook", Optional.empty());

  private static final String URL = "https://pay.example.com";

  @Test
  void aNewInvoice() throws IOException {
    golden("invoice.json", wire(GetCryptoViews.fresh()), "InvoiceAnswer");
  }

  @Test
  void aPaidInvoice() throws IOException {
    golden("paid.json", wire(GetCryptoViews.paid()), "InvoiceAnswer");
  }

  @Test
  void whatAPayerSees() throws IOException {
    var wire = Envelope.of(PayerWire.of(GetCryptoViews.paid(), URL));
    var json = GetCryptoJson.MAPPER.writeValueAsString(wire);
    golden("payer.json", json, "PayerInvoiceAnswer");
    assertThat(json).doesNotContain("ORD_123", "value_1", "pr_");
  }

  @Test
  void anInvoiceOfAnotherApiThatIsNotQuotedYet() throws IOException {
    golden("foreign.json", wire(GetCryptoViews.foreign()), "InvoiceAnswer");
  }

  /// The published sample of this API, with the figures that it has.
  @Test
  void theWidget() throws IOException {
    var amounts = Map.of("USDT", "11.944214", "USDC", "11.941625", "BTC", "0.000451");
    var offered = new LinkedHashMap<PaymentMethod, BigDecimal>();
    for (var method : PaymentMethod.values()) {
      offered.put(
          method, new BigDecimal(amounts.getOrDefault(method.coin().name(), "0.007131000")));
    }
    var wire = Envelope.of(WidgetWire.of(GetCryptoViews.project(), offered));
    golden("widget.json", GetCryptoJson.MAPPER.writeValueAsString(wire), "WidgetAnswer");
  }

  /// A payer who paid a part and chose again is asked for the rest: told is what it is in all.
  @Test
  void anInvoiceOfSeveralQuotes() throws IOException {
    golden("requoted.json", wire(GetCryptoViews.requoted()), "InvoiceAnswer");
  }

  @Test
  void theWebhookIsTheAnswerAndItsSignatureIsKeyedByTheTextOfTheSecret() throws Exception {
    var secret = new WebhookSecret(new byte[32]);
    var message =
        webhook().render(notice("invoice.settled", GetCryptoViews.paid()), secret).orElseThrow();
    assertThat(message.body()).isEqualTo(wire(GetCryptoViews.paid()));
    assertThat(message.contentType()).isEqualTo("application/json");
    var mac = Mac.getInstance("HmacSHA256");
    var text = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    mac.init(new SecretKeySpec(text.getBytes(UTF_8), "HmacSHA256"));
    var signature = HexFormat.of().formatHex(mac.doFinal(message.body().getBytes(UTF_8)));
    assertThat(message.headers()).containsOnly(Map.entry("X-Signature", signature));
  }

  @Test
  void nothingButThePaymentIsTold() {
    var secret = new WebhookSecret(new byte[32]);
    for (var type :
        new String[] {"invoice.created", "invoice.confirming", "invoice.expired", "payment.seen"}) {
      assertThat(webhook().render(notice(type, GetCryptoViews.paid()), secret)).isEmpty();
    }
    assertThat(webhook().accepts(200)).isTrue();
    assertThat(webhook().accepts(201)).isFalse();
    assertThat(webhook().accepts(204)).isFalse();
    assertThat(webhook().schedule().waits()).hasSize(9).isSorted();
  }

  private static GetCryptoWebhook webhook() {
    return new GetCryptoWebhook(_ -> GetCryptoViews.PROJECT, URL);
  }

  private static OutgoingEvent notice(String type, InvoiceView view) {
    var snapshot =
        new Snapshot(
            Optional.of(view),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return new OutgoingEvent(
        new UUID(0, 8), new UUID(0, 9), type, 3, view.updatedAt(), RECEIVER, snapshot);
  }

  private static String wire(InvoiceView view) {
    return GetCryptoJson.MAPPER.writeValueAsString(
        Envelope.of(GetCryptoInvoiceWire.of(view, GetCryptoViews.PROJECT, URL)));
  }

  /// With `-Dgolden.write=true` the file is written anew.
  private static void golden(String name, String json, String schema) throws IOException {
    GetCryptoWorld.contract().valid(schema, json.getBytes(UTF_8));
    var file = Path.of("src/test/resources/coffer/api/getcrypto", name);
    if (Boolean.getBoolean("golden.write")) Files.writeString(file, json + "\n");
    assertThat(json + "\n").isEqualTo(Files.readString(file));
  }
}
