package coffer.core.invoice;

import java.math.BigDecimal;

/// What a payment was credited to the prepaid balance of the organization.
///
/// @param rate what one whole coin cost in the currency when the payment was confirmed
public record CreditView(BigDecimal amount, String currency, BigDecimal rate) {}
