package coffer.api.coinvoice;

import coffer.core.event.Event;
import coffer.core.invoice.InvoiceView;
import coffer.webhook.OutgoingEvent;
import coffer.webhook.RetrySchedule;
import coffer.webhook.WebhookFormat;
import coffer.webhook.WebhookSecret;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// The webhook `payment.confirmed`, sent each time an invoice becomes paid and at no other time. A
/// merchant that does not check the signature must request the invoice before delivering.
public final class CoinVoiceWebhook implements WebhookFormat {
  private static final String BECAME_PAID = "invoice.settled";
  private static final RetrySchedule SCHEDULE =
      RetrySchedule.of(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofHours(1),
          Duration.ofHours(6),
          Duration.ofHours(24));

  /// @param invoiceUid the invoice's id
  /// @param txHash null if the merchant marked the invoice as paid
  /// @param currency of the amount; invoices of other APIs may have any
  record EventWire(
      String event,
      String invoiceUid,
      BigDecimal amount,
      Optional<String> txHash,
      String status,
      String timestamp,
      String invoiceId,
      Optional<String> orderId,
      String currency) {

    static EventWire of(InvoiceView view, Instant at) {
      var id = CoinVoiceInvoiceWire.id(view);
      return new EventWire(
          "payment.confirmed",
          id,
          CoinVoiceInvoiceWire.amount(view),
          DecidingTransaction.hash(view),
          CoinVoiceStatus.of(view.standing()).text(),
          CoinVoiceJson.time(at),
          id,
          view.orderId(),
          view.currency());
    }
  }

  @Override
  public String dialect() {
    return CoinVoiceApi.DIALECT;
  }

  @Override
  public boolean onlyWhilePaid() {
    return true;
  }

  @Override
  public RetrySchedule schedule() {
    return SCHEDULE;
  }

  /// Clients read `event` to learn what a webhook is about. A test has no invoice, no amount and no
  /// status.
  @Override
  public boolean hasTest() {
    return true;
  }

  /// The body of a test.
  record TestWire(String event, String timestamp) {}

  @Override
  public Optional<Message> render(OutgoingEvent event, WebhookSecret secret) {
    if (event.type().equals(Event.TEST)) {
      var test = new TestWire(Event.TEST, CoinVoiceJson.time(event.at()));
      return Optional.of(message(test, event.at(), secret));
    }
    if (!event.type().equals(BECAME_PAID)) return Optional.empty();
    return event
        .snapshot()
        .invoice()
        .map(view -> message(EventWire.of(view, event.at()), event.at(), secret));
  }

  private static Message message(Object wire, Instant at, WebhookSecret secret) {
    var body = CoinVoiceJson.MAPPER.writeValueAsString(wire);
    var headers =
        Map.of(
            "X-Signature",
            "sha256=" + secret.hmac(body),
            "X-Timestamp",
            String.valueOf(at.getEpochSecond()));
    return new Message("application/json", body, headers);
  }
}
