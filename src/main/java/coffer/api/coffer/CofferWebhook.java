package coffer.api.coffer;

import coffer.core.tracking.TrackedTransfer;
import coffer.webhook.OutgoingEvent;
import coffer.webhook.WebhookFormat;
import coffer.webhook.WebhookSecret;
import java.util.Map;
import java.util.Optional;

/// The webhooks of this API: the body is the event as in the list of events, signed with the
/// Standard Webhooks headers only.
public final class CofferWebhook implements WebhookFormat {
  private final String publicUrl;

  /// @param publicUrl URL of this server, without a slash at the end
  public CofferWebhook(String publicUrl) {
    this.publicUrl = publicUrl;
  }

  @Override
  public String dialect() {
    return CofferApi.DIALECT;
  }

  @Override
  public boolean hasTest() {
    return true;
  }

  @Override
  public Optional<Message> render(OutgoingEvent event, WebhookSecret secret) {
    var body =
        new EventWire(
            event.event(),
            event.type(),
            event.at(),
            event.number(),
            EventWire.Data.of(event.snapshot(), publicUrl));
    return Optional.of(message(body));
  }

  @Override
  public Optional<Message> render(
      TrackedTransfer transfer, Optional<String> publicKey, WebhookSecret secret) {
    return Optional.of(message(TrackedTransferWire.event(transfer)));
  }

  private static Message message(Object body) {
    return new Message("application/json", CofferJson.MAPPER.writeValueAsString(body), Map.of());
  }
}
