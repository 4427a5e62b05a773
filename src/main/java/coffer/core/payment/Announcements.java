package coffer.core.payment;

import coffer.core.event.Event;
import coffer.core.event.Events;
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

/// Turns what changed into events: those of the payments first, then those of the invoices that
/// stand otherwise because of them.
final class Announcements {
  private final MovementStore store;
  private final Invoices invoices;
  private final Events events;

  Announcements(MovementStore store, Invoices invoices, Events events) {
    this.store = store;
    this.invoices = invoices;
    this.events = events;
  }

  void tell(Tx tx, Changes changes, Instant now) {
    if (changes.movements().isEmpty() && changes.invoices().isEmpty()) return;
    var refreshed = invoices.refresh(tx, changes.invoices(), now);
    var drafts = new ArrayList<Event.Draft>();
    if (!changes.movements().isEmpty()) {
      // Dust is booked and told of by its invoice alone, or a stranger's pennies would cost events.
      var told = invoices.told(tx, changes.movements().keySet());
      var versions = versions(tx, told, changes);
      for (var payment : told) {
        var change = changes.movements().get(payment.id());
        var version = versions.get(payment.id());
        if (change == null || version == null || change.projectId().isEmpty()) continue;
        drafts.add(draft(tx, payment, change, version, refreshed));
      }
    }
    new TreeMap<>(refreshed).values().forEach(each -> each.draft().ifPresent(drafts::add));
    events.add(tx, drafts, now);
  }

  private Map<Long, Integer> versions(Tx tx, List<Payment> told, Changes changes) {
    var old = told.stream().map(Payment::id).collect(Collectors.toCollection(HashSet::new));
    old.removeAll(changes.fresh());
    var versions = new HashMap<>(store.count(tx, old));
    changes.fresh().forEach(id -> versions.put(id, 1));
    return versions;
  }

  private Event.Draft draft(
      Tx tx, Payment payment, Changes.Change change, int version, Map<Long, Refreshed> refreshed) {
    var invoice = payment.invoiceId().flatMap(id -> Optional.ofNullable(refreshed.get(id)));
    return new Event.Draft(
        change.organizationId(),
        change.projectId().orElseThrow(),
        payment.invoiceId(),
        change.type(),
        "movement",
        payment.id(),
        version,
        Snapshot.of(
            invoice
                .map(each -> each.payment().apply(payment))
                .orElseGet(() -> invoices.view(tx, payment)),
            invoice.map(Refreshed::id)));
  }
}
