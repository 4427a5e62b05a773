package coffer.core.payment;

import coffer.core.payment.Attribution.Assignment;
import coffer.core.payment.Movement.Kind;
import coffer.core.payment.Movement.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A customer's address that one of their invoices reserves for a time. What comes
/// before or after, or in an asset without a quote, is a deposit.
final class Reservation {
  /// By how much the clock of a chain may be behind ours.
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

  private Reservation() {}

  /// The assignment of a deposit address that never ends; empty if the address is not one.
  static Optional<Assignment> lasting(List<Assignment> assignments) {
    return assignments.stream().filter(each -> each.invoiceId().isEmpty()).findFirst();
  }

  /// The reservation that a payment belongs to. If several invoices of the customer wait for the
  /// asset at once, it is the newest one that asks for exactly this amount, otherwise the newest.
  ///
  /// @param assignments of the address, oldest first
  /// @param promises the quotes of the invoices
  static Optional<Assignment> of(
      Seen seen, List<Assignment> assignments, Map<Long, List<QuoteTerms>> promises) {
    var observed = seen.observed();
    if (observed.key().kind() != Kind.PAYMENT || lasting(assignments).isEmpty()) {
      return Optional.empty();
    }
    var transfer = observed.transfer();
    Optional<Assignment> newest = Optional.empty();
    Optional<Assignment> exact = Optional.empty();
    for (var each : assignments) {
      if (each.invoiceId().isEmpty() || !lasts(each, seen)) continue;
      var quotes =
          promises.getOrDefault(each.invoiceId().get(), List.of()).stream()
              .filter(quote -> quote.assetId() == transfer.asset().id())
              .toList();
      if (quotes.isEmpty()) continue;
      newest = Optional.of(each);
      var asked = Optional.of(transfer.units());
      if (quotes.stream().anyMatch(quote -> quote.due().equals(asked))) exact = newest;
    }
    return exact.isPresent() ? exact : newest;
  }

  /// Whether the payment was sent while the address was reserved. A payment that Coffer saw before
  /// is none of the invoice's, whatever the clock of its chain says.
  private static boolean lasts(Assignment assignment, Seen seen) {
    var paidAt = seen.observed().paidAt(seen.at());
    var latest = earlier(paidAt.plus(CLOCK_SKEW), seen.at());
    return !latest.isBefore(assignment.from())
        && !assignment.until().map(paidAt::isAfter).orElse(false);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
