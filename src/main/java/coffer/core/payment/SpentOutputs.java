package coffer.core.payment;

import coffer.core.chain.Address;
import coffer.core.chain.Chain;
import coffer.core.chain.Chains;
import coffer.core.chain.Outpoint;
import coffer.core.chain.Spend;
import coffer.core.chain.Transfer;
import coffer.core.payment.Movement.Key;
import coffer.core.payment.Movement.Kind;
import coffer.core.payment.Movement.ObservedTransfer;
import coffer.core.wallet.Watched;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds outflows from spent outputs. An input names the output that it spends, not an address: the
/// movement that created the output has the owner, asset and amount.
final class SpentOutputs {
  private final Chains chains;

  SpentOutputs(Chains chains) {
    this.chains = chains;
  }

  /// @param acceptDepth of the arrival, 0 if it has none. The outflow needs at least the same,
  ///     since money cannot leave before its arrival is booked
  private record Arrival(
      int assetId,
      long addressId,
      Address address,
      long organizationId,
      BigInteger units,
      int acceptDepth) {}

  /// @param spends may include outputs that belong to others
  List<ObservedTransfer> sightings(Tx tx, Chain chain, List<Spend> spends) {
    if (spends.isEmpty()) return List.of();
    var arrivals = arrivals(tx, chain, spends.stream().map(Spend::output).distinct().toList());
    return spends.stream()
        .flatMap(
            spend ->
                Stream.ofNullable(arrivals.get(spend.output()))
                    .map(arrival -> outflow(spend, arrival)))
        .toList();
  }

  /// Finds the transactions that spend outputs of our wallets. Only the owner of the wallet can
  /// have signed them.
  ///
  /// @param transfers of the same blocks, not stored yet
  /// @param ours the watched addresses that these transfers pay
  /// @return txid → organization id
  Map<String, Long> spenders(
      Tx tx,
      Chain chain,
      List<Spend> spends,
      List<Transfer> transfers,
      Map<Address, Watched> ours) {
    if (spends.isEmpty()) return Map.of();
    var owners = new HashMap<Outpoint, Long>();
    arrivals(tx, chain, spends.stream().map(Spend::output).distinct().toList())
        .forEach((output, arrival) -> owners.put(output, arrival.organizationId));
    for (var transfer : transfers) {
      var to = transfer.to().map(ours::get);
      if (to.isEmpty()) continue;
      transfer.outpoint().ifPresent(output -> owners.put(output, to.get().organizationId()));
    }
    var spenders = new HashMap<String, Long>();
    for (var spend : spends) {
      var owner = owners.get(spend.output());
      if (owner != null) spenders.put(spend.txid(), owner);
    }
    return spenders;
  }

  private ObservedTransfer outflow(Spend spend, Arrival arrival) {
    var transfer =
        new Transfer(
            spend.txid(),
            spend.position(),
            chains.asset(arrival.assetId),
            Optional.of(arrival.address),
            Optional.empty(),
            arrival.units,
            spend.block(),
            spend.spends(),
            arrival.acceptDepth,
            Map.of());
    var key = new Key(spend.txid(), spend.position(), Kind.OUTFLOW);
    return new ObservedTransfer(key, transfer, arrival.addressId, arrival.organizationId);
  }

  private static Map<Outpoint, Arrival> arrivals(Tx tx, Chain chain, List<Outpoint> outputs) {
    var arrivals = new HashMap<Outpoint, Arrival>();
    tx.list(
            """
            SELECT m.txid, m.position, m.asset_id, m.address_id, m.units, m.accept_depth, w.address,
              w.organization_id
            FROM unnest(?::text[], ?::text[]) AS s (txid, position)
              JOIN movement m ON m.txid = s.txid AND m.position = s.position
              JOIN watched_address w ON w.id = m.address_id
            WHERE m.chain_id = ? AND m.kind <> 'outflow' AND m.status <> 'reversed'
            """,
            row -> Map.entry(outpoint(row), arrival(row)),
            new Arr("text", outputs.stream().map(Outpoint::txid).toList()),
            new Arr("text", outputs.stream().map(Outpoint::position).toList()),
            chain.id())
        .forEach(entry -> arrivals.put(entry.getKey(), entry.getValue()));
    return arrivals;
  }

  private static Outpoint outpoint(Row row) throws SQLException {
    return Outpoint.of(row.text("txid"), row.text("position")).orElseThrow();
  }

  private static Arrival arrival(Row row) throws SQLException {
    return new Arrival(
        row.integer("asset_id"),
        row.number("address_id"),
        Address.of(row.bytes("address")),
        row.number("organization_id"),
        row.units("units"),
        row.maybeInteger("accept_depth").orElse(0));
  }
}
