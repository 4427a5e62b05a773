package coffer.api.coinvoice;

import coffer.api.BodyFields;
import coffer.api.Decimal;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.invoice.NewInvoice;
import coffer.core.invoice.NewInvoice.Callback;
import coffer.core.money.Amount;
import coffer.core.money.Denomination;
import coffer.http.FieldProblem;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The fields of a request for an invoice.
record CoinVoiceInvoiceRequest(
    Decimal amount,
    Optional<String> description,
    Optional<String> callbackUrl,
    Optional<String> orderId,
    Duration lifetime) {
  private static final int DECIMALS = 6;
  private static final long DEFAULT_MINUTES = 60;
  private static final long MAX_MINUTES = Duration.ofDays(7).toMinutes();

  /// @param refuseUrl returns why webhooks can never be sent to a URL; empty = they can
  static CoinVoiceInvoiceRequest read(
      BodyFields body, Function<String, Optional<String>> refuseUrl) {
    var callback = text(body, "callback_url", 2048);
    callback.flatMap(refuseUrl).ifPresent(reason -> body.wrong("callback_url", reason));
    return new CoinVoiceInvoiceRequest(
        amount(body),
        text(body, "description", 500),
        callback,
        text(body, "order_id", 128),
        lifetime(body));
  }

  private static Decimal amount(BodyFields body) {
    var number = body.number("amount");
    number
        .flatMap(CoinVoiceInvoiceRequest::problem)
        .ifPresent(problem -> body.wrong("amount", problem));
    return body.required("amount", number, Decimal.exact(BigDecimal.ONE));
  }

  private static Optional<FieldProblem> problem(Decimal amount) {
    if (amount.signum() <= 0) return Optional.of(new FieldProblem.NotPositive());
    var taken = amount.at(DECIMALS);
    if (taken.isEmpty()) return Optional.of(new FieldProblem.TooPrecise(DECIMALS));
    return Optional.of((FieldProblem) new FieldProblem.NotPositive())
        .filter(_ -> taken.get().signum() == 0);
  }

  private static Duration lifetime(BodyFields body) {
    return Duration.ofMinutes(body.whole("expiry_minutes", 1, MAX_MINUTES).orElse(DEFAULT_MINUTES));
  }

  /// Published clients send "" for values that they do not set.
  private static Optional<String> text(BodyFields body, String name, int most) {
    boolean empty = body.node(name).filter(node -> node.asString("-").isEmpty()).isPresent();
    return empty ? Optional.empty() : body.text(name, most);
  }

  /// @param token the asset in which the invoice is paid
  NewInvoice command(Asset token) {
    return NewInvoice.of(CoinVoiceApi.DIALECT, new Denomination(token.code()), List.of(token))
        .price(Optional.of(price(token)))
        .orderId(orderId)
        .description(description)
        .lifetime(Optional.of(lifetime))
        .callback(callbackUrl.map(url -> new Callback(url, true)))
        .build();
  }

  private BigInteger price(Asset token) {
    int decimals = Math.min(DECIMALS, token.precision());
    return amount
        .at(decimals)
        .map(coins -> Amount.ofDecimal(coins, new Denomination(token.code())).units())
        .orElseThrow(() -> new Rejection.TooPrecise(Field.Invoice.PRICE, decimals).asException());
  }
}
