package coffer.core.payment;

import static java.time.temporal.ChronoUnit.MICROS;

import coffer.core.chain.Address;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.Chain;
import coffer.core.chain.Chains;
import coffer.core.chain.Transfer;
import coffer.core.event.Events;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.invoice.Invoices;
import coffer.core.ledger.Ledger;
import coffer.core.payment.Movement.Claimed;
import coffer.core.payment.Movement.Key;
import coffer.core.payment.Movement.Kind;
import coffer.core.payment.Movement.Sighting;
import coffer.core.rate.Rates;
import coffer.core.wallet.Watched;
import coffer.core.wallet.WatchedAddresses;
import coffer.db.Tx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Is told what a chain did, and makes it so: movements, bookings, how the invoices stand, events;
/// all in the transaction in which the scanner advances. What it is told twice it does once.
public final class Payments {
  private final MovementStore store;
  private final Attribution attribution;
  private final Booking booking;
  private final Announcements announcements;
  private final WatchedAddresses addresses = new WatchedAddresses();
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
    this.booking = new Booking(ledger);
    this.announcements = new Announcements(store, invoices, events);
    this.clock = () -> clock.instant().truncatedTo(MICROS); // as the database keeps it
  }

  /// New blocks, perhaps in place of others.
  public void onBlocks(Tx tx, Branch branch) {
    var now = clock.instant();
    var chain = branch.chain();
    var changes = new Changes();
    var undone = branch.ancestor().map(height -> store.above(tx, chain, height)).orElse(List.of());
    var sightings = sightings(tx, chain, branch.transfers());
    var progress = new Movement.Progress(branch.height(), branch.finalHeight());
    var confirmed = new ArrayList<>(place(tx, chain, sightings, progress, changes, now));
    undo(tx, undone, sightings, branch.mempool(), changes, now);
    confirmed.addAll(store.confirm(tx, chain, progress, now));
    booking.credit(tx, confirmed, now);
    confirmed.forEach(movement -> changes.add(movement, "confirmed"));
    announcements.tell(tx, changes, now);
  }

  /// Ids of the transactions in no block that we wait for.
  public Set<String> pending(Tx tx, Chain chain) {
    return store.pending(tx, chain);
  }

  /// What the chain's mempool tells.
  ///
  /// @param seen transfers in transactions that may still be mined
  /// @param gone transactions that cannot be mined any more, and are in no block
  public void onUnconfirmed(Tx tx, Chain chain, List<Transfer> seen, Set<String> gone) {
    var now = clock.instant();
    var changes = new Changes();
    place(tx, chain, sightings(tx, chain, seen), Movement.Progress.NONE, changes, now);
    var lost = gone.isEmpty() ? List.<Movement>of() : store.pending(tx, chain, gone);
    store.unplace(tx, lost, PaymentStatus.REVERSED);
    lost.forEach(movement -> changes.add(movement, "reversed"));
    announcements.tell(tx, changes, now);
  }

  /// The transfers that concern us, from our addresses' side. One between two of ours is both.
  private List<Sighting> sightings(Tx tx, Chain chain, List<Transfer> transfers) {
    var ours = ours(tx, chain, transfers);
    var sightings = new LinkedHashMap<Key, Sighting>();
    for (var transfer : transfers) {
      transfer
          .to()
          .map(ours::get)
          .ifPresent(watched -> sight(sightings, transfer, watched, Kind.PAYMENT));
      transfer
          .from()
          .map(ours::get)
          .ifPresent(watched -> sight(sightings, transfer, watched, Kind.OUTFLOW));
    }
    return List.copyOf(sightings.values());
  }

  private static void sight(
      Map<Key, Sighting> sightings, Transfer transfer, Watched watched, Kind kind) {
    var key = new Key(transfer.txid(), transfer.position(), kind);
    sightings.put(key, new Sighting(key, transfer, watched.id(), watched.organizationId()));
  }

  private Map<Address, Watched> ours(Tx tx, Chain chain, Collection<Transfer> transfers) {
    var touched = new HashSet<Address>();
    for (var transfer : transfers) {
      transfer.to().ifPresent(touched::add);
      transfer.from().ifPresent(touched::add);
    }
    var ours = new HashMap<Address, Watched>();
    for (var watched : addresses.find(tx, chain, touched)) {
      if (watched.ours()) ours.put(watched.address(), watched);
    }
    return ours;
  }

  /// Writes down where the transfers are now: new ones, ones that moved, ones that are back.
  ///
  /// @return the new ones that are final already
  private List<Movement> place(
      Tx tx,
      Chain chain,
      List<Sighting> sightings,
      Movement.Progress progress,
      Changes changes,
      Instant now) {
    if (sightings.isEmpty()) return List.of();
    var known = store.lock(tx, chain, sightings);
    var news = new ArrayList<Sighting>();
    var moved = new LinkedHashMap<Movement, BlockHeader>();
    var back = new ArrayList<Movement>();
    for (var sighting : sightings) {
      var movement = known.get(sighting.key());
      var block = sighting.transfer().block();
      var reversed = movement != null && movement.status() == PaymentStatus.REVERSED;
      if (movement != null && block.isEmpty() && !reversed) continue;
      if (movement == null || !same(movement, sighting)) {
        news.add(sighting);
      } else if (reversed) {
        changes.add(movement, "seen");
        if (block.isEmpty()) back.add(movement);
      }
      if (movement == null) continue;
      block.filter(header -> moves(movement, header)).ifPresent(h -> moved.put(movement, h));
    }
    var claims = attribution.claims(tx, news, now);
    var confirmed = write(tx, chain, claims, known, progress, changes, now);
    store.place(tx, moved);
    store.unplace(tx, back, PaymentStatus.SEEN);
    return confirmed;
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

  /// The same place in the history now holds something else: the old is undone, the new one begins.
  private void rewrite(
      Tx tx, Chain chain, Movement movement, Claimed claimed, Changes changes, Instant now) {
    if (movement.status() == PaymentStatus.CONFIRMED) booking.reverse(tx, List.of(movement), now);
    movement.claim().invoiceId().ifPresent(changes::touch);
    store.rewrite(tx, chain, movement, claimed, now);
    changes.add(movement.id(), claimed, "seen");
  }

  /// What was above the ancestor and is not in the new branch. Where the mempool is read it may
  /// wait there; what was booked is taken back at once all the same.
  private void undo(
      Tx tx,
      List<Movement> undone,
      List<Sighting> sightings,
      boolean mempool,
      Changes changes,
      Instant now) {
    var stay = new HashSet<Key>();
    sightings.forEach(sighting -> stay.add(sighting.key()));
    var lost = undone.stream().filter(m -> !stay.contains(m.key())).toList();
    var booked = lost.stream().filter(m -> m.status() == PaymentStatus.CONFIRMED).toList();
    booking.reverse(tx, booked, now);
    var waiting = new ArrayList<Movement>();
    var reversed = new ArrayList<Movement>();
    for (var movement : lost) {
      var waits = mempool && movement.status() == PaymentStatus.SEEN;
      (waits ? waiting : reversed).add(movement);
    }
    store.unplace(tx, waiting, PaymentStatus.SEEN);
    store.unplace(tx, reversed, PaymentStatus.REVERSED);
    reversed.forEach(movement -> changes.add(movement, "reversed"));
    waiting.forEach(m -> m.claim().invoiceId().ifPresent(changes::touch));
  }
}
