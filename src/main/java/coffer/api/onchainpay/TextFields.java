package coffer.api.onchainpay;

import coffer.api.BodyFields;
import coffer.api.Decimal;
import coffer.core.TextChange;
import coffer.core.WebUrl;
import coffer.http.FieldProblem;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.Function;

/// Fields as the published clients of this API write them: they send "" for values that are not
/// set.
final class TextFields {
  private static final int MAX_URL = 2_048;

  private TextFields() {}

  static Optional<String> text(BodyFields body, String name, int most) {
    return isEmpty(body, name) ? Optional.empty() : body.text(name, most);
  }

  /// Whether the field is "".
  static boolean isEmpty(BodyFields body, String name) {
    return body.node(name).filter(node -> node.asString("-").isEmpty()).isPresent();
  }

  static Optional<BigDecimal> percent(BodyFields body, String name) {
    return isEmpty(body, name) ? Optional.empty() : body.percent(name);
  }

  /// "" removes a text. Clients send null for what they do not mean to change.
  static TextChange change(BodyFields body, String name, int most) {
    var text = text(body, name, most);
    return TextChange.of(text, text.isEmpty() && body.node(name).isPresent());
  }

  /// @param refuseUrl returns why webhooks can never be sent to a URL; empty = they can
  static Optional<String> webhook(
      BodyFields body, String name, Function<String, Optional<String>> refuseUrl) {
    var url = text(body, name, MAX_URL);
    url.flatMap(refuseUrl).ifPresent(reason -> body.wrong(name, reason));
    return url;
  }

  /// The merchant's page for payers. Clients write its name in two ways.
  static Optional<String> returnUrl(BodyFields body) {
    var other = url(body, "returnURL");
    return url(body, "returnUrl").or(() -> other);
  }

  private static Optional<String> url(BodyFields body, String name) {
    var url = text(body, name, MAX_URL);
    url.flatMap(WebUrl::refuse).ifPresent(reason -> body.wrong(name, reason));
    return url;
  }

  /// An amount of more than zero, with at most 8 decimals.
  static Decimal amount(BodyFields body, String name) {
    var amount = body.amount(name);
    if (amount.filter(it -> it.signum() <= 0).isPresent()) {
      body.wrong(name, new FieldProblem.NotPositive());
    } else if (amount.filter(it -> it.at(8).isEmpty()).isPresent()) {
      body.wrong(name, new FieldProblem.TooPrecise(8));
    }
    return body.required(name, amount, Decimal.exact(BigDecimal.ONE));
  }
}
