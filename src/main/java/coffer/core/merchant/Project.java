package coffer.core.merchant;

import coffer.core.chain.Mode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A shop: live or test for ever.
///
/// @param code 13 hex digits, for dialects whose ids are short
/// @param accepts `USDT:tron`; empty = whatever its mode offers
/// @param tolerancePercent how much of a price may be missing
/// @param acceptDepth confirmations at which a payment counts; empty = the chain's finality
/// @param lifetime until an invoice expires
/// @param quoteLifetime for how long a rate is promised
/// @param monitoring how long after its expiry money still counts for an invoice
/// @param returnUrl where a payer goes when he is done
/// @param failUrl where a payer goes who did not pay
/// @param settlement `USDT:tron`: the coin of a dialect that knows only one
/// @param webhookSecretId its sealed secret: signs what is told to the merchant
public record Project(
    long id,
    UUID publicId,
    String code,
    long organizationId,
    Mode mode,
    String name,
    List<String> accepts,
    BigDecimal tolerancePercent,
    Optional<Integer> acceptDepth,
    Duration lifetime,
    Duration quoteLifetime,
    Duration monitoring,
    Optional<String> returnUrl,
    Optional<String> failUrl,
    Optional<String> settlement,
    long webhookSecretId) {}
