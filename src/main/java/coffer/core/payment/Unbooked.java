package coffer.core.payment;

import coffer.core.chain.Chain;
import coffer.core.chain.Chains;
import coffer.core.money.Amount;
import coffer.core.payment.Movement.ObservedTransfer;
import coffer.db.Args;
import coffer.db.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Filters transfers of more than [Amount#MAX_BOOKED]. The creator of a token can send any amount
/// of it, and the ledger cannot hold a sum of such amounts. These transfers are stored but not
/// booked, and logged once for the operator.
final class Unbooked {
  private static final Logger log = LoggerFactory.getLogger(Unbooked.class);

  private final Chains chains;

  Unbooked(Chains chains) {
    this.chains = chains;
  }

  /// Returns the transfers that can be booked, in their order.
  List<ObservedTransfer> sift(Tx tx, Chain chain, List<ObservedTransfer> sightings, Instant now) {
    var bookable = new ArrayList<ObservedTransfer>(sightings.size());
    var added = new ArrayList<ObservedTransfer>();
    for (var observed : sightings) {
      if (observed.transfer().units().compareTo(Amount.MAX_BOOKED) <= 0) bookable.add(observed);
      else if (write(tx, chain, observed, now)) added.add(observed);
    }
    if (!added.isEmpty()) warn(chain, added);
    return bookable;
  }

  /// @return whether it was not stored before
  private static boolean write(Tx tx, Chain chain, ObservedTransfer observed, Instant now) {
    var key = observed.key();
    return tx.update(
            """
            INSERT INTO unbooked (chain_id, txid, position, kind, asset_id, address_id, units, seen_at)
            VALUES (:chain_id, :txid, :position, :kind, :asset_id, :address_id, :units, :seen_at) ON CONFLICT (chain_id, txid, position, kind) DO NOTHING
            """,
            Args.of("chain_id", chain.id())
                .with("txid", key.txid())
                .with("position", key.position())
                .with("kind", key.kind())
                .with("asset_id", observed.transfer().asset().id())
                .with("address_id", observed.addressId())
                .with("units", observed.transfer().units())
                .with("seen_at", now))
        > 0;
  }

  /// Logs one line per block, however many transfers there are.
  private void warn(Chain chain, List<ObservedTransfer> added) {
    var first = added.getFirst();
    var transfer = first.transfer();
    var address = (first.key().kind().arrives() ? transfer.to() : transfer.from()).orElseThrow();
    log.warn(
        "{}: {} transfers are too large to be booked; the first: transaction {}, {} units of {}, address {}",
        chain.name(),
        added.size(),
        first.key().txid(),
        transfer.units(),
        transfer.asset().code(),
        chains.text(address, chain));
  }
}
