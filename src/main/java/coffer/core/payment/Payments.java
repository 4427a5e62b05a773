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

/// Is told what a chain did, and makes it so: movements, bookings, how the invoices stand, events;
/// all in the transaction in which the scanner advances. What it is told twice it does once.
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

  /// New blocks, perhaps in place of others.
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
    var changeSet = new ChangeSet();
    var present = record(tx, chain, seen, spends, Movement.Progress.NONE, changeSet, now);
    if (!gone.isEmpty()) reverse(tx, store.pending(tx, chain, gone), now, changeSet, now);
    // Another endpoint may wait for it still: of two that spend the same, one counts, the newer.
    reverse(tx, store.replaced(tx, chain, seen), now, changeSet, now);
    var confirmed = new ArrayList<>(present.confirmed());
    confirmed.addAll(store.confirm(tx, chain, Movement.Progress.NONE, now));
    credit(tx, confirmed, changeSet, now);
    eventPublisher.publish(tx, changeSet, now);
  }

  /// What there is, and what of it was never seen before and counts already.
  private record Recorded(Set<Key> keys, List<Movement> confirmed) {
    static final Recorded NONE = new Recorded(Set.of(), List.of());
  }

  /// Writes down what there is: first what came, since it tells whose it was that left.
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

  /// Writes down where the transfers are now: new ones, ones that moved, ones that are back.
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
    var news = new ArrayList<Seen>();
    var earlier = new LinkedHashMap<Movement, Seen>();
    var moved = new LinkedHashMap<Movement, BlockHeader>();
    var back = new ArrayList<Movement>();
    for (var observed : sightings) {
      var movement = known.get(observed.key());
      var block = observed.transfer().block();
      if (movement == null) {
        news.add(new Seen(observed, now));
        continue;
      }
      var reversed = movement.status() == PaymentStatus.REVERSED;
      if (block.isEmpty() && !reversed) continue;
      block.filter(header -> moves(movement, header)).ifPresent(h -> moved.put(movement, h));
      if (!same(movement, observed) || movement.lapsed(observed.paidAt(now))) {
        news.add(new Seen(observed, now));
        continue;
      }
      if (reversed) seenAgain(movement, block, changeSet, back);
      if (isEarlier(movement, observed, now)) {
        earlier.put(movement, new Seen(observed, movement.paidAt()));
      }
    }
    var fresh = attribution.claims(tx, news);
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

  /// Whether the time of its block would have been in time, though its first sight was not.
  private static boolean isEarlier(Movement movement, ObservedTransfer observed, Instant now) {
    return movement.cameTooLate() && observed.paidAt(now).isBefore(movement.paidAt());
  }

  /// Under the keys that they are booked under.
  private static List<ObservedTransfer> withBookedKeys(
      List<ObservedTransfer> found, Map<Key, Movement> known) {
    return NativeMoves.recognise(found.stream().map(each -> each.as(known)).toList(), known);
  }

  private static Set<Key> keys(List<ObservedTransfer> sightings) {
    return sightings.stream().map(ObservedTransfer::key).collect(Collectors.toSet());
  }

  /// Seen first when it was too late, mined in a block of an earlier time: so it was in time.
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
      List<AttributedTransfer> news,
      Map<Key, Movement> known,
      Movement.Progress progress,
      ChangeSet changeSet,
      Instant now) {
    var fresh = new ArrayList<AttributedTransfer>();
    for (var attributed : news) {
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

  /// The same place in the history now holds something else, or the claim on it has ended: the old
  /// is undone, the new one begins.
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

  /// What was above the ancestor and is not in the new branch. Where the mempool is read it may
  /// wait there; what was booked is taken back at once all the same.
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

  /// @param keptUntil until when these may come back under their claims: now, if they only left the
  ///     mempool
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
