package coffer.api.itispay;

import coffer.api.BodyFields;
import coffer.api.Decimal;
import coffer.core.Field;
import coffer.core.money.Denomination;
import coffer.http.FieldProblem;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// The fields of a request for an invoice. Clients send `""` and `0` for values that they do not
/// set.
///
/// @param fiatAmount more than zero
/// @param cryptoAmount more than zero; at least one of the two amounts is set
record ItIsPayInvoiceRequest(
    String orderId,
    Optional<BigDecimal> fiatAmount,
    Optional<String> fiatCurrency,
    Optional<Decimal> cryptoAmount,
    String currency,
    Optional<BigDecimal> allowedErrorPercent,
    Optional<String> orderName,
    Duration lifetime,
    Optional<String> callbackUrl) {
  private static final long DEFAULT_MINUTES = 30;
  private static final long MAX_MINUTES = Duration.ofDays(366).toMinutes();
  private static final String EURO = "EUR";

  /// Reads a request for an invoice that can be paid.
  ///
  /// @param refuseUrl returns why webhooks can never be sent to a URL; empty = they can
  static ItIsPayInvoiceRequest read(BodyFields body, Function<String, Optional<String>> refuseUrl) {
    return read(body, refuseUrl, body.whole("expire_min", 1, MAX_MINUTES).orElse(DEFAULT_MINUTES));
  }

  /// Reads a request for a record of a past invoice, which has no expiry.
  static ItIsPayInvoiceRequest past(BodyFields body, Function<String, Optional<String>> refuseUrl) {
    return read(body, refuseUrl, DEFAULT_MINUTES);
  }

  private static ItIsPayInvoiceRequest read(
      BodyFields body, Function<String, Optional<String>> refuseUrl, long minutes) {
    var fiat = amount(body, "fiat_amount");
    var crypto = amount(body, "crypto_amount");
    boolean invalid = body.failed("fiat_amount") || body.failed("crypto_amount");
    if (fiat.isEmpty() && crypto.isEmpty() && !invalid) {
      body.wrong("crypto_amount", "Is required, or fiat_amount is: one of the two, above zero.");
    }
    var callback = text(body, "callback_url", 2048);
    callback.flatMap(refuseUrl).ifPresent(reason -> body.wrong("callback_url", reason));
    return new ItIsPayInvoiceRequest(
        body.required("order_id", body.text("order_id", 200), ""),
        fiat.flatMap(amount -> amount.at(Denomination.DECIMALS)),
        fiatCurrency(body),
        crypto,
        body.required("currency", body.text("currency", 40), ""),
        body.whole("allowed_error_percent", 0, 100).map(BigDecimal::valueOf),
        text(body, "order_name", 1000),
        Duration.ofMinutes(minutes),
        callback);
  }

  /// The field name of an error about the price: the amount that the client sent.
  Field name(Field field) {
    return field == Field.Invoice.PRICE && cryptoAmount.isEmpty()
        ? new Field.At("fiat_amount")
        : field;
  }

  String fiat() {
    return fiatCurrency.orElse(EURO);
  }

  boolean inEuro() {
    return fiat().equals(EURO);
  }

  private static Optional<Decimal> amount(BodyFields body, String name) {
    var amount = body.number(name).filter(number -> number.signum() != 0);
    amount.flatMap(ItIsPayInvoiceRequest::problem).ifPresent(problem -> body.wrong(name, problem));
    return amount;
  }

  private static Optional<FieldProblem> problem(Decimal amount) {
    if (amount.signum() < 0) return Optional.of(new FieldProblem.TooSmall(BigDecimal.ZERO));
    var taken = amount.at(Denomination.DECIMALS);
    if (taken.isEmpty()) return Optional.of(new FieldProblem.TooPrecise(Denomination.DECIMALS));
    return Optional.of((FieldProblem) new FieldProblem.NotPositive())
        .filter(_ -> taken.get().signum() == 0);
  }

  private static Optional<String> fiatCurrency(BodyFields body) {
    var code = text(body, "fiat_currency", 12).map(it -> it.toUpperCase(Locale.ROOT));
    if (code.isPresent() && !Denomination.isCode(code.get())) {
      body.wrong("fiat_currency", "Must be the code of a currency: EUR.");
    }
    return code;
  }

  /// A text field; an empty string means that it is not set.
  static Optional<String> text(BodyFields body, String name, int most) {
    boolean empty =
        body.node(name).filter(n -> n.isString() && n.stringValue().isEmpty()).isPresent();
    return empty ? Optional.empty() : body.text(name, most);
  }
}
