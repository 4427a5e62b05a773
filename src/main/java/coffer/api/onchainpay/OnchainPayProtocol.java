package coffer.api.onchainpay;

import coffer.api.ApiHandler;
import coffer.api.BodyFields;
import coffer.api.QueryParameters;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.merchant.Nonces;
import coffer.core.merchant.Principal;
import coffer.db.Tx;
import coffer.http.Failure;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Requests carry a public key, and a signature of their body. Each body has a nonce, which a key
/// can use once.
final class OnchainPayProtocol implements ApiHandler.Protocol<OnchainPayCall> {
  static final String KEY = "x-api-public-key";
  static final String SIGNATURE = "x-api-signature";
  static final Field NONCE = new Field.At("nonce");
  static final Field ADVANCED_BALANCE = new Field.At("advancedBalanceId");

  private final InstantSource clock;

  OnchainPayProtocol(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public OnchainPayCall call(Context ctx, Principal principal) {
    var project = principal.project().orElseThrow(() -> new Failure.Unauthorized().asException());
    return new OnchainPayCall(ctx, principal, project, QueryParameters.lenient(ctx));
  }

  @Override
  public QueryParameters query(OnchainPayCall call) {
    return call.query();
  }

  @Override
  public String idempotencyScope(OnchainPayCall call) {
    return "key/" + call.principal().keyId() + "/project/" + call.project().id();
  }

  @Override
  public JsonMapper mapper() {
    return OnchainPayJson.MAPPER;
  }

  /// Uses up the nonce, and refuses the account of another organization.
  @Override
  public void begin(Tx tx, OnchainPayCall call, BodyFields body) {
    useNonce(tx, call.principal().keyId(), body, clock.instant());
    var account = body.node("advancedBalanceId");
    boolean empty = account.filter(id -> !id.asString("-").isEmpty()).isEmpty();
    if (!empty && !text(account.orElseThrow()).equals(call.advancedBalanceId().toString())) {
      throw new Rejection.InvalidField(ADVANCED_BALANCE, "There is no such account.").asException();
    }
  }

  /// @throws Rejection.Refused InvalidField [#NONCE], if it is missing, or the key has used it
  static void useNonce(Tx tx, long keyId, BodyFields body, Instant now) {
    var value = body.node("nonce");
    var nonce = value.map(OnchainPayProtocol::text).orElse("");
    boolean text = value.filter(node -> !node.isString() && !node.isNumber()).isEmpty();
    if (!text) throw invalid("Must be a string or a number.");
    if (nonce.isEmpty()) throw invalid("Is required.");
    if (nonce.length() > Nonces.MAX_LENGTH) {
      throw invalid("Must have at most " + Nonces.MAX_LENGTH + " characters.");
    }
    if (!Nonces.use(tx, keyId, nonce, now)) {
      throw invalid("Was used already. Each request needs a new one.");
    }
  }

  /// A retry needs a new nonce, whatever its Idempotency-Key is.
  @Override
  public Set<String> varying() {
    return Set.of("nonce");
  }

  @Override
  public Object envelope(Object answer) {
    return envelopeOf(answer);
  }

  static Object envelopeOf(Object answer) {
    return answer instanceof OnchainPayErrors.FailureWire
        ? answer
        : new OnchainPayJson.SuccessWire(true, answer);
  }

  /// A number and a string with the same characters are the same nonce. The database cannot store
  /// the character U+0000.
  private static String text(JsonNode value) {
    boolean scalar = value.isString() || value.isNumber();
    return scalar ? value.asString().replace('\u0000', ' ') : "";
  }

  private static Rejection.Refused invalid(String reason) {
    return new Rejection.InvalidField(NONCE, reason).asException();
  }
}
