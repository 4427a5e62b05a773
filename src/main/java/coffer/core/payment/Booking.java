package coffer.core.payment;

import coffer.core.ledger.Account;
import coffer.core.ledger.Entry;
import coffer.core.ledger.Ledger;
import coffer.db.Tx;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;

/// What movements do to the ledger.
final class Booking {
  private final Ledger ledger;

  Booking(Ledger ledger) {
    this.ledger = ledger;
  }

  void credit(Tx tx, Collection<Movement> confirmed, Instant now) {
    ledger.post(tx, confirmed.stream().map(Booking::entry).toList(), now);
  }

  /// Undoes everything that was booked for these, whatever became of it since.
  void reverse(Tx tx, Collection<Movement> reversed, Instant now) {
    var bases = new HashMap<Entry.Basis, String>();
    for (var movement : reversed) {
      bases.put(
          Entry.Basis.movement(movement.id()),
          "movement:" + movement.id() + ":reversal:" + movement.credits());
    }
    ledger.reverse(tx, bases, now);
  }

  /// Money that belonged to no invoice now does.
  void apply(Tx tx, Movement movement, long projectId, Instant now) {
    var orphan =
        Account.project(
            Account.Kind.ORPHAN, movement.claim().projectId().orElseThrow(), movement.asset());
    var available = Account.project(Account.Kind.AVAILABLE, projectId, movement.asset());
    var head = head(movement, "apply", Entry.Kind.APPLY);
    var entry = Entry.move(head, orphan, available, movement.units());
    ledger.post(tx, List.of(entry), now);
  }

  private static Entry entry(Movement movement) {
    var custody = Account.address(movement.addressId(), movement.asset());
    var units = movement.units();
    return switch (movement.key().kind()) {
      case PAYMENT ->
          Entry.arrival(
              head(movement, "credit", Entry.Kind.PAYMENT), custody, claim(movement), units);
      case OUTFLOW ->
          Entry.departure(
              head(movement, "credit", Entry.Kind.OUTFLOW), custody, claim(movement), units);
      // Both sides of a transaction of ours are known to whoever signed it, and booked there.
      case CUSTODY -> throw new IllegalStateException("booked with its transaction");
    };
  }

  private static Entry.Head head(Movement movement, String what, Entry.Kind kind) {
    return new Entry.Head(
        "movement:" + movement.id() + ":" + what + ":" + movement.credits(),
        kind,
        movement.claim().projectId(),
        Entry.Basis.movement(movement.id()));
  }

  /// An address without a project is none of today's; were there one, its money would wait with the
  /// operator rather than be lost.
  private static Account claim(Movement movement) {
    var claim = movement.claim();
    if (claim.projectId().isEmpty()) {
      return Account.operator(Account.Kind.DRIFT, movement.asset());
    }
    var kind = claim.orphan().isPresent() ? Account.Kind.ORPHAN : Account.Kind.AVAILABLE;
    return Account.project(kind, claim.projectId().get(), movement.asset());
  }
}
