package coffer.core.payment;

import coffer.core.invoice.CreditView;
import coffer.core.payment.Movement.AttributedTransfer;
import coffer.core.payment.Movement.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The changes of one transaction, for the events at its end: the last change of each movement, and
/// the invoices to recompute.
final class ChangeSet {

  /// @param what `seen`, `confirmed`, `reversed`, `applied`, `unapplied`, `credited`
  record Change(
      Kind kind,
      long organizationId,
      Optional<Long> projectId,
      Optional<Long> invoiceId,
      String what) {
    String type() {
      return kind.text() + "." + what;
    }
  }

  private final Map<Long, Change> movements = new LinkedHashMap<>();
  private final Map<Long, CreditView> credits = new HashMap<>();
  private final Set<Long> fresh = new HashSet<>();
  private final Set<Long> invoices = new TreeSet<>();

  void add(Movement movement, String what) {
    put(movement.id(), movement.key().kind(), movement.claim(), what);
  }

  /// Adds a movement that this transaction inserted. Its version already counts the event.
  void addNew(Movement movement) {
    add(movement, "seen");
    fresh.add(movement.id());
  }

  void add(long id, AttributedTransfer attributed, String what) {
    put(id, attributed.observed().key().kind(), attributed.claim(), what);
  }

  /// Adds a payment that was credited to the prepaid balance of its project's organization.
  void addCredited(long id, long organizationId, long projectId, CreditView credit) {
    movements.put(
        id,
        new Change(
            Kind.PAYMENT, organizationId, Optional.of(projectId), Optional.empty(), "credited"));
    credits.put(id, credit);
  }

  Optional<CreditView> credit(long id) {
    return Optional.ofNullable(credits.get(id));
  }

  /// Marks an invoice to be recomputed.
  void touch(long invoiceId) {
    invoices.add(invoiceId);
  }

  private void put(long id, Kind kind, Claim claim, String what) {
    movements.put(
        id, new Change(kind, claim.organizationId(), claim.projectId(), claim.invoiceId(), what));
    claim.invoiceId().ifPresent(invoices::add);
  }

  Map<Long, Change> movements() {
    return movements;
  }

  /// The row ids of the movements that this transaction inserted.
  Set<Long> fresh() {
    return fresh;
  }

  Set<Long> invoices() {
    return invoices;
  }
}
