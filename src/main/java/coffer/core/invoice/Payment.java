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
/// @param dust whether it is too small to count by itself: it counts only in sums
/// @param version the number of its latest event
public record Payment(
    long id,
    UUID publicId,
    Asset asset,
    Transfer transfer,
    Claim claim,
    Progress progress,
    Risk risk,
    boolean dust,
    int version) {

  /// What the chain reports, whatever block it is in.
  public record Transfer(
      Address address,
      String txid,
      String position,
      Optional<String> sender,
      BigInteger units,
      Map<String, String> facts) {}

  /// What it counts for.
  ///
  /// @param worth in price units (1e-8), if it does not count at its quote's rate
  /// @param depth confirmations at which it counts; empty = the chain's finality
  public record Claim(
      Optional<Long> invoiceId,
      Optional<Long> quoteId,
      Optional<BigInteger> worth,
      Optional<String> orphan,
      Optional<Integer> depth) {}

  /// What changes with each block.
  public record Progress(
      PaymentStatus status,
      Optional<Long> blockHeight,
      Optional<String> blockHash,
      Instant seenAt,
      Instant paidAt,
      Optional<Instant> confirmedAt) {}

  /// Whether it counts for an invoice: neither an orphan nor reversed.
  boolean counts() {
    return claim.orphan.isEmpty() && progress.status != PaymentStatus.REVERSED;
  }

  Standing.Paid paid() {
    return new Standing.Paid(
        transfer.units,
        claim.worth,
        progress.paidAt,
        progress.status == PaymentStatus.CONFIRMED,
        risk,
        dust);
  }
}
