package coffer.api.coffer;

import coffer.webhook.Notice;
import coffer.webhook.WebhookFormat;
import coffer.webhook.WebhookSecret;
import java.util.Map;
import java.util.Optional;

/// How our own API tells an event: the object that its list of events shows, signed by the Standard
/// Webhooks headers alone.
public final class CofferWebhook implements WebhookFormat {
  private final String publicUrl;

  /// @param publicUrl of this server, without a slash at its end
  public CofferWebhook(String publicUrl) {
    this.publicUrl = publicUrl;
  }

  @Override
  public String dialect() {
    return CofferApi.DIALECT;
  }

  @Override
  public Optional<Message> render(Notice notice, WebhookSecret secret) {
    var body =
        new EventWire(
            notice.event(),
            notice.type(),
            notice.at(),
            notice.number(),
            EventWire.Data.of(notice.snapshot(), publicUrl));
    return Optional.of(
        new Message("application/json", CofferJson.MAPPER.writeValueAsString(body), Map.of()));
  }
}
