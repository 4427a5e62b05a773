package coffer.core.payment;

import coffer.core.event.Event;
import coffer.core.event.Events;
import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.core.invoice.Invoices;
import coffer.core.invoice.Invoices.Refreshed;
import coffer.core.invoice.Payment;
import coffer.core.invoice.Snapshot;
import coffer.db.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Recomputes the changed invoices and publishes events: first the events of movements, then those
/// of invoices with a changed standing.
final class EventPublisher {
  private final MovementStore store;
  private final Invoices invoices;
  private final Events events;

  EventPublisher(MovementStore store, Invoices invoices, Events events) {
    this.store = store;
    this.invoices = invoices;
    this.events = events;
  }

  void publish(Tx tx, ChangeSet changeSet, Instant now) {
    if (changeSet.movements().isEmpty() && changeSet.invoices().isEmpty()) return;
    var refreshed = invoices.refresh(tx, changeSet.invoices(), now);
    var drafts = new ArrayList<Event.Draft>();
    if (!changeSet.movements().isEmpty()) {
      // Dust has no events, only its invoice has: otherwise a stranger could cause events for
      // almost nothing.
      var payments = invoices.told(tx, changeSet.movements().keySet());
      var versions = versions(tx, payments, changeSet);
      var alone = alone(tx, payments, refreshed);
      var deposits = deposits(tx, payments);
      for (var payment : payments) {
        var change = changeSet.movements().get(payment.id());
        var version = versions.get(payment.id());
        if (change == null || version == null || change.projectId().isEmpty()) continue;
        var invoice = owner(payment, refreshed);
        var view =
            invoice
                .map(each -> each.payment().apply(payment))
                .orElseGet(() -> alone.get(payment.id()));
        var deposit = Optional.ofNullable(deposits.get(payment.id()));
        var snapshot =
            Snapshot.of(
                view,
                invoice.map(Refreshed::id),
                deposit.map(Deposits.Deposit::view),
                changeSet.credit(payment.id()));
        var owner = owner(payment, deposit);
        drafts.add(draft(payment, owner, change, version, snapshot));
      }
    }
    new TreeMap<>(refreshed).values().forEach(each -> each.draft().ifPresent(drafts::add));
    events.add(tx, drafts, now);
  }

  private Map<Long, Integer> versions(Tx tx, List<Payment> payments, ChangeSet changeSet) {
    var old = payments.stream().map(Payment::id).collect(Collectors.toCollection(HashSet::new));
    old.removeAll(changeSet.fresh());
    var versions = new HashMap<>(store.count(tx, old));
    changeSet.fresh().forEach(id -> versions.put(id, 1));
    return versions;
  }

  private static Optional<Refreshed> owner(Payment payment, Map<Long, Refreshed> refreshed) {
    return payment.claim().invoiceId().map(refreshed::get);
  }

  /// Views of payments without an invoice, or with one that was not recomputed. They are loaded
  /// together, since there may be many.
  private Map<Long, PaymentView> alone(
      Tx tx, List<Payment> payments, Map<Long, Refreshed> refreshed) {
    var some = payments.stream().filter(each -> owner(each, refreshed).isEmpty()).toList();
    var views = new HashMap<Long, PaymentView>();
    if (some.isEmpty()) return views;
    var written = invoices.paymentViews(tx, some).iterator();
    for (var payment : some) views.put(payment.id(), written.next());
    return views;
  }

  private static Map<Long, Deposits.Deposit> deposits(Tx tx, List<Payment> payments) {
    var ids =
        payments.stream()
            .filter(each -> each.claim().invoiceId().isEmpty())
            .map(Payment::id)
            .toList();
    return Deposits.of(tx, ids);
  }

  private static Event.Owner owner(Payment payment, Optional<Deposits.Deposit> deposit) {
    var customer = deposit.flatMap(Deposits.Deposit::customerId);
    if (customer.isPresent()) return new Event.Owner.OfCustomer(customer.get());
    return payment
        .claim()
        .invoiceId()
        .<Event.Owner>map(Event.Owner.OfInvoice::new)
        .orElseGet(Event.Owner.OfProject::new);
  }

  private static Event.Draft draft(
      Payment payment, Event.Owner owner, ChangeSet.Change change, int version, Snapshot snapshot) {
    return new Event.Draft(
        change.organizationId(),
        change.projectId().orElseThrow(),
        owner,
        change.type(),
        "movement",
        payment.id(),
        version,
        snapshot);
  }
}
