package coffer.api.coffer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.AssetView;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.core.invoice.InvoiceView.QuoteView;
import coffer.core.invoice.Mark;
import coffer.core.invoice.Risk;
import coffer.core.invoice.Snapshot;
import coffer.core.invoice.Standing;
import coffer.core.invoice.Status;
import coffer.webhook.OutgoingEvent;
import coffer.webhook.WebhookSecret;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What goes over the wire, to the byte: a change here is a change of the API.
final class CofferGoldenTest {
  private static final OutgoingEvent.Receiver RECEIVER =
      new OutgoingEvent.Receiver("https://shop.example.com/hook", Optional.empty());

  private static final Instant T0 = Instant.parse("2026-11-20T10:00:00Z");
  private static final AssetView USDT =
      new AssetView(
          "USDT",
          "tron",
          "tron-sandbox",
          "TRON (sandbox)",
          Optional.of("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
          6,
          6);
  private static final PaymentView PAYMENT =
      new PaymentView(
          new UUID(0, 2),
          USDT,
          "ab".repeat(32),
          "out:0",
          "TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf",
          Optional.empty(),
          new BigDecimal("10.000000"),
          Optional.of(new BigDecimal("9.20000000")),
          PaymentStatus.SEEN,
          Optional.empty(),
          Risk.NONE,
          Optional.of(12L),
          Optional.of("00c"),
          1,
          Optional.of(3),
          T0,
          T0,
          Optional.empty(),
          Optional.of("https://explorer.example/tx/1"),
          Map.of("fee", "1.1"));

  @Test
  void anInvoice() throws Exception {
    var wire = CofferInvoiceWire.of(invoice(), "https://pay.example.com");
    golden("invoice.json", CofferJson.MAPPER.writeValueAsString(wire), "Invoice");
  }

  @Test
  void aWebhook() throws Exception {
    golden("webhook.json", render("invoice.updated", Optional.of(invoice())), "Event");
  }

  @Test
  void aWebhookOfAPaymentAlone() throws Exception {
    golden("webhook_payment.json", render("payment.seen", Optional.empty()), "Event");
  }

  private static String render(String type, Optional<InvoiceView> invoice) {
    var snapshot =
        new Snapshot(
            invoice,
            Optional.of(PAYMENT),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    var event = new OutgoingEvent(new UUID(0, 8), new UUID(0, 9), type, 3, T0, RECEIVER, snapshot);
    var secret = new WebhookSecret(new byte[32]);
    var message = new CofferWebhook("https://pay.example.com").render(event, secret).orElseThrow();
    assertThat(message.contentType()).isEqualTo("application/json");
    assertThat(message.headers()).isEmpty();
    return message.body();
  }

  private static InvoiceView invoice() {
    var quote =
        new QuoteView(
            USDT,
            "TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf",
            "TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf",
            Optional.of(new BigDecimal("25.00000000")),
            Optional.of(new BigDecimal("27.173914")),
            Optional.of(new BigDecimal("27.173914")),
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            new BigDecimal("0.920000000000000000"),
            new BigDecimal("10.000000"),
            new BigDecimal("0E-6"),
            Optional.of(new BigDecimal("17.173914")),
            T0,
            T0.plusSeconds(900),
            true,
            Optional.empty());
    return new InvoiceView(
        new UUID(0, 1),
        "0123456789abc",
        new UUID(0, 3),
        "test",
        "coffer",
        Optional.of("1042"),
        Optional.empty(),
        Map.of("table", "7"),
        "EUR",
        Optional.of(new BigDecimal("25.00000000")),
        new BigDecimal("0.5"),
        List.of(USDT),
        List.of(quote),
        List.of(PAYMENT),
        Optional.empty(),
        standing(),
        Optional.of(new Mark(Mark.Kind.CANCELLED, "key:7", "changed his mind", T0)),
        Optional.of("https://shop.example/"),
        Optional.empty(),
        Optional.empty(),
        T0,
        T0.plusSeconds(3600),
        T0.plusSeconds(608400),
        T0.plusMillis(1500),
        3);
  }

  private static Standing standing() {
    return new Standing(
        Status.CANCELLED,
        true,
        new BigInteger("920000000"),
        BigInteger.ZERO,
        Optional.of(new BigInteger("2500000000")),
        false,
        false,
        Risk.NONE,
        Optional.of(Mark.Kind.CANCELLED));
  }

  /// With `-Dgolden.write=true` the file is written anew.
  private static void golden(String name, String json, String schema) throws IOException {
    ApiWorld.contract().valid(schema, json.getBytes(UTF_8));
    var file = Path.of("src/test/resources/coffer/api/coffer", name);
    var pretty =
        CofferJson.MAPPER
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(CofferJson.MAPPER.readTree(json))
            + "\n";
    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, pretty);
    }
    assertThat(pretty).isEqualTo(Files.readString(file));
  }
}
