package coffer.core.payment;

import coffer.core.chain.Address;
import coffer.core.chain.Chain;
import coffer.core.chain.Spend;
import coffer.core.chain.Transfer;
import coffer.core.payment.Movement.Key;
import coffer.core.payment.Movement.Kind;
import coffer.core.payment.Movement.ObservedTransfer;
import coffer.core.wallet.OwnAddresses;
import coffer.core.wallet.OwnAddresses.Owned;
import coffer.core.wallet.Watched;
import coffer.core.wallet.WatchedAddresses;
import coffer.db.Tx;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds the transfers that involve watched addresses, and separates payments from the owner's own
/// transfers.
///
/// An arrival is the owner's own if its sender is an address of the same organization: one of its
/// wallets, one that the operator named for it, or, on Bitcoin, if the transaction spends an output
/// of its wallets.
final class TransferClassifier {
  private final SpentOutputs spentOutputs;
  private final WatchedAddresses addresses = new WatchedAddresses();
  private final OwnAddresses named = new OwnAddresses();

  TransferClassifier(SpentOutputs spentOutputs) {
    this.spentOutputs = spentOutputs;
  }

  /// Returns the transfers as seen from the watched addresses. A transfer between two watched
  /// addresses is returned for both. A transfer from an address to itself moves nothing and is left
  /// out.
  ///
  /// @param spends inputs in the same blocks, which identify transactions of the owner
  List<ObservedTransfer> of(Tx tx, Chain chain, List<Transfer> transfers, List<Spend> spends) {
    var moving = transfers.stream().filter(transfer -> !transfer.toItself()).toList();
    var ours = ours(tx, chain, moving);
    var owners = owners(tx, chain, moving, spends, ours);
    var sightings = new LinkedHashMap<Key, ObservedTransfer>();
    for (var transfer : moving) {
      transfer
          .to()
          .map(ours::get)
          .ifPresent(to -> add(sightings, transfer, to, owners.kind(transfer, to)));
      transfer
          .from()
          .map(ours::get)
          .ifPresent(from -> add(sightings, transfer, from, Kind.OUTFLOW));
    }
    return List.copyOf(sightings.values());
  }

  private static void add(
      Map<Key, ObservedTransfer> sightings, Transfer transfer, Watched watched, Kind kind) {
    var key = new Key(transfer.txid(), transfer.position(), kind);
    sightings.put(key, new ObservedTransfer(key, transfer, watched.id(), watched.organizationId()));
  }

  private Map<Address, Watched> ours(Tx tx, Chain chain, Collection<Transfer> transfers) {
    var touched = new HashSet<Address>();
    for (var transfer : transfers) {
      transfer.to().ifPresent(touched::add);
      transfer.from().ifPresent(touched::add);
    }
    var ours = new HashMap<Address, Watched>();
    for (var watched : addresses.find(tx, chain, touched)) {
      if (watched.derived()) ours.put(watched.address(), watched);
    }
    return ours;
  }

  /// The senders that belong to an organization.
  ///
  /// @param addresses senders that belong to an organization's wallets or are named for it
  /// @param txids txid → row id of the organization that owns an output spent by the transaction
  private record Owners(Set<Owned> addresses, Map<String, Long> txids) {
    Kind kind(Transfer transfer, Watched to) {
      var organization = to.organizationId();
      var own =
          transfer
              .from()
              .map(from -> addresses.contains(new Owned(organization, from)))
              .orElseGet(() -> Long.valueOf(organization).equals(txids.get(transfer.txid())));
      return own ? Kind.CUSTODY : Kind.PAYMENT;
    }
  }

  private Owners owners(
      Tx tx,
      Chain chain,
      List<Transfer> transfers,
      List<Spend> spends,
      Map<Address, Watched> ours) {
    var senders = new HashSet<Address>();
    for (var transfer : transfers) {
      if (transfer.to().filter(ours::containsKey).isPresent()) {
        transfer.from().ifPresent(senders::add);
      }
    }
    var owned = new HashSet<>(named.find(tx, chain, senders));
    for (var watched : ours.values()) {
      owned.add(new Owned(watched.organizationId(), watched.address()));
    }
    return new Owners(owned, spentOutputs.spenders(tx, chain, spends, transfers, ours));
  }
}
