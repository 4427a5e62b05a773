package coffer.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.Optional;

/// A dialect for tests: nearly nothing, and a header of its own made with the secret. It has no
/// words for `invoice.boring`.
final class Plain implements WebhookFormat {
  static final byte[] KEY = "a key of thirty-two bytes, exact".getBytes(UTF_8);
  static final SecretReader SECRETS = (_, _) -> KEY;

  @Override
  public String dialect() {
    return "plain";
  }

  @Override
  public Optional<Message> render(OutgoingEvent event, WebhookSecret secret) {
    if (event.type().equals("invoice.boring")) return Optional.empty();
    var body =
        "{\"type\":\"%s\",\"number\":%d,\"at\":\"%s\"}"
            .formatted(event.type(), event.number(), event.at());
    return Optional.of(
        new Message("application/json", body, Map.of("X-Plain", secret.text().substring(0, 6))));
  }
}
