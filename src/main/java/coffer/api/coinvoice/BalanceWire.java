package coffer.api.coinvoice;

import java.math.BigDecimal;

/// What a project has of its settlement token, by the ledger.
///
/// @param totalReceived what payments brought, reversals taken off
/// @param withdrawn `total_received` - `balance`
record BalanceWire(BigDecimal balance, BigDecimal totalReceived, BigDecimal withdrawn) {}
