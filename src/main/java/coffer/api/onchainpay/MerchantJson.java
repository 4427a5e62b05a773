package coffer.api.onchainpay;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.api.BodyFields;
import coffer.http.FieldProblem;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Any JSON value of a merchant, which this server keeps and returns.
final class MerchantJson {
  /// The longest text of a value.
  private static final int MAX_LENGTH = 4_096;

  /// The most digits of a number without an exponent: not every client reads an exponent.
  private static final int MAX_DIGITS = 100;

  private MerchantJson() {}

  /// @return the value as JSON text; empty if the field is null
  static Optional<String> read(BodyFields body, String name) {
    var value = body.node(name);
    if (value.isEmpty()) {
      if (!body.clears(name)) body.wrong(name, new FieldProblem.Missing());
      return Optional.empty();
    }
    if (!plain(value.get())) {
      body.wrong(name, "Must have no number of more than " + MAX_DIGITS + " digits.");
      return Optional.empty();
    }
    var text = OnchainPayJson.MAPPER.writeValueAsString(value.get());
    if (text.length() > MAX_LENGTH) body.wrong(name, new FieldProblem.TooLong(MAX_LENGTH));
    // Half of a surrogate pair cannot be stored.
    if (!UTF_8.newEncoder().canEncode(text)) body.wrong(name, new FieldProblem.Unprintable());
    return Optional.of(text);
  }

  private static boolean plain(JsonNode node) {
    if (!node.isNumber()) return node.values().stream().allMatch(MerchantJson::plain);
    var number = node.decimalValue();
    long before = (long) number.precision() - number.scale();
    return before <= MAX_DIGITS && number.scale() <= MAX_DIGITS;
  }
}
