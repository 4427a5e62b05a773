package coffer.core.merchant;

import coffer.core.chain.Asset;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a merchant decides about a shop. It holds for invoices made from then on; the caps, for
/// payments seen from then on.
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
/// @param caps up to where payments count before they are in a block
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
    List<Cap> caps) {
  /// Those of a new shop, as the table has them.
  public static final Duration LIFETIME = Duration.ofHours(1);

  public static final Duration QUOTE_LIFETIME = Duration.ofMinutes(15);
  public static final Duration MONITORING = Duration.ofDays(7);

  /// The risk that a merchant takes to be quick: a payment that is in no block yet can be taken
  /// back by whoever sent it.
  ///
  /// @param units more than zero; of the whole invoice, not of a part that is paid
  public record Cap(Asset asset, BigInteger units) {}
}
