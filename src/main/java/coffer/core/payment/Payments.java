package coffer.core.payment;

import static java.time.temporal.ChronoUnit.MICROS;

import coffer.core.chain.BlockHeader;
import coffer.core.chain.Chain;
import coffer.core.chain.Chains;
import coffer.core.chain.Spend;
import coffer.core.chain.Transfer;
import coffer.core.event.Events;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.invoice.Invoices;
import coffer.core.ledger.Ledger;
import coffer.core.payment.Movement.Claimed;
import coffer.core.payment.Movement.Key;
import coffer.core.payment.Movement.Seen;
import coffer.core.payment.Movement.Sighting;
import coffer.core.rate.Rates;
import coffer.db.Tx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Is told what a chain did, and makes it so: movements, bookings, how the invoices stand, events;
/// all in the transaction in which the scanner advances. What it is told twice it does once.
public final class Payments {
  private final MovementStore store;
  private final Attribution attribution;
  private final Departures departures;
  private final Booking booking;
  private final OrphanStore orphans;
  private final Announcements announcements;
  private final Sightings sightings;
  private final Unbooked unbooked;
  private final InstantSource clock;

  public Payments(
      Chains chains,
      Ledger ledger,
      Rates rates,
      Invoices invoices,
      Events events,
      InstantSource clock) {
    this.store = new MovementStore(chains);
    this.attribution = new Attribution(rates);
    this.departures = new Departures(chains);
    this.sightings = new Sightings(departures);
    this.unbooked = new Unbooked(chains);
    this.booking = new Booking(ledger);
    this.orphans = new OrphanStore(ledger);
    this.announcements = new Announcements(store, invoices, events);
    this.clock = () -> clock.instant().truncatedTo(MICROS); // as the database keeps it
  }

  /// New blocks, perhaps in place of others.
  public void onBlocks(Tx tx, Branch branch) {
    var now = clock.instant();
    var chain = branch.chain();
    ChainLock.take(tx, chain);
    var changes = new Changes();
    var undone = branch.ancestor().map(height -> store.above(tx, chain, height)).orElse(List.of());
    var progress = new Movement.Progress(branch.height(), branch.finalHeight());
    var present = present(tx, chain, branch.transfers(), branch.spends(), progress, changes, now);
    undo(tx, undone, present.keys(), branch.mempool(), changes, now);
    reverse(tx, store.replaced(tx, chain, branch.transfers()), now, changes, now);
    var confirmed = new ArrayList<>(present.confirmed());
    confirmed.addAll(store.confirm(tx, chain, progress, now));
    credit(tx, confirmed, changes, now);
    announcements.tell(tx, changes, now);
  }

  private void credit(Tx tx, List<Movement> confirmed, Changes changes, Instant now) {
    booking.credit(tx, confirmed, now);
    orphans.recount(tx, confirmed.stream().filter(m -> !m.key().kind().arrives()).toList());
    confirmed.forEach(movement -> changes.add(movement, "confirmed"));
  }

  /// Ids of the transactions in no block that we wait for.
  public Set<String> pending(Tx tx, Chain chain) {
    return store.pending(tx, chain);
  }

  /// What the chain's mempool tells.
  ///
  /// @param seen transfers in transactions that may still be mined
  /// @param spends their inputs that may spend outputs of ours
  /// @param gone transactions that cannot be mined any more, and are in no block
  public void onUnconfirmed(
      Tx tx, Chain chain, List<Transfer> seen, List<Spend> spends, Set<String> gone) {
    var now = clock.instant();
    ChainLock.take(tx, chain);
    var changes = new Changes();
    var present = present(tx, chain, seen, spends, Movement.Progress.NONE, changes, now);
    if (!gone.isEmpty()) reverse(tx, store.pending(tx, chain, gone), now, changes, now);
    // Another endpoint may wait for it still: of two that spend the same, one counts, the newer.
    reverse(tx, store.replaced(tx, chain, seen), now, changes, now);
    var confirmed = new ArrayList<>(present.confirmed());
    confirmed.addAll(store.confirm(tx, chain, Movement.Progress.NONE, now));
    credit(tx, confirmed, changes, now);
    announcements.tell(tx, changes, now);
  }

  /// What there is, and what of it was never seen before and counts already.
  private record Present(Set<Key> keys, List<Movement> confirmed) {}

  /// Writes down what there is: first what came, since it tells whose it was that left.
  private Present present(
      Tx tx,
      Chain chain,
      List<Transfer> transfers,
      List<Spend> spends,
      Movement.Progress progress,
      Changes changes,
      Instant now) {
    var found = unbooked.sift(tx, chain, sightings.of(tx, chain, transfers, spends), now);
    var came = place(tx, chain, found, progress, changes, now);
    var left = place(tx, chain, departures.sightings(tx, chain, spends), progress, changes, now);
    var keys = new HashSet<>(came.keys());
    keys.addAll(left.keys());
    var confirmed = new ArrayList<>(came.confirmed());
    confirmed.addAll(left.confirmed());
    return new Present(keys, confirmed);
  }

  /// Writes down where the transfers are now: new ones, ones that moved, ones that are back.
  private Present place(
      Tx tx,
      Chain chain,
      List<Sighting> found,
      Movement.Progress progress,
      Changes changes,
      Instant now) {
    if (found.isEmpty()) return new Present(Set.of(), List.of());
    var known = store.lock(tx, chain, found);
    var sightings = recognised(found, known);
    var news = new ArrayList<Seen>();
    var earlier = new LinkedHashMap<Movement, Seen>();
    var moved = new LinkedHashMap<Movement, BlockHeader>();
    var back = new ArrayList<Movement>();
    for (var sighting : sightings) {
      var movement = known.get(sighting.key());
      var block = sighting.transfer().block();
      if (movement == null) {
        news.add(new Seen(sighting, now));
        continue;
      }
      var reversed = movement.status() == PaymentStatus.REVERSED;
      if (block.isEmpty() && !reversed) continue;
      block.filter(header -> moves(movement, header)).ifPresent(h -> moved.put(movement, h));
      if (!same(movement, sighting) || movement.lapsed(sighting.paidAt(now))) {
        news.add(new Seen(sighting, now));
        continue;
      }
      if (reversed) changes.add(movement, "seen");
      if (reversed && block.isEmpty()) back.add(movement);
      if (movement.cameTooLate() && sighting.paidAt(now).isBefore(movement.paidAt())) {
        earlier.put(movement, new Seen(sighting, movement.paidAt()));
      }
    }
    var confirmed = write(tx, chain, attribution.claims(tx, news), known, progress, changes, now);
    store.place(tx, moved);
    reclaim(tx, earlier, changes);
    store.returned(tx, back);
    return new Present(keys(sightings), confirmed);
  }

  /// Under the keys that they are booked under.
  private static List<Sighting> recognised(List<Sighting> found, Map<Key, Movement> known) {
    return NativeMoves.recognise(found.stream().map(each -> each.as(known)).toList(), known);
  }

  private static Set<Key> keys(List<Sighting> sightings) {
    return sightings.stream().map(Sighting::key).collect(Collectors.toSet());
  }

  /// Seen first when it was too late, mined in a block of an earlier time: so it was in time.
  private void reclaim(Tx tx, Map<Movement, Seen> earlier, Changes changes) {
    if (earlier.isEmpty()) return;
    var claims = attribution.claims(tx, earlier.values()).iterator();
    for (var movement : earlier.keySet()) {
      store.assign(tx, movement, claims.next().claim(), Optional.empty());
      movement.claim().invoiceId().ifPresent(changes::touch);
    }
  }

  private List<Movement> write(
      Tx tx,
      Chain chain,
      List<Claimed> news,
      Map<Key, Movement> known,
      Movement.Progress progress,
      Changes changes,
      Instant now) {
    var fresh = new ArrayList<Claimed>();
    for (var claimed : news) {
      var movement = known.get(claimed.sighting().key());
      if (movement == null) fresh.add(claimed);
      else rewrite(tx, chain, movement, claimed, changes, now);
    }
    var inserted = store.insert(tx, chain, fresh, progress, now);
    inserted.forEach(changes::addNew);
    return inserted.stream().filter(m -> m.status() == PaymentStatus.CONFIRMED).toList();
  }

  private static boolean same(Movement movement, Sighting sighting) {
    var transfer = sighting.transfer();
    return movement.sameAs(transfer.asset(), sighting.addressId(), transfer.units());
  }

  private static boolean moves(Movement movement, BlockHeader to) {
    return movement.status() == PaymentStatus.REVERSED
        || movement.block().map(b -> !b.ref().equals(to.ref())).orElse(true);
  }

  /// The same place in the history now holds something else, or the claim on it has ended: the old
  /// is undone, the new one begins.
  private void rewrite(
      Tx tx, Chain chain, Movement movement, Claimed claimed, Changes changes, Instant now) {
    var booked = confirmed(List.of(movement));
    booking.reverse(tx, booked, now);
    movement.claim().invoiceId().ifPresent(changes::touch);
    var seenAt = same(movement, claimed.sighting()) ? movement.seenAt() : now;
    store.rewrite(tx, chain, movement, claimed, seenAt, now);
    orphans.recount(tx, booked);
    changes.add(movement.id(), claimed, "seen");
  }

  /// What was above the ancestor and is not in the new branch. Where the mempool is read it may
  /// wait there; what was booked is taken back at once all the same.
  private void undo(
      Tx tx,
      List<Movement> undone,
      Set<Key> present,
      boolean mempool,
      Changes changes,
      Instant now) {
    var lost = undone.stream().filter(m -> !present.contains(m.key())).toList();
    var waiting = new ArrayList<Movement>();
    var needless = new ArrayList<Movement>();
    var reversed = new ArrayList<Movement>();
    for (var movement : lost) {
      var booked = movement.status() == PaymentStatus.CONFIRMED;
      if (!mempool || (booked && !movement.needsNoBlock())) reversed.add(movement);
      else (booked ? needless : waiting).add(movement);
    }
    var keptUntil = now.plus(Movement.UNDONE);
    store.unplace(tx, waiting, PaymentStatus.SEEN, keptUntil);
    store.unplace(tx, needless, PaymentStatus.CONFIRMED, keptUntil);
    reverse(tx, reversed, keptUntil, changes, now);
    waiting.forEach(m -> m.claim().invoiceId().ifPresent(changes::touch));
    needless.forEach(m -> m.claim().invoiceId().ifPresent(changes::touch));
  }

  /// @param keptUntil until when these may come back under their claims: now, if they only left the
  ///     mempool
  private void reverse(
      Tx tx, List<Movement> lost, Instant keptUntil, Changes changes, Instant now) {
    booking.reverse(tx, confirmed(lost), now);
    store.unplace(tx, lost, PaymentStatus.REVERSED, keptUntil);
    orphans.recount(tx, confirmed(lost));
    lost.forEach(movement -> changes.add(movement, "reversed"));
  }

  private static List<Movement> confirmed(List<Movement> movements) {
    return movements.stream().filter(m -> m.status() == PaymentStatus.CONFIRMED).toList();
  }
}
