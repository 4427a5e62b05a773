package coffer.core.invoice;

import coffer.core.chain.Asset;
import coffer.core.money.Denomination;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The command that makes an invoice; what is empty comes from the project.
///
/// @param dialect that made it, and speaks to its callback
/// @param price in price units (1e-8), more than zero; empty = open
/// @param options assets the payer may choose from, at least one; a single one is quoted at once
/// @param fees added to each sum due, in percent
/// @param insurance added to each sum due, in percent
/// @param callback where this invoice's events are told
/// @param orderOnce whether the order may have no other invoice of the same project and dialect
/// @param promised whether its rates are promised until it expires, for those who tell a payer one
///     sum and one end, and not as long as the project says
/// @param stated what the merchant states in fiat beside a price in a coin: lists are sorted by it
public record NewInvoice(
    String dialect,
    Denomination currency,
    Optional<BigInteger> price,
    List<Asset> options,
    Optional<String> orderId,
    Optional<String> description,
    Map<String, String> meta,
    Optional<Duration> lifetime,
    Optional<Duration> monitoring,
    Optional<BigDecimal> tolerancePercent,
    BigDecimal fees,
    BigDecimal insurance,
    Optional<String> returnUrl,
    Optional<Callback> callback,
    boolean orderOnce,
    boolean promised,
    Optional<BigDecimal> stated) {
  /// That an invoice may live.
  static final Duration LONGEST = Duration.ofDays(366);

  public NewInvoice {
    if (options.isEmpty()) throw new IllegalArgumentException("an invoice has an option");
    if (orderOnce && orderId.isEmpty()) throw new IllegalArgumentException("there is no order");
  }

  /// Where nothing is stated beside the price.
  public NewInvoice(
      String dialect,
      Denomination currency,
      Optional<BigInteger> price,
      List<Asset> options,
      Optional<String> orderId,
      Optional<String> description,
      Map<String, String> meta,
      Optional<Duration> lifetime,
      Optional<Duration> monitoring,
      Optional<BigDecimal> tolerancePercent,
      BigDecimal fees,
      BigDecimal insurance,
      Optional<String> returnUrl,
      Optional<Callback> callback,
      boolean orderOnce,
      boolean promised) {
    this(
        dialect,
        currency,
        price,
        options,
        orderId,
        description,
        meta,
        lifetime,
        monitoring,
        tolerancePercent,
        fees,
        insurance,
        returnUrl,
        callback,
        orderOnce,
        promised,
        Optional.empty());
  }

  /// @param url judged by whoever took it in
  /// @param instead of the project's destinations of the same dialect, not beside them
  public record Callback(String url, boolean instead) {}
}
