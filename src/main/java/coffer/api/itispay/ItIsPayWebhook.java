package coffer.api.itispay;

import coffer.core.invoice.InvoiceView;
import coffer.webhook.OutgoingEvent;
import coffer.webhook.RetrySchedule;
import coffer.webhook.WebhookFormat;
import coffer.webhook.WebhookSecret;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Sends a webhook for every change of an invoice's [ItIsPayStatus], and for nothing else.
public final class ItIsPayWebhook implements WebhookFormat {
  private static final RetrySchedule SCHEDULE =
      RetrySchedule.of(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofHours(1),
          Duration.ofHours(6),
          Duration.ofHours(24));

  /// The body of the request.
  record Changed(
      UUID invoiceId,
      String status,
      String orderId,
      String currency,
      Optional<BigDecimal> cryptoAmount,
      Optional<BigDecimal> fiatAmount,
      String fiatCurrency,
      BigDecimal actualCryptoAmountPaid,
      Optional<Long> actualCryptoAmountPaidInUnits,
      String updatedAt) {
    static Changed of(InvoiceView view) {
      var sums = ItIsPayAmounts.of(view);
      return new Changed(
          view.id(),
          ItIsPayStatus.of(view.standing()).text(),
          view.orderId().orElse(""),
          sums.currency(),
          sums.due(),
          sums.fiat(),
          sums.fiatCurrency().orElse(""),
          sums.paid(),
          sums.paidUnits(),
          Timestamps.precise(view.updatedAt()));
    }
  }

  @Override
  public String dialect() {
    return ItIsPayApi.DIALECT;
  }

  /// Clients set an order to the status that arrived last.
  @Override
  public boolean onlyLatestCounts() {
    return true;
  }

  @Override
  public RetrySchedule schedule() {
    return SCHEDULE;
  }

  @Override
  public Optional<Message> render(OutgoingEvent event, WebhookSecret secret) {
    // The event of a payment reports the same change as the event of its invoice.
    if (!event.type().startsWith("invoice.")) return Optional.empty();
    var before = event.snapshot().before().map(ItIsPayStatus::of);
    return event
        .snapshot()
        .invoice()
        .filter(view -> before.isPresent() && before.get() != ItIsPayStatus.of(view.standing()))
        .map(view -> message(view, secret));
  }

  private static Message message(InvoiceView view, WebhookSecret secret) {
    var body = ItIsPayJson.MAPPER.writeValueAsString(Changed.of(view));
    return new Message("application/json", body, Map.of("X-Signature", secret.hmac(body)));
  }
}
