package coffer.api.coffer;

import coffer.api.BodyFields;
import coffer.api.Decimal;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.WebUrl;
import coffer.core.chain.Asset;
import coffer.core.deposit.Customer;
import coffer.core.invoice.NewInvoice;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Principal;
import coffer.core.money.Amount;
import coffer.core.money.Denomination;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/// The fields of a request for an invoice.
///
/// @param amount empty = an open amount
/// @param options empty = all assets that the project accepts
record CofferInvoiceRequest(
    String currency,
    Optional<Decimal> amount,
    Optional<List<Option>> options,
    Optional<String> orderId,
    Optional<String> description,
    Map<String, String> metadata,
    Optional<Duration> lifetime,
    Optional<Duration> monitoring,
    Optional<BigDecimal> tolerancePercent,
    Optional<String> returnUrl,
    Optional<String> callbackUrl,
    Optional<UUID> customer,
    Optional<BigDecimal> slippagePercent) {
  private static final long MAX_SECONDS = Duration.ofDays(366).toSeconds();

  private static final String ANY = "any";
  private static final String NO_AMOUNT =
      "Is required: a decimal number such as \"12.50\", or \"any\" to take whatever is paid.";

  /// The fields that may be set with a publishable key, which is public. A `return_url` must belong
  /// to one of the key's origins.
  private static final Set<String> PUBLISHABLE =
      Set.of("currency", "amount", "options", "order_id", "return_url");

  /// @param field path of the option's asset in the request
  /// @param asset code, converted to upper case
  /// @param network name, converted to lower case
  record Option(String field, String asset, String network) {
    static Option read(BodyFields fields) {
      return new Option(fields.path("asset"), asset(fields), network(fields));
    }

    private static String asset(BodyFields fields) {
      var code = fields.text("asset", 20).map(text -> text.toUpperCase(Locale.ROOT));
      return fields.required("asset", code, "");
    }

    private static String network(BodyFields fields) {
      var name = fields.text("network", 40).map(text -> text.toLowerCase(Locale.ROOT));
      return fields.required("network", name, "");
    }
  }

  /// @param refuseUrl returns why webhooks can never be sent to a URL; empty = they can
  static CofferInvoiceRequest read(
      BodyFields body, Principal key, Function<String, Optional<String>> refuseUrl) {
    var read = read(body, refuseUrl);
    if (key.kind() == ApiKey.Kind.PUBLISHABLE) read.requirePublishable(body, key);
    return read;
  }

  private static CofferInvoiceRequest read(
      BodyFields body, Function<String, Optional<String>> refuseUrl) {
    var callback = body.text("callback_url", 2048);
    callback.flatMap(refuseUrl).ifPresent(reason -> body.wrong("callback_url", reason));
    var options = body.objects("options", 50);
    if (body.node("options").filter(list -> list.isArray() && list.isEmpty()).isPresent()) {
      body.wrong("options", "Must have at least one item. Leave it out for all assets.");
    }
    return new CofferInvoiceRequest(
        currency(body),
        amount(body),
        options.map(list -> list.stream().map(Option::read).toList()),
        body.text("order_id", 200),
        body.text("description", 1000),
        body.map("metadata", 50, 40, 500),
        body.whole("expires_in", 1, MAX_SECONDS).map(Duration::ofSeconds),
        body.whole("monitor_seconds", 0, MAX_SECONDS).map(Duration::ofSeconds),
        body.percent("tolerance_percent"),
        webUrl(body, "return_url"),
        callback,
        body.id("customer"),
        body.percent("slippage_percent"));
  }

  private void requirePublishable(BodyFields body, Principal key) {
    for (var name : body.given()) {
      if (!PUBLISHABLE.contains(name)) body.wrong(name, "Can only be set with a secret key.");
    }
    var url = returnUrl.filter(_ -> !body.failed("return_url"));
    if (url.filter(it -> !key.allows(WebUrl.origin(it))).isPresent()) {
      body.wrong("return_url", "Must lead to an origin of the publishable key.");
    }
  }

  private static String currency(BodyFields body) {
    var code = body.text("currency", 12).map(text -> text.toUpperCase(Locale.ROOT));
    if (code.isPresent() && !Denomination.isCode(code.get())) {
      body.wrong("currency", "Must be the code of a currency or coin: EUR, USDT.");
    }
    return body.required("currency", code, "");
  }

  /// A missing amount is an error, and so is null, which is how JSON writers encode `NaN`. An
  /// invoice with an open amount must be requested explicitly.
  private static Optional<Decimal> amount(BodyFields body) {
    var node = body.node("amount");
    if (node.isEmpty()) body.wrong("amount", NO_AMOUNT);
    if (node.filter(it -> it.isString() && it.stringValue().equals(ANY)).isPresent()) {
      return Optional.empty();
    }
    var amount = body.amount("amount");
    if (amount
        .flatMap(it -> it.at(Denomination.DECIMALS))
        .filter(CofferInvoiceRequest::none)
        .isPresent()) {
      body.wrong("amount", "Must be more than zero, or \"any\".");
    }
    return amount;
  }

  private static boolean none(BigDecimal amount) {
    return amount.signum() == 0;
  }

  static Optional<String> webUrl(BodyFields body, String field) {
    var url = body.text(field, 2048);
    url.flatMap(WebUrl::refuse).ifPresent(reason -> body.wrong(field, reason));
    return url;
  }

  /// @param assets the assets of the options
  /// @param whom the customer whom the invoice is for
  NewInvoice command(List<Asset> assets, Optional<Customer> whom) {
    return NewInvoice.of(CofferApi.DIALECT, new Denomination(currency), assets)
        .price(amount.map(this::price))
        .orderId(orderId)
        .description(description)
        .meta(metadata)
        .lifetime(lifetime)
        .monitoring(monitoring)
        .tolerancePercent(tolerancePercent)
        .returnUrl(returnUrl)
        .customer(whom)
        .slippagePercent(slippagePercent)
        .callback(callbackUrl.map(url -> new NewInvoice.Callback(url, false)))
        .build();
  }

  private BigInteger price(Decimal whole) {
    return whole
        .at(Denomination.DECIMALS)
        .map(price -> Amount.ofDecimal(price, new Denomination(currency)).units())
        .orElseThrow(
            () ->
                new Rejection.TooPrecise(Field.Invoice.PRICE, Denomination.DECIMALS).asException());
  }
}
