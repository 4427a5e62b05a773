package coffer.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The headers of a request that a pair of keys signs.
final class SignedCall {
  private SignedCall() {}

  static Map<String, String> headers(DialectShop shop, byte[] body) {
    var pair = shop.onchainpay();
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(pair.secret().orElseThrow().getBytes(UTF_8), "HmacSHA256"));
      var signature = HexFormat.of().formatHex(mac.doFinal(body));
      return Map.of("x-api-public-key", pair.text(), "x-api-signature", signature);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java has HMAC-SHA256", e);
    }
  }
}
