package coffer.api.itispay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.OpenApiContract;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Snapshot;
import coffer.core.invoice.Standing;
import coffer.core.invoice.Status;
import coffer.webhook.OutgoingEvent;
import coffer.webhook.WebhookFormat.Message;
import coffer.webhook.WebhookSecret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// What goes over the wire, to the byte: a change here is a change of the API.
final class ItIsPayGoldenTest {
  private static final OutgoingEvent.Receiver RECEIVER =
      new OutgoingEvent.Receiver("https://shop.example.com/hook", Optional.empty());

  private static final Path FOLDER = Path.of("src/test/resources/coffer/api/itispay");
  private static final OpenApiContract CONTRACT = OpenApiContract.of("itispay", "Error");

  /// Reads numbers as Go does: a fraction is no whole number, what does not fit is an error, and
  /// null leaves what was there.
  private static final JsonMapper GO =
      JsonMapper.builder()
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /// The numbers of the vendor's client.
  record GoInvoice(
      double fiat_amount,
      double crypto_amount,
      long crypto_amount_in_units,
      double actual_crypto_amount_paid,
      long actual_crypto_amount_paid_in_units,
      int allowed_error_percent,
      int expire_min,
      String created_at,
      String updated_at,
      String expires_at) {}

  enum Sample {
    PARTLY(ItIsPayViews.partly()),
    SETTLED(ItIsPayViews.settled()),
    ARCHIVED(ItIsPayViews.archived()),
    FOREIGN(ItIsPayViews.foreign()),
    QUOTED_AGAIN(ItIsPayViews.quotedAgain());

    private final InvoiceView view;

    Sample(InvoiceView view) {
      this.view = view;
    }

    private String json() {
      return ItIsPayJson.MAPPER.writeValueAsString(ItIsPayInvoiceWire.of(view, new UUID(0, 4)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void anInvoice(Sample sample) throws Exception {
    golden(sample.name().toLowerCase(java.util.Locale.ROOT) + ".json", sample.json(), "Invoice");
  }

  @ParameterizedTest
  @EnumSource
  void theVendorsClientReadsIt(Sample sample) {
    var read = GO.readValue(sample.json(), GoInvoice.class);
    double scale = Math.pow(10, ItIsPayAmounts.of(sample.view).coin().precision());
    assertThat(Math.round(read.crypto_amount * scale)).isEqualTo(read.crypto_amount_in_units);
    assertThat(Math.round(read.actual_crypto_amount_paid * scale))
        .isEqualTo(read.actual_crypto_amount_paid_in_units);
    for (var time : List.of(read.created_at, read.updated_at, read.expires_at)) {
      assertThat(OffsetDateTime.parse(time)).isNotNull();
    }
  }

  @Test
  void aWebhook() throws Exception {
    var before = ItIsPayViews.standing(Status.OPEN, 1_000_000_000, 0, 2_717_391_400L);
    var message =
        render("invoice.updated", ItIsPayViews.partly(), Optional.of(before)).orElseThrow();
    assertThat(message.contentType()).isEqualTo("application/json");
    CONTRACT.valid("Changed", message.body().getBytes(UTF_8));
    same("webhook.json", message.body() + "\n");
    assertThat(message.headers()).containsOnlyKeys("X-Signature");
    same("webhook.hmac", message.headers().get("X-Signature") + "\n");
  }

  @Test
  void whatIsNoChangeOfTheWordIsNotTold() {
    var view = ItIsPayViews.partly();
    var other = ItIsPayViews.standing(Status.OPEN, 1, 0, 100);
    assertThat(render("invoice.created", view, Optional.empty())).isEmpty();
    assertThat(render("invoice.updated", view, Optional.of(view.standing()))).isEmpty();
    var more = ItIsPayViews.standing(Status.OPEN, 1_900_000_000, 1_000_000_000, 2_717_391_400L);
    assertThat(render("invoice.updated", view, Optional.of(more))).isEmpty();
    assertThat(render("payment.seen", view, Optional.of(other))).isEmpty();
    assertThat(render("invoice.updated", view, Optional.of(other))).isPresent();
  }

  @Test
  void itIsToldAgainForADay() {
    assertThat(new ItIsPayWebhook().schedule().waits())
        .extracting(java.time.Duration::toMinutes)
        .containsExactly(1L, 5L, 15L, 60L, 360L, 1440L);
  }

  private static Optional<Message> render(
      String type, InvoiceView view, Optional<Standing> before) {
    var snapshot =
        new Snapshot(
            Optional.of(view),
            Optional.empty(),
            before,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    var event =
        new OutgoingEvent(
            new UUID(0, 8), new UUID(0, 9), type, 3, ItIsPayViews.T0, RECEIVER, snapshot);
    return new ItIsPayWebhook().render(event, new WebhookSecret(new byte[32]));
  }

  private static void golden(String name, String json, String schema) throws IOException {
    CONTRACT.valid(schema, json.getBytes(UTF_8));
    // How small an image becomes is the business of the machine's compressor.
    var tree = ItIsPayJson.MAPPER.readTree(json.replaceAll("base64,[^\"]+", "base64,..."));
    same(name, ItIsPayJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n");
  }

  /// With `-Dgolden.write=true` the file is written anew.
  static void same(String name, String text) throws IOException {
    var file = FOLDER.resolve(name);
    if (Boolean.getBoolean("golden.write")) Files.writeString(file, text);
    assertThat(text).isEqualTo(Files.readString(file));
  }
}
