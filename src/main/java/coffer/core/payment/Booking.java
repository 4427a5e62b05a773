package coffer.core.payment;

import coffer.core.Rejection;
import coffer.core.ledger.Account;
import coffer.core.ledger.Entry;
import coffer.core.ledger.Ledger;
import coffer.db.Tx;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What movements do to the ledger.
final class Booking {
  private final Ledger ledger;
  private final OrphanStore orphans;

  Booking(Ledger ledger) {
    this.ledger = ledger;
    this.orphans = new OrphanStore(ledger);
  }

  /// What came first, so that what left can take it.
  void credit(Tx tx, Collection<Movement> confirmed, Instant now) {
    var came = confirmed.stream().filter(m -> m.key().kind().arrives()).toList();
    ledger.post(tx, came.stream().map(Booking::arrival).toList(), now);
    var left = confirmed.stream().filter(m -> !m.key().kind().arrives()).toList();
    if (left.isEmpty()) return;
    var kept = orphans.kept(tx, left);
    ledger.post(tx, left.stream().map(movement -> departure(movement, kept)).toList(), now);
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

  /// Locks what a command about the payment books on: before it locks invoices, as a block does.
  void lock(Tx tx, Movement movement) {
    ledger.lock(
        tx,
        List.of(
            custody(movement),
            account(movement, Account.Kind.ORPHAN),
            account(movement, Account.Kind.AVAILABLE)));
  }

  /// Money that belonged to no invoice now does.
  ///
  /// @throws Rejection.Refused InsufficientFunds if it is not at its address any more
  void apply(Tx tx, Movement movement, Instant now) {
    var orphan = account(movement, Account.Kind.ORPHAN);
    var units = movement.units();
    var there = ledger.lock(tx, custody(movement)).min(orphans.kept(tx, movement));
    if (movement.left().signum() > 0 || there.compareTo(units) < 0) {
      throw new Rejection.InsufficientFunds(movement.asset().code()).asException();
    }
    var available = account(movement, Account.Kind.AVAILABLE);
    ledger.post(tx, List.of(Entry.move(command(movement, "apply"), orphan, available, units)), now);
  }

  /// The reverse, as far as the money is still at its address: what left it, left as the project's
  /// own.
  void unapply(Tx tx, Movement movement, Instant now) {
    var units = movement.units().min(ledger.lock(tx, custody(movement)));
    if (units.signum() <= 0) return;
    var available = account(movement, Account.Kind.AVAILABLE);
    var orphan = account(movement, Account.Kind.ORPHAN);
    ledger.post(
        tx, List.of(Entry.move(command(movement, "unapply"), available, orphan, units)), now);
  }

  private static Entry arrival(Movement movement) {
    var kind =
        movement.key().kind() == Movement.Kind.CUSTODY ? Entry.Kind.CUSTODY : Entry.Kind.PAYMENT;
    var head = head(movement, "credit:" + movement.credits(), kind);
    return Entry.arrival(head, custody(movement), claim(movement), movement.units());
  }

  /// What left is taken from the orphans at the address first: the owner sends them back.
  private static Entry departure(Movement movement, Map<OrphanStore.Place, BigInteger> kept) {
    var head = head(movement, "credit:" + movement.credits(), Entry.Kind.OUTFLOW);
    var place = OrphanStore.Place.of(movement);
    var units = movement.units();
    var orphans = kept.getOrDefault(place, BigInteger.ZERO).max(BigInteger.ZERO).min(units);
    if (orphans.signum() == 0) {
      return Entry.departure(head, custody(movement), claim(movement), units);
    }
    kept.merge(place, orphans.negate(), BigInteger::add);
    var orphan = account(movement, Account.Kind.ORPHAN);
    return orphans.equals(units)
        ? Entry.departure(head, custody(movement), orphan, units)
        : Entry.departure(head, custody(movement), orphan, orphans, claim(movement), units);
  }

  private static Account custody(Movement movement) {
    return Account.address(movement.addressId(), movement.asset());
  }

  private static Account account(Movement movement, Account.Kind kind) {
    return Account.project(kind, movement.claim().projectId().orElseThrow(), movement.asset());
  }

  private static Entry.Head head(Movement movement, String what, Entry.Kind kind) {
    return new Entry.Head(
        "movement:" + movement.id() + ":" + what,
        kind,
        movement.claim().projectId(),
        Entry.Basis.movement(movement.id()));
  }

  /// Each command is told by an event, so that the number of events tells them apart.
  private static Entry.Head command(Movement movement, String what) {
    return head(movement, what + ":" + movement.version(), Entry.Kind.APPLY);
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
