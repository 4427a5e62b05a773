package coffer.api.coinvoice;

import coffer.api.Decimal;
import coffer.api.Fields;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.invoice.NewInvoice;
import coffer.core.invoice.NewInvoice.Callback;
import coffer.core.money.Amount;
import coffer.core.money.Denomination;
import coffer.http.Flaw;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What a request for an invoice says.
record InvoiceBody(
    Decimal amount,
    Optional<String> description,
    Optional<String> callbackUrl,
    Optional<String> orderId,
    Duration lifetime) {
  private static final int DECIMALS = 6;
  private static final long USUAL_MINUTES = 60;
  private static final long MOST_MINUTES = Duration.ofDays(7).toMinutes();

  /// @param refuseUrl why nothing will ever be sent to a URL
  static InvoiceBody read(Fields body, Function<String, Optional<String>> refuseUrl) {
    var callback = text(body, "callback_url", 2048);
    callback.flatMap(refuseUrl).ifPresent(reason -> body.wrong("callback_url", reason));
    return new InvoiceBody(
        amount(body),
        text(body, "description", 500),
        callback,
        text(body, "order_id", 128),
        lifetime(body));
  }

  private static Decimal amount(Fields body) {
    var number = body.number("amount");
    number.flatMap(InvoiceBody::flaw).ifPresent(flaw -> body.wrong("amount", flaw));
    return body.required("amount", number, Decimal.exact(BigDecimal.ONE));
  }

  private static Optional<Flaw> flaw(Decimal amount) {
    if (amount.signum() <= 0) return Optional.of(new Flaw.NotPositive());
    var taken = amount.at(DECIMALS);
    if (taken.isEmpty()) return Optional.of(new Flaw.TooPrecise(DECIMALS));
    return Optional.of((Flaw) new Flaw.NotPositive()).filter(_ -> taken.get().signum() == 0);
  }

  private static Duration lifetime(Fields body) {
    return Duration.ofMinutes(body.whole("expiry_minutes", 1, MOST_MINUTES).orElse(USUAL_MINUTES));
  }

  /// The published clients send "" for what they leave out.
  private static Optional<String> text(Fields body, String name, int most) {
    boolean empty = body.node(name).filter(node -> node.asString("-").isEmpty()).isPresent();
    return empty ? Optional.empty() : body.text(name, most);
  }

  /// @param token in which it is to be paid
  NewInvoice command(Asset token) {
    return new NewInvoice(
        CoinVoiceApi.DIALECT,
        new Denomination(token.code()),
        Optional.of(price(token)),
        List.of(token),
        orderId,
        description,
        Map.of(),
        Optional.of(lifetime),
        Optional.empty(),
        Optional.empty(),
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        Optional.empty(),
        callbackUrl.map(url -> new Callback(url, true)),
        false,
        false);
  }

  private BigInteger price(Asset token) {
    int decimals = Math.min(DECIMALS, token.precision());
    return amount
        .at(decimals)
        .map(coins -> Amount.ofDecimal(coins, new Denomination(token.code())).units())
        .orElseThrow(() -> new Rejection.TooPrecise(Field.Term.PRICE, decimals).asException());
  }
}
