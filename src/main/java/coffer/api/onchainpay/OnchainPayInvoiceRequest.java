package coffer.api.onchainpay;

import coffer.api.BodyFields;
import coffer.api.Decimal;
import coffer.core.Field;
import coffer.core.PlainText;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.deposit.Customer;
import coffer.core.deposit.Customers;
import coffer.core.invoice.NewInvoice;
import coffer.core.money.Amount;
import coffer.core.money.Denomination;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// The fields of a request for an invoice.
///
/// @param coins what the payer may choose from; empty = everything that the project accepts
/// @param externalId the merchant's id: at most one invoice has it
record OnchainPayInvoiceRequest(
    String currency,
    Decimal amount,
    long lifetimeMinutes,
    List<Coin> coins,
    Optional<String> externalId,
    Optional<String> order,
    Optional<String> description,
    Optional<BigDecimal> tolerance,
    Optional<BigDecimal> insurance,
    Optional<BigDecimal> slippage,
    boolean includeFee,
    List<String> additionalFees,
    Optional<String> webhookUrl,
    Optional<String> returnUrl,
    Optional<String> externalUserId,
    Optional<String> payerEmail) {
  private static final long MAX_MINUTES = Duration.ofDays(30).toMinutes();
  private static final int MAX_COINS = 100;
  private static final int MAX_NAME = 50;
  private static final int MAX_FEES = 20;
  private static final Pattern FEE = Pattern.compile("[A-Z_]+");

  /// @param networks empty = all networks of the coin
  record Coin(String currency, Set<String> networks) {
    boolean matches(String code, String network) {
      return currency.equals(code) && (networks.isEmpty() || networks.contains(network));
    }
  }

  /// @param refuseUrl returns why webhooks can never be sent to a URL; empty = they can
  static OnchainPayInvoiceRequest read(
      BodyFields body, Function<String, Optional<String>> refuseUrl) {
    return new OnchainPayInvoiceRequest(
        currency(body),
        TextFields.amount(body, "amount"),
        body.required("lifetime", body.whole("lifetime", 1, MAX_MINUTES), 1L),
        coins(body),
        TextFields.text(body, "externalId", 255),
        TextFields.text(body, "order", 255),
        TextFields.text(body, "description", 2_000),
        TextFields.percent(body, "paymentTolerancePercent"),
        TextFields.percent(body, "insurancePercent"),
        TextFields.percent(body, "slippagePercent"),
        body.flag("includeFee").orElse(false),
        fees(body),
        TextFields.webhook(body, "webhookURL", refuseUrl),
        TextFields.returnUrl(body),
        TextFields.text(body, "externalUserId", Customers.MAX_CLIENT_ID),
        TextFields.text(body, "payerEmail", 320));
  }

  private static List<String> fees(BodyFields body) {
    var names = body.texts("additionalFees", MAX_FEES, MAX_NAME).orElse(List.of());
    for (int i = 0; i < names.size(); i++) {
      if (FEE.matcher(names.get(i)).matches()) continue;
      body.wrong("additionalFees[" + i + "]", "Must be the action of a tariff.");
    }
    return names;
  }

  private static String currency(BodyFields body) {
    var code = body.required("currency", body.text("currency", 20), "USD").toUpperCase(Locale.ROOT);
    if (Denomination.isCode(code)) return code;
    body.wrong("currency", "Must be a code such as USD.");
    return "USD";
  }

  /// `[["USDT", ["ethereum", "tron"]], ["BTC"]]`, or objects with `currency` and `networks`.
  private static List<Coin> coins(BodyFields body) {
    var node = body.node("currencies");
    if (node.isEmpty() || !node.get().isArray() || node.get().size() > MAX_COINS) {
      body.wrong("currencies", "Must be a list of at most " + MAX_COINS + " coins, or [].");
      return List.of();
    }
    var coins = new ArrayList<Coin>();
    for (var item : node.get().values()) {
      var coin = coin(item);
      if (coin.isEmpty()) {
        body.wrong(
            "currencies[" + coins.size() + "]",
            "Must be like [\"USDT\", [\"ethereum\", \"tron\"]].");
        return List.of();
      }
      coins.add(coin.get());
    }
    return coins;
  }

  private static Optional<Coin> coin(JsonNode item) {
    if (item.isString()) return coin(item, item.path("networks"));
    if (item.isArray()) return coin(item.path(0), item.path(1));
    return coin(item.path("currency"), item.path("networks"));
  }

  private static Optional<Coin> coin(JsonNode currency, JsonNode networks) {
    boolean listed = networks.isArray() && networks.values().stream().allMatch(JsonNode::isString);
    boolean absent = networks.isMissingNode() || networks.isNull();
    if (!currency.isString() || !(listed || absent)) return Optional.empty();
    var names = new HashSet<String>();
    networks.values().forEach(name -> names.add(name.asString().toLowerCase(Locale.ROOT)));
    int longest = names.stream().mapToInt(String::length).max().orElse(0);
    if (Math.max(longest, currency.asString().length()) > MAX_NAME) return Optional.empty();
    boolean plain = PlainText.is(currency.asString()) && names.stream().allMatch(PlainText::is);
    if (!plain) return Optional.empty();
    return Optional.of(new Coin(currency.asString().toUpperCase(Locale.ROOT), Set.copyOf(names)));
  }

  /// @param options at least one
  /// @param user whose addresses the invoice is paid to
  NewInvoice command(OnchainPayCall call, List<Asset> options, Optional<Customer> user) {
    var meta =
        OnchainPayMetadata.of(OnchainPayMetadata.Type.INVOICE, call.advancedBalanceId())
            .webhook(webhookUrl)
            .order(order)
            .insurance(insurance)
            .fees(includeFee, additionalFees)
            .payerEmail(payerEmail)
            .build();
    var denomination = new Denomination(currency);
    var price =
        amount
            .at(Denomination.DECIMALS)
            .orElseThrow(
                () ->
                    new Rejection.TooPrecise(Field.Invoice.PRICE, Denomination.DECIMALS)
                        .asException());
    var builder =
        NewInvoice.of(OnchainPayApi.DIALECT, denomination, options)
            .price(Optional.of(Amount.ofDecimal(price, denomination).units()))
            .description(description)
            .lifetime(Optional.of(Duration.ofMinutes(lifetimeMinutes)))
            .tolerancePercent(Optional.of(tolerance.orElse(BigDecimal.ZERO)))
            .insurancePercent(insurance.orElse(BigDecimal.ZERO))
            .slippagePercent(slippage)
            .returnUrl(returnUrl)
            .meta(meta)
            .customer(user)
            .callback(
                webhookUrl.map(url -> new NewInvoice.Callback(url, true, call.principal().pair())));
    return externalId.map(builder::onlyOneOfOrder).orElse(builder).build();
  }
}
