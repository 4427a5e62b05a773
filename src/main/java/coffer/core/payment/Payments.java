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
import coffer.core.payment.Movement.AttributedTransfer;
import coffer.core.payment.Movement.Key;
import coffer.core.payment.Movement.ObservedTransfer;
import coffer.core.payment.Movement.Seen;
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

/// Applies what happened on a chain: writes movements, posts ledger entries, recomputes invoices
/// and publishes events, in the transaction in which the scanner advances. Idempotent: applying the
/// same blocks twice has no further effect.
public final class Payments {
  private final MovementStore store;
  private final Attribution attribution;
  private final SpentOutputs spentOutputs;
  private final Booking booking;
  private final OrphanStore orphans;
  private final EventPublisher eventPublisher;
  private final TransferClassifier classifier;
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
    this.spentOutputs = new SpentOutputs(chains);
    this.classifier = new TransferClassifier(spentOutputs);
    this.unbooked = new Unbooked(chains);
    this.booking = new Booking(ledger);
    this.orphans = new OrphanStore(ledger);
    this.eventPublisher = new EventPublisher(store, invoices, events);
    this.clock = () -> clock.instant().truncatedTo(MICROS); // as the database keeps it
  }

  /// Applies new blocks, possibly in place of others.
  public void onBlocks(Tx tx, ChainUpdate update) {
    var now = clock.instant();
    var chain = update.chain();
    ChainLock.take(tx, chain);
    var changeSet = new ChangeSet();
    var undone = update.ancestor().map(height -> store.above(tx, chain, height)).orElse(List.of());
    var progress = new Movement.Progress(update.height(), update.finalHeight());
    var present = record(tx, chain, update.transfers(), update.spends(), progress, changeSet, now);
    undo(tx, undone, present.keys(), update.mempool(), changeSet, now);
    reverse(tx, store.replaced(tx, chain, update.transfers()), now, changeSet, now);
    var confirmed = new ArrayList<>(present.confirmed());
    confirmed.addAll(store.confirm(tx, chain, progress, now));
    credit(tx, confirmed, changeSet, now);
    eventPublisher.publish(tx, changeSet, now);
  }

  private void credit(Tx tx, List<Movement> confirmed, ChangeSet changeSet, Instant now) {
    booking.credit(tx, confirmed, now);
    orphans.recount(tx, confirmed.stream().filter(m -> !m.key().kind().arrives()).toList());
    confirmed.forEach(movement -> changeSet.add(movement, "confirmed"));
  }

  /// Ids of transactions that are in no block and may still be mined.
  public Set<String> pending(Tx tx, Chain chain) {
    return store.pending(tx, chain);
  }

  /// Applies the chain's mempool.
  ///
  /// @param seen transfers of transactions that may still be mined
  /// @param spends inputs of these transactions that may spend outputs of watched addresses
  /// @param gone ids of transactions that can no longer be mined and are in no block
  public void onUnconfirmed(
      Tx tx, Chain chain, List<Transfer> seen, List<Spend> spends, Set<String> gone) {
    var now = clock.instant();
    ChainLock.take(tx, chain);
    var changeSet = new ChangeSet();
    var present = record(tx, chain, seen, spends, Movement.Progress.NONE, changeSet, now);
    if (!gone.isEmpty()) reverse(tx, store.pending(tx, chain, gone), now, changeSet, now);
    // Another endpoint may still have the replaced transaction. Of two that spend the same output,
    // only the newer one counts.
    reverse(tx, store.replaced(tx, chain, seen), now, changeSet, now);
    var confirmed = new ArrayList<>(present.confirmed());
    confirmed.addAll(store.confirm(tx, chain, Movement.Progress.NONE, now));
    credit(tx, confirmed, changeSet, now);
    eventPublisher.publish(tx, changeSet, now);
  }

  /// Keys of all transfers found, and the new movements that are confirmed already.
  private record Recorded(Set<Key> keys, List<Movement> confirmed) {
    static final Recorded NONE = new Recorded(Set.of(), List.of());
  }

  /// Stores what was found. Arrivals come first: a spent output takes its owner from its arrival.
  private Recorded record(
      Tx tx,
      Chain chain,
      List<Transfer> transfers,
      List<Spend> spends,
      Movement.Progress progress,
      ChangeSet changeSet,
      Instant now) {
    var found = unbooked.sift(tx, chain, classifier.of(tx, chain, transfers, spends), now);
    var came = upsert(tx, chain, found, progress, changeSet, now);
    var left =
        upsert(tx, chain, spentOutputs.sightings(tx, chain, spends), progress, changeSet, now);
    var keys = new HashSet<>(came.keys());
    keys.addAll(left.keys());
    var confirmed = new ArrayList<>(came.confirmed());
    confirmed.addAll(left.confirmed());
    return new Recorded(keys, confirmed);
  }

  /// Stores transfers: new ones, ones in another block, and ones that came back after a reversal.
  private Recorded upsert(
      Tx tx,
      Chain chain,
      List<ObservedTransfer> found,
      Movement.Progress progress,
      ChangeSet changeSet,
      Instant now) {
    if (found.isEmpty()) return Recorded.NONE;
    var known = store.lock(tx, chain, found);
    var sightings = withBookedKeys(found, known);
    var unclaimed = new ArrayList<Seen>();
    var earlier = new LinkedHashMap<Movement, Seen>();
    var moved = new LinkedHashMap<Movement, BlockHeader>();
    var back = new ArrayList<Movement>();
    for (var observed : sightings) {
      var movement = known.get(observed.key());
      var block = observed.transfer().block();
      if (movement == null) {
        unclaimed.add(new Seen(observed, now));
        continue;
      }
      var reversed = movement.status() == PaymentStatus.REVERSED;
      if (block.isEmpty() && !reversed) continue;
      block.filter(header -> moves(movement, header)).ifPresent(h -> moved.put(movement, h));
      if (!same(movement, observed) || movement.lapsed(observed.paidAt(now))) {
        unclaimed.add(new Seen(observed, now));
        continue;
      }
      if (reversed) seenAgain(movement, block, changeSet, back);
      if (isEarlier(movement, observed, now)) {
        earlier.put(movement, new Seen(observed, movement.paidAt()));
      }
    }
    var fresh = attribution.claims(tx, unclaimed);
    var confirmed = insertOrRewrite(tx, chain, fresh, known, progress, changeSet, now);
    store.setBlocks(tx, moved);
    reattribute(tx, earlier, changeSet);
    store.markReturned(tx, back);
    return new Recorded(keys(sightings), confirmed);
  }

  private static void seenAgain(
      Movement movement, Optional<BlockHeader> block, ChangeSet changeSet, List<Movement> back) {
    changeSet.add(movement, "seen");
    if (block.isEmpty()) back.add(movement);
  }

  /// Whether the transfer came too late by the time it was first seen, and its block has an earlier
  /// time.
  private static boolean isEarlier(Movement movement, ObservedTransfer observed, Instant now) {
    return movement.cameTooLate() && observed.paidAt(now).isBefore(movement.paidAt());
  }

  /// Replaces the keys of transfers by those under which they are stored.
  private static List<ObservedTransfer> withBookedKeys(
      List<ObservedTransfer> found, Map<Key, Movement> known) {
    return NativeMoves.recognise(found.stream().map(each -> each.as(known)).toList(), known);
  }

  private static Set<Key> keys(List<ObservedTransfer> sightings) {
    return sightings.stream().map(ObservedTransfer::key).collect(Collectors.toSet());
  }

  /// Attributes movements again that came too late when first seen, but are in a block of an
  /// earlier time.
  private void reattribute(Tx tx, Map<Movement, Seen> earlier, ChangeSet changeSet) {
    if (earlier.isEmpty()) return;
    var claims = attribution.claims(tx, earlier.values()).iterator();
    for (var movement : earlier.keySet()) {
      store.assign(tx, movement, claims.next().claim(), Optional.empty());
      movement.claim().invoiceId().ifPresent(changeSet::touch);
    }
  }

  private List<Movement> insertOrRewrite(
      Tx tx,
      Chain chain,
      List<AttributedTransfer> claimed,
      Map<Key, Movement> known,
      Movement.Progress progress,
      ChangeSet changeSet,
      Instant now) {
    var fresh = new ArrayList<AttributedTransfer>();
    for (var attributed : claimed) {
      var movement = known.get(attributed.observed().key());
      if (movement == null) fresh.add(attributed);
      else rewrite(tx, chain, movement, attributed, changeSet, now);
    }
    var inserted = store.insert(tx, chain, fresh, progress, now);
    inserted.forEach(changeSet::addNew);
    return inserted.stream().filter(m -> m.status() == PaymentStatus.CONFIRMED).toList();
  }

  private static boolean same(Movement movement, ObservedTransfer observed) {
    var transfer = observed.transfer();
    return movement.sameAs(transfer.asset(), observed.addressId(), transfer.units());
  }

  private static boolean moves(Movement movement, BlockHeader to) {
    return movement.status() == PaymentStatus.REVERSED
        || movement.block().map(b -> !b.ref().equals(to.ref())).orElse(true);
  }

  /// The key now belongs to a transfer with other content, or the claim has ended: reverses what
  /// was booked and starts a new claim.
  private void rewrite(
      Tx tx,
      Chain chain,
      Movement movement,
      AttributedTransfer attributed,
      ChangeSet changeSet,
      Instant now) {
    var booked = confirmed(List.of(movement));
    booking.reverse(tx, booked, now);
    movement.claim().invoiceId().ifPresent(changeSet::touch);
    var seenAt = same(movement, attributed.observed()) ? movement.seenAt() : now;
    store.rewrite(tx, chain, movement, attributed, seenAt, now);
    orphans.recount(tx, booked);
    changeSet.add(movement.id(), attributed, "seen");
  }

  /// Handles movements above the ancestor that are not in the new branch. Without a mempool all of
  /// them are reversed. If the mempool is read, they may wait there; of these, the confirmed ones
  /// are reversed at once, unless they count without a block.
  private void undo(
      Tx tx,
      List<Movement> undone,
      Set<Key> present,
      boolean mempool,
      ChangeSet changeSet,
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
    store.clearBlocks(tx, waiting, PaymentStatus.SEEN, keptUntil);
    store.clearBlocks(tx, needless, PaymentStatus.CONFIRMED, keptUntil);
    reverse(tx, reversed, keptUntil, changeSet, now);
    waiting.forEach(m -> m.claim().invoiceId().ifPresent(changeSet::touch));
    needless.forEach(m -> m.claim().invoiceId().ifPresent(changeSet::touch));
  }

  /// @param keptUntil until when these movements keep their claims if they come back; now, if they
  ///     only left the mempool
  private void reverse(
      Tx tx, List<Movement> lost, Instant keptUntil, ChangeSet changeSet, Instant now) {
    booking.reverse(tx, confirmed(lost), now);
    store.clearBlocks(tx, lost, PaymentStatus.REVERSED, keptUntil);
    orphans.recount(tx, confirmed(lost));
    lost.forEach(movement -> changeSet.add(movement, "reversed"));
  }

  private static List<Movement> confirmed(List<Movement> movements) {
    return movements.stream().filter(m -> m.status() == PaymentStatus.CONFIRMED).toList();
  }
}
