package coffer.api.coinvoice;

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
    BigDecimal amount,
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

  private static BigDecimal amount(Fields body) {
    var number = body.number("amount");
    number.flatMap(InvoiceBody::flaw).ifPresent(flaw -> body.wrong("amount", flaw));
    return body.required("amount", number, BigDecimal.ONE);
  }

  private static Optional<Flaw> flaw(BigDecimal amount) {
    if (amount.signum() <= 0) return Optional.of(new Flaw.NotPositive());
    return amount.stripTrailingZeros().scale() > DECIMALS
        ? Optional.of(new Flaw.TooPrecise(DECIMALS))
        : Optional.empty();
  }

  /// Languages whose numbers are floats send `60.0`.
  private static Duration lifetime(Fields body) {
    var minutes = body.number("expiry_minutes");
    if (minutes.filter(InvoiceBody::whole).isPresent()) {
      return Duration.ofMinutes(minutes.get().longValue());
    }
    if (minutes.isPresent()) body.wrong("expiry_minutes", new Flaw.NotWhole(1, MOST_MINUTES));
    return Duration.ofMinutes(USUAL_MINUTES);
  }

  private static boolean whole(BigDecimal minutes) {
    return minutes.stripTrailingZeros().scale() <= 0
        && minutes.compareTo(BigDecimal.ONE) >= 0
        && minutes.compareTo(BigDecimal.valueOf(MOST_MINUTES)) <= 0;
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
    if (amount.stripTrailingZeros().scale() > token.precision()) {
      throw new Rejection.TooPrecise(Field.Term.PRICE, token.precision()).asException();
    }
    return Amount.ofDecimal(amount, new Denomination(token.code())).units();
  }
}
