package coffer.core.merchant;

import coffer.core.chain.Asset;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a merchant decides about a project. Changes apply to invoices that are created afterwards.
///
/// @param accepts `USDT:tron`; empty = all that its mode offers
/// @param tolerancePercent how much of a price may be missing, 0 to 100
/// @param acceptDepth confirmations at which a payment counts, 1 or more, never fewer than the
///     asset's `minDepth`; empty = by the amount, or the chain's finality
/// @param lifetime the time until an invoice expires
/// @param quoteLifetime how long a rate is promised
/// @param monitoring the time after expiry in which money still counts for an invoice
/// @param returnUrl where a payer goes when they are done
/// @param failUrl where a payer goes who leaves without a payment; empty = to the return URL
/// @param settlement `USDT:tron`: the coin of a dialect that knows only one
/// @param frameOrigins origins of the pages that may show payment pages in a frame, at most
///     [#MAX_FRAME_ORIGINS]; empty = no page may
/// @param support where payers can ask the merchant
/// @param look of the payment pages
public record Settings(
    List<String> accepts,
    BigDecimal tolerancePercent,
    Optional<Integer> acceptDepth,
    Duration lifetime,
    Duration quoteLifetime,
    Duration monitoring,
    Optional<String> returnUrl,
    Optional<String> failUrl,
    Optional<String> settlement,
    List<String> frameOrigins,
    Support support,
    Look look) {

  /// The merchant's contact on payment pages.
  ///
  /// @param url of a web page
  /// @param email an address, such as `help@shop.example`
  public record Support(Optional<String> url, Optional<String> email) {
    public static final Support NONE = new Support(Optional.empty(), Optional.empty());
  }

  /// How payment pages look.
  ///
  /// @param accent colour of buttons and links: `#2f55d4`; empty = that of Coffer
  /// @param logo hash of the picture that [Logos] keeps; empty = the first letter of the name
  public record Look(Optional<String> accent, Optional<String> logo) {
    public static final Look NONE = new Look(Optional.empty(), Optional.empty());
  }

  public static final int MAX_FRAME_ORIGINS = 20;

  /// The settings of a new project, equal to the defaults of the table.
  public static final Duration DEFAULT_LIFETIME = Duration.ofHours(1);

  public static final Duration DEFAULT_QUOTE_LIFETIME = Duration.ofMinutes(15);
  public static final Duration DEFAULT_MONITORING = Duration.ofDays(7);

  /// A builder that starts with these settings.
  public Builder change() {
    return new Builder(this);
  }

  /// The settings of a new project.
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
        Optional.empty(),
        List.of(),
        Support.NONE,
        Look.NONE);
  }

  /// Sets each value by its name, so that two of the same type cannot be swapped.
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
    private List<String> frameOrigins;
    private Support support;
    private Look look;

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
      frameOrigins = now.frameOrigins;
      support = now.support;
      look = now.look;
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

    public Builder frameOrigins(List<String> origins) {
      frameOrigins = origins;
      return this;
    }

    public Builder support(Support contact) {
      support = contact;
      return this;
    }

    public Builder look(Look ofPages) {
      look = ofPages;
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
          settlement,
          frameOrigins,
          support,
          look);
    }
  }

  /// The amount up to which a payment counts before it is in a block. The merchant takes a risk to
  /// be quick: the sender can take back an unconfirmed payment.
  ///
  /// @param units more than zero; compared with the whole invoice, not with a part of it that is
  ///     paid
  public record Cap(Asset asset, BigInteger units) {}
}
