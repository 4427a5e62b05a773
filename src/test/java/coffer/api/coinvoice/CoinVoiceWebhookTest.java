package coffer.api.coinvoice;

import static coffer.core.invoice.InvoiceView.PaymentStatus.CONFIRMED;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Snapshot;
import coffer.core.invoice.Status;
import coffer.webhook.OutgoingEvent;
import coffer.webhook.WebhookFormat.Message;
import coffer.webhook.WebhookSecret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is told, to the byte, and what is not.
final class CoinVoiceWebhookTest {
  private static final OutgoingEvent.Receiver RECEIVER =
      new OutgoingEvent.Receiver("https://shop.example.com/hook", Optional.empty());

  private static final WebhookSecret SECRET = new WebhookSecret(new byte[32]);
  private final CoinVoiceWebhook format = new CoinVoiceWebhook();
  private final InvoiceView paid =
      CoinVoiceSamples.invoice(
          Status.SETTLED, "100", CoinVoiceSamples.payment(1, CONFIRMED, "100"));

  @Test
  void becomingPaid() {
    var message = render("invoice.settled", paid).orElseThrow();
    Golden.check("webhook.json", message.body() + "\n");
    assertThat(message.contentType()).isEqualTo("application/json");
    // By openssl: printf %s "$BODY" | openssl dgst -sha256 -hmac "$SECRET"
    assertThat(message.headers())
        .containsOnlyKeys("X-Signature", "X-Timestamp")
        .containsEntry("X-Timestamp", "1795168800")
        .containsEntry("X-Signature", "sha256=" + Golden.read("webhook.hmac").strip());
  }

  /// A shop's other APIs make invoices too, some by payers themselves: 100 of what?
  @Test
  void anAmountIsNothingWithoutItsCurrency() {
    var other = CoinVoiceSamples.strange(Optional.of("100"), List.of(), "100");
    assertThat(render("invoice.settled", paid).orElseThrow().body())
        .contains("\"currency\":\"TRUB\"");
    assertThat(render("invoice.settled", other).orElseThrow().body())
        .contains("\"currency\":\"EUR\"");
  }

  @Test
  void everyAttemptIsTheSame() {
    assertThat(render("invoice.settled", paid)).isEqualTo(render("invoice.settled", paid));
  }

  @Test
  void whoDoesNotAnswerIsToldAgainForADay() {
    assertThat(format.schedule().waits().stream().map(Duration::toMinutes))
        .containsExactly(1L, 5L, 15L, 60L, 360L, 1440L);
    assertThat(format.accepts(204)).isTrue();
    assertThat(format.accepts(302)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "invoice.created",
        "invoice.quoted",
        "invoice.updated",
        "invoice.confirming",
        "invoice.expired",
        "invoice.cancelled",
        "invoice.archived",
        "invoice.reopened",
        "payment.seen",
        "payment.confirmed",
        "payment.reversed",
        "payment.applied"
      })
  void nothingElseIsTold(String type) {
    assertThat(render(type, paid)).isEmpty();
  }

  private Optional<Message> render(String type, InvoiceView view) {
    var snapshot =
        new Snapshot(
            Optional.of(view),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    var event =
        new OutgoingEvent(
            new UUID(0, 8), new UUID(0, 9), type, 3, CoinVoiceSamples.T0, RECEIVER, snapshot);
    return format.render(event, SECRET);
  }
}
