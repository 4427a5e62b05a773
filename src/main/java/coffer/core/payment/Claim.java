package coffer.core.payment;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;

/// Whose a transfer is.
///
/// @param worth in price units (1e-8), where it does not count by its quote
/// @param orphan why it belongs to no invoice
/// @param acceptDepth confirmations at which it counts, 0 = in no block yet; empty = the chain's
///     finality
record Claim(
    long organizationId,
    Optional<Long> projectId,
    Optional<Long> assignmentId,
    Optional<Long> invoiceId,
    Optional<Long> quoteId,
    Optional<BigInteger> worth,
    Optional<Orphan> orphan,
    Optional<Integer> acceptDepth) {

  /// Why a payment belongs to no invoice.
  enum Orphan {
    /// the address was assigned to nothing at that time
    ASSIGNMENT,
    /// the invoice has no quote in this asset
    ASSET,
    /// it came after the invoice's monitoring
    WINDOW;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Orphan of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }

  /// An organization's, and nothing more is known. The methods below add to it.
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

  /// Whether it counts before it is in a block.
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
