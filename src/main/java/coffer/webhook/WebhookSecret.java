package coffer.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.core.merchant.HmacSha256;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The key that signs the webhooks to one merchant. [#toString] does not reveal it, so that it
/// never gets into a log.
public final class WebhookSecret {
  private final byte[] key;
  /// Keyed once; each signature uses a copy.
  private final Mac mac;

  /// @param key at least one byte; 32 random ones where Coffer creates it
  /// @throws IllegalArgumentException if it is empty
  public WebhookSecret(byte[] key) {
    if (key.length == 0) throw new IllegalArgumentException("an empty key signs nothing");
    this.key = key.clone();
    try {
      this.mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA256", e);
    }
  }

  /// The secret as the merchant knows it: `whsec_` and the key in base64.
  public String text() {
    return "whsec_" + Base64.getEncoder().encodeToString(key);
  }

  /// HMAC-SHA256 of a text, in hex digits, for the older signatures of dialects. Its key is
  /// [#text], not the bytes behind it.
  public String hmac(String body) {
    return HmacSha256.hex(text().getBytes(UTF_8), body.getBytes(UTF_8));
  }

  /// HMAC-SHA256 of a text, in hex digits, as the owner of a pair makes it: the key is the secret
  /// in base64, without a prefix.
  public String hmacOfPair(String body) {
    var secret = Base64.getEncoder().encodeToString(key);
    return HmacSha256.hex(secret.getBytes(UTF_8), body.getBytes(UTF_8));
  }

  /// The header `webhook-signature` of Standard Webhooks.
  public String sign(UUID id, Instant at, byte[] body) {
    try {
      var copy = (Mac) mac.clone();
      copy.update((id + "." + at.getEpochSecond() + ".").getBytes(UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(copy.doFinal(body));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("HMAC-SHA256", e);
    }
  }

  @Override
  public String toString() {
    return "whsec_***";
  }
}
