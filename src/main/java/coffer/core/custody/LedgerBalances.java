package coffer.core.custody;

import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockRef;
import coffer.core.chain.Chain;
import coffer.core.chain.Chains;
import coffer.core.chain.Outpoint;
import coffer.core.chain.Readings;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The ledger balances of addresses, as reconciliation needs them.
public final class LedgerBalances {
  /// How many rows one page reads ([#all]: at least). Rows that do not concern the chain are
  /// skipped.
  private static final int ROWS = 5_000;

  /// An address with a ledger entry in this time counts as held.
  private static final Duration RECENT = Duration.ofDays(1);

  private final Chains chains;
  private final Readings readings = new Readings();

  public LedgerBalances(Chains chains) {
    this.chains = chains;
  }

  /// One page of address and asset pairs.
  ///
  /// @param before the next page has addresses with lower ids than this; empty = this is the last
  ///     page
  public record Page(List<AddressAsset> places, Optional<Long> before) {}

  /// The ledger balance at a block.
  ///
  /// @param units in base units
  /// @param moving whether a transfer changed the balance after the first and up to the last of the
  ///     blocks of a comparison
  public record Booked(BigInteger units, boolean moving) {
    private Booked plus(Booked other) {
      return new Booked(units.add(other.units), moving || other.moving);
    }
  }

  /// The assets that the chain's reader looks for, and those that the catalogue offers.
  public List<Asset> assets(Tx tx, Chain chain) {
    return readings.of(tx, chain).stream().map(Readings.Reading::asset).toList();
  }

  /// Every address of the wallets on the chain, with each of these assets; highest address id
  /// first.
  ///
  /// @param organizationId only addresses of this organization; empty = all
  /// @param before only addresses with ids below this one
  /// @param most the maximum number of pairs; the assets of one address stay together, so that a
  ///     page with a single address may have more
  public Page all(
      Tx tx,
      Chain chain,
      Optional<Long> organizationId,
      List<Asset> assets,
      long before,
      int most) {
    int limit = Math.max(ROWS, most);
    var rows =
        tx.list(
            """
            SELECT id, address, family = ? AND mode = ? AND wallet_id IS NOT NULL
              AND (?::bigint IS NULL OR organization_id = ?)
              AND (?::bigint IS NULL OR organization_id = ?) AS wanted
            FROM watched_address WHERE id < ? ORDER BY id DESC LIMIT ?
            """,
            LedgerBalances::scanned,
            chain.family(),
            chain.mode().text(),
            chain.organizationId(),
            chain.organizationId(),
            organizationId,
            organizationId,
            before,
            limit);
    var places = new ArrayList<AddressAsset>();
    var last = before;
    for (var row : rows) {
      if (!places.isEmpty() && places.size() + assets.size() > most) {
        return new Page(places, Optional.of(last));
      }
      last = row.id;
      if (!row.wanted) continue;
      for (var asset : assets) places.add(new AddressAsset(row.id, row.address, asset));
    }
    return new Page(places, Optional.of(last).filter(_ -> rows.size() == limit));
  }

  private record Scanned(long id, Address address, boolean wanted) {}

  private static Scanned scanned(Row row) throws SQLException {
    return new Scanned(row.number("id"), Address.of(row.bytes("address")), row.bool("wanted"));
  }

  /// The address and asset pairs with a ledger balance, or with a ledger entry in the last day;
  /// highest address id first.
  ///
  /// @param before only addresses with ids below this one
  /// @param most the page ends after the address that reaches this number of pairs
  public Page held(Tx tx, Chain chain, long before, int most, Instant now) {
    var rows =
        tx.list(
            """
            SELECT a.address_id, w.address, a.asset_id, a.balance <> 0 OR coalesce((
                SELECT e.at FROM posting p JOIN entry e ON e.id = p.entry_id
                WHERE p.account_id = a.id ORDER BY p.entry_id DESC LIMIT 1) > ?, false) AS wanted
            FROM (
              SELECT * FROM account
              WHERE kind = 'address' AND mode = ? AND organization_id IS NULL AND project_id IS NULL
                AND address_id < ?
              ORDER BY organization_id DESC, project_id DESC, address_id DESC LIMIT ? -- as the index has it
            ) a JOIN watched_address w ON w.id = a.address_id
            ORDER BY a.address_id DESC
            """,
            row -> new Account(row.bool("wanted"), place(row)),
            now.minus(RECENT),
            chain.mode().text(),
            before,
            ROWS);
    var places = new ArrayList<AddressAsset>();
    var last = before;
    for (var row : rows) {
      var id = row.place.addressId();
      if (id != last && places.size() >= most) return new Page(places, Optional.of(last));
      last = id;
      if (row.wanted && row.place.asset().chainId() == chain.id()) places.add(row.place);
    }
    if (rows.size() < ROWS) return new Page(places, Optional.empty());
    // The page may have ended between two rows of the last address.
    var divided = last;
    places.removeIf(place -> place.addressId() == divided);
    return new Page(places, Optional.of(last + 1));
  }

  private record Account(boolean wanted, AddressAsset place) {}

  private AddressAsset place(Row row) throws SQLException {
    return new AddressAsset(
        row.number("address_id"),
        Address.of(row.bytes("address")),
        chains.asset(row.integer("asset_id")));
  }

  /// The outputs that paid these addresses, whether spent or not; includes outputs of payments that
  /// were reversed.
  ///
  /// @param places at most one asset per address
  /// @param most the maximum number of outputs for each address
  public Map<AddressAsset, List<Outpoint>> outputs(
      Tx tx, Chain chain, Collection<AddressAsset> places, int most) {
    var byId = new HashMap<Long, AddressAsset>();
    for (var place : places) byId.put(place.addressId(), place);
    var outputs = new HashMap<AddressAsset, List<Outpoint>>();
    for (var place : places) outputs.put(place, new ArrayList<>());
    tx.list(
            """
            SELECT q.address_id, m.txid, m.position FROM unnest(?::bigint[]) AS q (address_id)
            CROSS JOIN LATERAL (
              SELECT m.txid, m.position FROM account a
              JOIN posting p ON p.account_id = a.id
              JOIN entry e ON e.id = p.entry_id AND e.basis_type = 'movement'
              JOIN movement m ON m.id = e.basis_id AND m.kind <> 'outflow'
              WHERE a.kind = 'address' AND a.mode = ? AND a.organization_id IS NULL AND a.project_id IS NULL
                AND a.address_id = q.address_id AND m.chain_id = ?
              UNION
              SELECT m.txid, m.position FROM movement m
              WHERE m.chain_id = ? AND m.status = 'seen' AND m.kind <> 'outflow'
                AND m.address_id = q.address_id
              LIMIT ?) m
            """,
            row -> Map.entry(row.number("address_id"), output(row)),
            new Arr("bigint", byId.keySet()),
            chain.mode().text(),
            chain.id(),
            chain.id(),
            most)
        .forEach(
            found -> {
              var place = byId.get(found.getKey());
              if (place == null) return;
              var list = outputs.computeIfAbsent(place, _ -> new ArrayList<>());
              found.getValue().ifPresent(list::add);
            });
    return outputs;
  }

  private static Optional<Outpoint> output(Row row) throws SQLException {
    return Outpoint.of(row.text("txid"), row.text("position"));
  }

  /// The ledger balances of these pairs at the last block: the stored balance, plus transfers that
  /// were seen up to that block and are not booked yet, minus transfers that were booked in later
  /// blocks or in no block. One statement reads all of it, so that the result is consistent.
  ///
  /// @param first the first of the blocks at which nodes may have reported the balances
  /// @param last the last of these blocks; the scanner has processed it
  /// @return empty if one of the two blocks is not in the branch that was processed
  public Optional<Map<AddressAsset, Booked>> booked(
      Tx tx, Chain chain, Collection<AddressAsset> places, BlockRef first, BlockRef last) {
    var asked = new HashMap<Id, AddressAsset>();
    for (var place : places) asked.put(new Id(place.addressId(), place.asset().id()), place);
    var rows =
        tx.list(
            BOOKED,
            row ->
                Map.entry(
                    new Id(row.number("address_id"), row.integer("asset_id")),
                    new Booked(row.units("units"), row.bool("moving"))),
            chain.id(),
            first.height(),
            first.hash(),
            chain.id(),
            last.height(),
            last.hash(),
            chain.mode().text(),
            new Arr("bigint", asked.keySet().stream().map(Id::addressId).toList()),
            new Arr("integer", asked.keySet().stream().map(Id::assetId).toList()),
            last.height(),
            last.height(),
            first.height(),
            last.height(),
            chain.id(),
            chain.id(),
            first.height(),
            chain.id());
    if (rows.isEmpty()) return Optional.empty();
    var booked = new HashMap<AddressAsset, Booked>();
    for (var row : rows) {
      var place = asked.get(row.getKey());
      if (place != null) booked.merge(place, row.getValue(), Booked::plus);
    }
    return Optional.of(booked);
  }

  private record Id(long addressId, int assetId) {}

  /// The balances, followed by the recent movements of all addresses of the chain. These are few,
  /// so [#booked] filters them in memory; the database might join them with many addresses by a
  /// nested loop.
  private static final String BOOKED =
      """
      WITH branch AS (
        SELECT FROM block f JOIN block l ON f.chain_id = ? AND f.height = ? AND f.hash = ?
          AND l.chain_id = ? AND l.height = ? AND l.hash = ?
      )
      SELECT each.* FROM branch CROSS JOIN (
        SELECT q.address_id, q.asset_id, coalesce((
            SELECT balance FROM account a WHERE a.kind = 'address' AND a.mode = ?
              AND a.organization_id IS NULL AND a.project_id IS NULL
              AND a.address_id = q.address_id AND a.asset_id = q.asset_id), 0) AS units, false AS moving
        FROM unnest(?::bigint[], ?::integer[]) AS q (address_id, asset_id)
        UNION ALL
        SELECT address_id, asset_id,
          sum(CASE kind WHEN 'outflow' THEN -units ELSE units END
            * CASE WHEN status = 'seen' AND block_height <= ? THEN 1
                   WHEN status = 'confirmed' AND coalesce(block_height > ?, true) THEN -1 ELSE 0 END),
          coalesce(bool_or(block_height > ? AND block_height <= ?), false)
        FROM (
          SELECT address_id, asset_id, kind, status, units, block_height FROM movement
          WHERE chain_id = ? AND status = 'seen' AND block_height IS NOT NULL
          UNION ALL
          SELECT address_id, asset_id, kind, status, units, block_height FROM movement
          WHERE chain_id = ? AND status = 'confirmed' AND block_height > ?
          UNION ALL
          SELECT address_id, asset_id, kind, status, units, block_height FROM movement
          WHERE chain_id = ? AND status = 'confirmed' AND block_height IS NULL) recent
        GROUP BY address_id, asset_id) each
      """;
}
