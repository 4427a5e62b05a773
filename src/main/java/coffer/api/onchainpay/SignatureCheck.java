package coffer.api.onchainpay;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.core.merchant.Keys;
import coffer.http.Failure;
import coffer.http.WireJson;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/// `test-signature`: explains to a developer why a signature is wrong. It is not an authentication
/// error, and uses up no nonce.
final class SignatureCheck {
  // The server would have computed the right signature: nobody may learn it for another's body.
  private static final int MAX_BODY = 10_000;

  private final Keys keys;

  SignatureCheck(Keys keys) {
    this.keys = keys;
  }

  /// @param signature the one that was sent, if it is right; "" otherwise
  record CheckWire(
      List<String> errors, boolean checkSignatureResult, String signature, String receivedBody) {}

  void handle(Context ctx) {
    var body = ctx.bodyAsBytes();
    var errors = new ArrayList<String>();
    var key = header(ctx, OnchainPayProtocol.KEY);
    var signature = header(ctx, OnchainPayProtocol.SIGNATURE);
    if (key.isEmpty()) errors.add("No public key passed.");
    if (signature.isEmpty()) errors.add("No signature passed.");
    var expected = key.flatMap(text -> keys.sign(text, body));
    if (key.isPresent() && expected.isEmpty()) errors.add("Public key not found.");
    boolean right = expected.isPresent() && expected.equals(signature);
    if (expected.isPresent() && signature.isPresent() && !right) {
      errors.add("Signature is incorrect.");
    }
    if (!hasNonce(body)) errors.add("No nonce passed.");
    var text = new String(body, 0, Math.min(body.length, MAX_BODY), UTF_8);
    var wire = new CheckWire(errors, right, right ? signature.orElseThrow() : "", text);
    ctx.status(200)
        .result(OnchainPayJson.MAPPER.writeValueAsBytes(new OnchainPayJson.SuccessWire(true, wire)))
        .contentType("application/json");
  }

  private static Optional<String> header(Context ctx, String name) {
    return Optional.ofNullable(ctx.header(name)).map(String::strip).filter(it -> !it.isEmpty());
  }

  private static boolean hasNonce(byte[] body) {
    try {
      var nonce = WireJson.tree(OnchainPayJson.MAPPER, body).path("nonce");
      return nonce.isNumber() || nonce.isString();
    } catch (JacksonException | Failure.Failed _) {
      return false;
    }
  }
}
