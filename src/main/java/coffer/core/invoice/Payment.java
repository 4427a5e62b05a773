package coffer.core.invoice;

import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A movement as merchants see it: a payment, and in events also an outflow or a transfer from the
/// owner's own address. [InvoiceView.PaymentView] explains the fields.
///
/// @param worth in price units (1e-8), if it does not count at its quote's rate
/// @param acceptDepth confirmations at which it counts; empty = the chain's finality
/// @param dust whether it is too small to count by itself: it counts only in sums
/// @param version the number of its latest event
public record Payment(
    long id,
    UUID publicId,
    Asset asset,
    Address address,
    Optional<Long> invoiceId,
    Optional<Long> quoteId,
    String txid,
    String position,
    Optional<String> sender,
    BigInteger units,
    Optional<BigInteger> worth,
    PaymentStatus status,
    Optional<String> orphan,
    Risk risk,
    Optional<Long> blockHeight,
    Optional<String> blockHash,
    Optional<Integer> acceptDepth,
    Instant seenAt,
    Instant paidAt,
    Optional<Instant> confirmedAt,
    Map<String, String> facts,
    boolean dust,
    int version) {

  /// Whether it counts for an invoice: neither an orphan nor reversed.
  boolean counts() {
    return orphan.isEmpty() && status != PaymentStatus.REVERSED;
  }

  Standing.Paid paid() {
    return new Standing.Paid(units, worth, paidAt, status == PaymentStatus.CONFIRMED, risk, dust);
  }
}
