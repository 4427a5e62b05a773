package coffer.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WebhookSecretTest {
  private final WebhookSecret secret = new WebhookSecret(Plain.KEY);
  private final UUID id = UUID.randomUUID();
  private final Instant now = Instant.now();

  @Test
  void theOfficialLibraryAcceptsOurSignatureAndNoOther() throws Exception {
    var judge = new Webhook(secret.text());
    var body = "{\"привет\":1}";
    var signature = secret.sign(id, now, body.getBytes(UTF_8));
    assertThat(signature).isEqualTo(judge.sign(id.toString(), now.getEpochSecond(), body));
    assertThatCode(() -> judge.verify(body, headers(id, signature))).doesNotThrowAnyException();
    assertThatThrownBy(() -> judge.verify(body + " ", headers(id, signature)))
        .isInstanceOf(WebhookVerificationException.class);
    assertThatThrownBy(() -> judge.verify(body, headers(UUID.randomUUID(), signature)))
        .isInstanceOf(WebhookVerificationException.class);
  }

  /// openssl dgst -sha256 -hmac 'whsec_...'
  @Test
  void theOlderSignatureIsKeyedByTheText() {
    var known = new WebhookSecret("0123456789abcdef0123456789abcdef".getBytes(UTF_8));
    assertThat(known.hmac("{\"a\":1}"))
        .isEqualTo("0644de49523cf2c6c385a72deab74a857df1aa5a4539f5b8fceeab5813730bc7");
  }

  @Test
  void itDoesNotPrintItself() {
    assertThat(secret.toString()).doesNotContain(secret.text().substring(6, 12));
  }

  @Test
  void anEmptyKeyIsRefused() {
    assertThatThrownBy(() -> new WebhookSecret(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Map<String, List<String>> headers(UUID of, String signature) {
    return Map.of(
        "webhook-id", List.of(of.toString()),
        "webhook-timestamp", List.of(String.valueOf(now.getEpochSecond())),
        "webhook-signature", List.of(signature));
  }
}
