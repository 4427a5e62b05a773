package coffer.core.invoice;

import coffer.core.chain.Asset;
import coffer.core.deposit.Customer;
import coffer.core.merchant.Principal;
import coffer.core.money.Denomination;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The command to create an invoice. Empty values are taken from the project's settings.
///
/// @param dialect the API through which it is created; its callback uses the same dialect
/// @param price in price units (1e-8), more than zero; empty = any amount
/// @param options assets that the payer may choose from, at least one; a single one is quoted at
///     once
/// @param fees added to each sum due, in percent
/// @param insurance added to each sum due, in percent
/// @param callbacks the destinations of this invoice's events
/// @param orderOnce whether the order may have no other invoice of the same project and dialect
/// @param promised whether rates hold until the invoice expires, instead of the project's quote
///     lifetime; for dialects that show the payer one amount and one deadline
/// @param stated the amount in fiat that the merchant states beside a price in a coin; used to sort
///     lists
/// @param customer whom it is for: it is paid to their own addresses, and by default
///     counts no payment after it expired
/// @param slippage by how many percent the rate may move before the sum due is calculated again;
///     empty = as much as it likes
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
    List<Callback> callbacks,
    boolean orderOnce,
    boolean promised,
    Optional<BigDecimal> stated,
    Optional<Customer> customer,
    Optional<BigDecimal> slippage) {
  /// The maximum lifetime, and the maximum monitoring.
  static final Duration MAX_LIFETIME = Duration.ofDays(366);

  /// @throws IllegalArgumentException if there is no option, or if `orderOnce` is set without an
  ///     order id
  public NewInvoice {
    if (options.isEmpty()) throw new IllegalArgumentException("an invoice has an option");
    if (orderOnce && orderId.isEmpty()) throw new IllegalArgumentException("there is no order");
  }

  /// Starts with what every invoice needs. The rest is optional.
  public static Builder of(String dialect, Denomination currency, List<Asset> options) {
    return new Builder(dialect, currency, options);
  }

  /// A builder with the values of this command.
  public Builder change() {
    var builder = new Builder(dialect, currency, options);
    builder.price = price;
    builder.orderId = orderId;
    builder.description = description;
    builder.meta = meta;
    builder.lifetime = lifetime;
    builder.monitoring = monitoring;
    builder.tolerancePercent = tolerancePercent;
    builder.fees = fees;
    builder.insurance = insurance;
    builder.returnUrl = returnUrl;
    builder.callbacks = callbacks;
    builder.orderOnce = orderOnce;
    builder.promised = promised;
    builder.stated = stated;
    builder.customer = customer;
    builder.slippage = slippage;
    return builder;
  }

  /// Names each value, so that two values of the same type cannot be swapped.
  public static final class Builder {
    private String dialect;
    private final Denomination currency;
    private final List<Asset> options;
    private Optional<BigInteger> price = Optional.empty();
    private Optional<String> orderId = Optional.empty();
    private Optional<String> description = Optional.empty();
    private Map<String, String> meta = Map.of();
    private Optional<Duration> lifetime = Optional.empty();
    private Optional<Duration> monitoring = Optional.empty();
    private Optional<BigDecimal> tolerancePercent = Optional.empty();
    private BigDecimal fees = BigDecimal.ZERO;
    private BigDecimal insurance = BigDecimal.ZERO;
    private Optional<String> returnUrl = Optional.empty();
    private List<Callback> callbacks = List.of();
    private boolean orderOnce;
    private boolean promised;
    private Optional<BigDecimal> stated = Optional.empty();
    private Optional<Customer> customer = Optional.empty();
    private Optional<BigDecimal> slippage = Optional.empty();

    private Builder(String dialect, Denomination currency, List<Asset> options) {
      this.dialect = dialect;
      this.currency = currency;
      this.options = options;
    }

    public Builder dialect(String name) {
      dialect = name;
      return this;
    }

    public Builder price(Optional<BigInteger> priceUnits) {
      price = priceUnits;
      return this;
    }

    public Builder orderId(Optional<String> id) {
      orderId = id;
      return this;
    }

    /// Sets the order id; the order may have no other invoice of the same project and dialect.
    public Builder onlyOneOfOrder(String id) {
      orderId = Optional.of(id);
      orderOnce = true;
      return this;
    }

    public Builder description(Optional<String> text) {
      description = text;
      return this;
    }

    public Builder meta(Map<String, String> values) {
      meta = values;
      return this;
    }

    public Builder lifetime(Optional<Duration> untilItExpires) {
      lifetime = untilItExpires;
      return this;
    }

    public Builder monitoring(Optional<Duration> afterItExpired) {
      monitoring = afterItExpired;
      return this;
    }

    public Builder tolerancePercent(Optional<BigDecimal> percent) {
      tolerancePercent = percent;
      return this;
    }

    public Builder feesPercent(BigDecimal percent) {
      fees = percent;
      return this;
    }

    public Builder insurancePercent(BigDecimal percent) {
      insurance = percent;
      return this;
    }

    public Builder returnUrl(Optional<String> url) {
      returnUrl = url;
      return this;
    }

    public Builder callback(Optional<Callback> destination) {
      return callbacks(destination.stream().toList());
    }

    public Builder callbacks(List<Callback> destinations) {
      callbacks = List.copyOf(destinations);
      return this;
    }

    /// Makes rates hold until the invoice expires.
    public Builder ratesHeldUntilExpiry() {
      promised = true;
      return this;
    }

    public Builder stated(Optional<BigDecimal> fiat) {
      stated = fiat;
      return this;
    }

    public Builder customer(Optional<Customer> whom) {
      customer = whom;
      return this;
    }

    public Builder slippagePercent(Optional<BigDecimal> percent) {
      slippage = percent;
      return this;
    }

    /// @throws IllegalArgumentException if there is no option
    public NewInvoice build() {
      return new NewInvoice(
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
          callbacks,
          orderOnce,
          promised,
          stated,
          customer,
          slippage);
    }
  }

  /// @param url already validated by the caller
  /// @param instead true = replaces the project's destinations of the same dialect for this
  ///     invoice, false = is used in addition to them
  /// @param pair the pair whose secret signs; empty = the project's webhook secret
  public record Callback(String url, boolean instead, Optional<Principal.Pair> pair) {
    public Callback(String url, boolean instead) {
      this(url, instead, Optional.empty());
    }
  }
}
