package coffer.api.onchainpay;

import coffer.api.BodyFields;
import coffer.api.Decimal;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.deposit.Customer;
import coffer.core.deposit.Customers;
import coffer.core.invoice.NewInvoice;
import coffer.core.money.Amount;
import coffer.core.money.Denomination;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// The fields of a request for an order.
record OrderRequest(
    String currency,
    String network,
    Decimal amount,
    String order,
    Optional<Long> lifetime,
    Optional<String> description,
    Optional<BigDecimal> tolerance,
    Optional<String> successWebhook,
    Optional<String> errorWebhook,
    Optional<String> returnUrl,
    Optional<String> externalUserId,
    Optional<String> payerEmail) {
  private static final long MAX_LIFETIME = 43_200;
  private static final long MIN_LIFETIME = 1_800;

  /// Networks with slow blocks give the payer more time, in seconds.
  private static final Map<String, Long> MIN_LIFETIMES =
      Map.of("bitcoin", 7_200L, "bitcoincash", 7_200L, "litecoin", 3_600L);

  /// @param refuseUrl returns why webhooks can never be sent to a URL; empty = they can
  static OrderRequest read(BodyFields body, Function<String, Optional<String>> refuseUrl) {
    Unsupported.flag(body, "checkRisks");
    var network = body.required("network", body.text("network", 50), "").toLowerCase(Locale.ROOT);
    return new OrderRequest(
        body.required("currency", body.text("currency", 20), ""),
        network,
        TextFields.amount(body, "amount"),
        body.required("order", body.text("order", 255), ""),
        body.whole("lifetime", minLifetime(network), MAX_LIFETIME),
        TextFields.text(body, "description", 2_000),
        TextFields.percent(body, "paymentTolerancePercent"),
        TextFields.webhook(body, "successWebhook", refuseUrl),
        TextFields.webhook(body, "errorWebhook", refuseUrl),
        TextFields.returnUrl(body),
        TextFields.text(body, "externalUserId", Customers.MAX_CLIENT_ID),
        TextFields.text(body, "payerEmail", 320));
  }

  private static long minLifetime(String network) {
    return MIN_LIFETIMES.getOrDefault(network, MIN_LIFETIME);
  }

  /// @param user whose address the order is paid to
  NewInvoice command(OnchainPayCall call, Asset asset, Optional<Customer> user) {
    var meta =
        OnchainPayMetadata.of(OnchainPayMetadata.Type.ORDER, call.advancedBalanceId())
            .webhooks(successWebhook, errorWebhook)
            .payerEmail(payerEmail)
            .build();
    var currency = new Denomination(asset.code());
    int decimals = Math.min(Denomination.DECIMALS, asset.precision());
    var coins =
        amount
            .at(decimals)
            .orElseThrow(
                () -> new Rejection.TooPrecise(Field.Invoice.PRICE, decimals).asException());
    return NewInvoice.of(OnchainPayApi.DIALECT, currency, List.of(asset))
        .price(Optional.of(Amount.ofDecimal(coins, currency).units()))
        .orderId(Optional.of(order))
        .description(description)
        .lifetime(Optional.of(Duration.ofSeconds(lifetime.orElse(minLifetime(network)))))
        .tolerancePercent(Optional.of(tolerance.orElse(BigDecimal.ZERO)))
        .returnUrl(returnUrl)
        .meta(meta)
        .customer(user)
        .callbacks(callbacks(call))
        .build();
  }

  /// One destination for each URL: if both webhooks have the same one, it gets both.
  private List<NewInvoice.Callback> callbacks(OnchainPayCall call) {
    var urls =
        new LinkedHashSet<>(
            Stream.of(successWebhook, errorWebhook).flatMap(Optional::stream).toList());
    return urls.stream()
        .map(url -> new NewInvoice.Callback(url, true, call.principal().pair()))
        .toList();
  }
}
