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

/// Posts the ledger entries of movements.
final class Booking {
  private final Ledger ledger;
  private final OrphanStore orphans;

  Booking(Ledger ledger) {
    this.ledger = ledger;
    this.orphans = new OrphanStore(ledger);
  }

  /// Books arrivals before departures, so that a departure can use the claims of arrivals.
  void credit(Tx tx, Collection<Movement> confirmed, Instant now) {
    var came = confirmed.stream().filter(m -> m.key().kind().arrives()).toList();
    var topUps = TopUpStore.among(tx, came);
    ledger.post(tx, came.stream().map(each -> arrival(each, topUps.contains(each))).toList(), now);
    TopUpStore.add(tx, topUps);
    var left = confirmed.stream().filter(m -> !m.key().kind().arrives()).toList();
    if (left.isEmpty()) return;
    var kept = orphans.kept(tx, left);
    ledger.post(tx, left.stream().map(movement -> departure(movement, kept)).toList(), now);
  }

  /// Reverses everything that was booked for these movements, including later commands.
  void reverse(Tx tx, Collection<Movement> reversed, Instant now) {
    TopUpStore.forget(tx, reversed);
    var bases = new HashMap<Entry.Basis, String>();
    for (var movement : reversed) {
      bases.put(
          Entry.Basis.movement(movement.id()),
          "movement:" + movement.id() + ":reversal:" + movement.credits());
    }
    ledger.reverse(tx, bases, now);
  }

  /// Locks the accounts that a command on this payment uses. Must run before invoices are locked,
  /// because the booking of a block locks in this order too.
  void lock(Tx tx, Movement movement) {
    ledger.lock(
        tx,
        List.of(
            custody(movement),
            account(movement, Account.Kind.ORPHAN),
            account(movement, Account.Kind.AVAILABLE)));
  }

  /// Moves an unmatched payment from the orphan account to the available balance, because a command
  /// applied it to an invoice.
  ///
  /// @throws Rejection.Refused InsufficientFunds if all or part of it has left its address
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

  /// Moves the money back to the orphan account, at most what is still at its address. Money that
  /// left the address was spent as the project's own.
  void unapply(Tx tx, Movement movement, Instant now) {
    var units = movement.units().min(ledger.lock(tx, custody(movement)));
    if (units.signum() <= 0) return;
    var available = account(movement, Account.Kind.AVAILABLE);
    var orphan = account(movement, Account.Kind.ORPHAN);
    ledger.post(
        tx, List.of(Entry.move(command(movement, "unapply"), available, orphan, units)), now);
  }

  /// @param topUp whether it tops up a prepaid balance: then the operator gets what arrived, and
  ///     [TopUps] books what the organization gets for it
  private static Entry arrival(Movement movement, boolean topUp) {
    var kind =
        movement.key().kind() == Movement.Kind.CUSTODY ? Entry.Kind.CUSTODY : Entry.Kind.PAYMENT;
    var head = head(movement, "credit:" + movement.credits(), kind);
    var claim =
        topUp ? Account.operator(Account.Kind.CONVERSION, movement.asset()) : claim(movement);
    return Entry.arrival(head, custody(movement), claim, movement.units());
  }

  /// Takes a departure from the orphans at the address first: usually the owner sends them back.
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

  /// The version makes the reference unique: each `apply` publishes an event, which increments the
  /// version, and between two `unapply` there is an `apply`.
  private static Entry.Head command(Movement movement, String what) {
    return head(movement, what + ":" + movement.version(), Entry.Kind.APPLY);
  }

  /// What the operator moves at an address that tops up prepaid balances has an assignment and no
  /// project. Every other derived address has a project. If one had none, its money would go to an
  /// account of the operator and not be lost.
  private static Account claim(Movement movement) {
    var claim = movement.claim();
    if (claim.projectId().isEmpty()) {
      boolean operators = claim.assignmentId().isPresent();
      var kind = operators ? Account.Kind.CONVERSION : Account.Kind.DRIFT;
      return Account.operator(kind, movement.asset());
    }
    var kind = claim.orphan().isPresent() ? Account.Kind.ORPHAN : Account.Kind.AVAILABLE;
    return Account.project(kind, claim.projectId().get(), movement.asset());
  }
}
