package coffer.api.getcrypto;

import coffer.core.invoice.InvoiceView;
import coffer.webhook.OutgoingEvent;
import coffer.webhook.RetrySchedule;
import coffer.webhook.WebhookFormat;
import coffer.webhook.WebhookSecret;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// The only webhook of this API: an invoice was paid. Its body equals the response to a request for
/// the invoice at that moment.
public final class GetCryptoWebhook implements WebhookFormat {
  private static final String SETTLED = "invoice.settled";
  private static final RetrySchedule TEN_TIMES =
      RetrySchedule.of(
          Duration.ofSeconds(30),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofHours(1),
          Duration.ofHours(3),
          Duration.ofHours(6),
          Duration.ofHours(12),
          Duration.ofHours(24));

  private final Function<UUID, String> codes;
  private final String publicUrl;

  /// @param codes returns the code of a project by its id: 13 hex digits that never change
  /// @param publicUrl URL of this server, without a slash at the end
  public GetCryptoWebhook(Function<UUID, String> codes, String publicUrl) {
    this.codes = codes;
    this.publicUrl = publicUrl;
  }

  @Override
  public String dialect() {
    return GetCryptoApi.DIALECT;
  }

  @Override
  public Optional<Message> render(OutgoingEvent event, WebhookSecret secret) {
    if (!event.type().equals(SETTLED)) return Optional.empty();
    return event.snapshot().invoice().map(view -> message(view, secret));
  }

  private Message message(InvoiceView view, WebhookSecret secret) {
    var wire = GetCryptoInvoiceWire.of(view, codes.apply(view.project()), publicUrl);
    var body = GetCryptoJson.MAPPER.writeValueAsString(Envelope.of(wire));
    return new Message("application/json", body, Map.of("X-Signature", secret.hmac(body)));
  }

  @Override
  public boolean onlyWhilePaid() {
    return true;
  }

  @Override
  public boolean accepts(int status) {
    return status == 200;
  }

  @Override
  public RetrySchedule schedule() {
    return TEN_TIMES;
  }
}
