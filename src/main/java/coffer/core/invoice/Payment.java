package coffer.core.invoice;

import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// An arrival at an address of ours, as its row says. The fields are explained at
/// [InvoiceView.PaymentView].
///
/// @param worth in price units, where it does not count by its quote
/// @param acceptDepth confirmations at which it counts; empty = the chain's finality
/// @param dust what a stranger may send for almost nothing: it counts in sums alone
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

  boolean counts() {
    return orphan.isEmpty() && status != PaymentStatus.REVERSED;
  }

  Standing.Paid paid() {
    return new Standing.Paid(units, worth, paidAt, status == PaymentStatus.CONFIRMED, risk, dust);
  }
}
