package coffer.api.onchainpay;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.api.ApiClient;
import coffer.api.ApiClient.Answer;
import coffer.api.Credential;
import coffer.api.OpenApiContract;
import coffer.core.merchant.Keys;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.node.ObjectNode;

/// Signs requests as the published clients do.
public final class OnchainPayClient {
  public static final String GATEWAY = "/onchainpay/api-gateway";
  public static final String PARTNER = "/onchainpay/partner/api";

  private static final OpenApiContract CONTRACT =
      OpenApiContract.of("onchainpay", "Error", "/onchainpay", "");

  private final ApiClient http;
  private final String publicKey;
  private final String secret;

  public OnchainPayClient(String url, Keys.Created pair) {
    this(url, pair.text(), pair.secret().orElseThrow());
  }

  public OnchainPayClient(String url, String publicKey, String secret) {
    this.http = new ApiClient(url, Credential.none(), CONTRACT);
    this.publicKey = publicKey;
    this.secret = secret;
  }

  /// Calls a method with a new nonce.
  ///
  /// @param method below the gateway: `make-order`
  /// @param body with single quotes in the place of double ones
  public Answer call(String method, String body) {
    return at(GATEWAY + "/" + method, body);
  }

  /// Calls a method of the partner API with a new nonce.
  public Answer partner(String method, String body) {
    return at(PARTNER + "/" + method, body);
  }

  private Answer at(String path, String body) {
    var json = (ObjectNode) ApiClient.MAPPER.readTree(body.replace('\'', '"'));
    if (!json.has("nonce")) json.put("nonce", UUID.randomUUID().toString());
    return raw(path, ApiClient.MAPPER.writeValueAsString(json));
  }

  /// Signs the body as it is.
  public Answer raw(String path, String body) {
    return signed(path, body, hmac(secret, body));
  }

  public Answer signed(String path, String body, String signature) {
    return http.with("x-api-public-key", publicKey)
        .with("x-api-signature", signature)
        .postRaw(path, body);
  }

  public ApiClient unsigned() {
    return http;
  }

  public String publicKey() {
    return publicKey;
  }

  public String secret() {
    return secret;
  }

  /// A signature: HMAC-SHA256 of a body, in hex digits.
  public static String hmac(String secret, String body) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
