package coffer.core.merchant;

import coffer.core.chain.Asset;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a merchant decides about a shop. It holds for invoices made from then on.
///
/// @param accepts `USDT:tron`; empty = whatever its mode offers
/// @param tolerancePercent how much of a price may be missing, 0 to 100
/// @param acceptDepth confirmations at which a payment counts, 1 or more, never fewer than the
///     asset's least; empty = by the amount, or the chain's finality
/// @param lifetime until an invoice expires
/// @param quoteLifetime for how long a rate is promised
/// @param monitoring how long after its expiry money still counts for an invoice
/// @param returnUrl where a payer goes when he is done
/// @param failUrl where a payer goes who did not pay; a dialect may tell the two apart
/// @param settlement `USDT:tron`: the coin of a dialect that knows only one
public record Settings(
    List<String> accepts,
    BigDecimal tolerancePercent,
    Optional<Integer> acceptDepth,
    Duration lifetime,
    Duration quoteLifetime,
    Duration monitoring,
    Optional<String> returnUrl,
    Optional<String> failUrl,
    Optional<String> settlement) {
  /// Those of a new shop, as the table has them.
  public static final Duration DEFAULT_LIFETIME = Duration.ofHours(1);

  public static final Duration DEFAULT_QUOTE_LIFETIME = Duration.ofMinutes(15);
  public static final Duration DEFAULT_MONITORING = Duration.ofDays(7);

  /// The same settings, to be changed.
  public Builder change() {
    return new Builder(this);
  }

  /// Those of a new project.
  public static Settings defaults() {
    return new Settings(
        List.of(),
        BigDecimal.ZERO,
        Optional.empty(),
        DEFAULT_LIFETIME,
        DEFAULT_QUOTE_LIFETIME,
        DEFAULT_MONITORING,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /// Names each value, so that two of the same type cannot be swapped.
  public static final class Builder {
    private List<String> accepts;
    private BigDecimal tolerancePercent;
    private Optional<Integer> acceptDepth;
    private Duration lifetime;
    private Duration quoteLifetime;
    private Duration monitoring;
    private Optional<String> returnUrl;
    private Optional<String> failUrl;
    private Optional<String> settlement;

    private Builder(Settings now) {
      accepts = now.accepts;
      tolerancePercent = now.tolerancePercent;
      acceptDepth = now.acceptDepth;
      lifetime = now.lifetime;
      quoteLifetime = now.quoteLifetime;
      monitoring = now.monitoring;
      returnUrl = now.returnUrl;
      failUrl = now.failUrl;
      settlement = now.settlement;
    }

    public Builder accepts(List<String> assets) {
      accepts = assets;
      return this;
    }

    public Builder tolerancePercent(BigDecimal percent) {
      tolerancePercent = percent;
      return this;
    }

    public Builder acceptDepth(Optional<Integer> confirmations) {
      acceptDepth = confirmations;
      return this;
    }

    public Builder lifetime(Duration untilItExpires) {
      lifetime = untilItExpires;
      return this;
    }

    public Builder quoteLifetime(Duration ofARate) {
      quoteLifetime = ofARate;
      return this;
    }

    public Builder monitoring(Duration afterItExpired) {
      monitoring = afterItExpired;
      return this;
    }

    public Builder returnUrl(Optional<String> url) {
      returnUrl = url;
      return this;
    }

    public Builder failUrl(Optional<String> url) {
      failUrl = url;
      return this;
    }

    public Builder settlement(Optional<String> asset) {
      settlement = asset;
      return this;
    }

    public Settings build() {
      return new Settings(
          accepts,
          tolerancePercent,
          acceptDepth,
          lifetime,
          quoteLifetime,
          monitoring,
          returnUrl,
          failUrl,
          settlement);
    }
  }

  /// The risk that a merchant takes to be quick: a payment that is in no block yet can be taken
  /// back by whoever sent it.
  ///
  /// @param units more than zero; of the whole invoice, not of a part that is paid
  public record Cap(Asset asset, BigInteger units) {}
}
