package coffer.core.payment;

import java.math.BigInteger;
import java.util.Optional;

/// The owner of a transfer, and how the transfer counts.
///
/// @param worth in price units (1e-8), if the transfer does not count at its quote's rate
/// @param orphan why a payment belongs to no open invoice; empty if it is no orphan
/// @param acceptDepth confirmations at which it counts, 0 = already without a block; empty = the
///     chain's finality
record Claim(
    long organizationId,
    Optional<Long> projectId,
    Optional<Long> assignmentId,
    Optional<Long> invoiceId,
    Optional<Long> quoteId,
    Optional<BigInteger> worth,
    Optional<Orphan> orphan,
    Optional<Integer> acceptDepth) {

  /// Why a payment belongs to no open invoice.
  enum Orphan {
    /// the address has no assignment
    ASSIGNMENT,
    /// the invoice has no quote in this asset, or the deposit address is for other assets
    ASSET,
    /// the payment was sent after the invoice's monitoring ended
    WINDOW
  }

  /// A claim of which only the organization is known. The methods below add the other fields.
  static Claim of(long organizationId) {
    return new Claim(
        organizationId,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /// Whether the transfer counts before it is in a block.
  boolean needsNoBlock() {
    return acceptDepth.equals(Optional.of(0));
  }

  Claim project(Optional<Long> id) {
    return new Claim(
        organizationId, id, assignmentId, invoiceId, quoteId, worth, orphan, acceptDepth);
  }

  Claim assignment(Optional<Long> id) {
    return new Claim(organizationId, projectId, id, invoiceId, quoteId, worth, orphan, acceptDepth);
  }

  Claim invoice(Optional<Long> id) {
    return new Claim(
        organizationId, projectId, assignmentId, id, quoteId, worth, orphan, acceptDepth);
  }

  Claim quote(Optional<Long> id) {
    return new Claim(
        organizationId, projectId, assignmentId, invoiceId, id, worth, orphan, acceptDepth);
  }

  Claim worth(Optional<BigInteger> priceUnits) {
    return new Claim(
        organizationId,
        projectId,
        assignmentId,
        invoiceId,
        quoteId,
        priceUnits,
        orphan,
        acceptDepth);
  }

  Claim orphan(Optional<Orphan> why) {
    return new Claim(
        organizationId, projectId, assignmentId, invoiceId, quoteId, worth, why, acceptDepth);
  }

  Claim acceptDepth(Optional<Integer> confirmations) {
    return new Claim(
        organizationId, projectId, assignmentId, invoiceId, quoteId, worth, orphan, confirmations);
  }
}
