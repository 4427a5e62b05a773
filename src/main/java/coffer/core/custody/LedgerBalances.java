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

/// What the ledger has on the addresses of a chain.
public final class LedgerBalances {
  /// Rows that one page looks through, at least: what does not concern the chain is passed over.
  private static final int ROWS = 5_000;

  private static final Duration RECENT = Duration.ofDays(1);

  private final Chains chains;
  private final Readings readings = new Readings();

  public LedgerBalances(Chains chains) {
    this.chains = chains;
  }

  /// Some places, and where the next page begins.
  ///
  /// @param before the next page has addresses of lower ids; empty = there is none
  public record Page(List<Place> places, Optional<Long> before) {}

  /// What is booked, as of a block.
  ///
  /// @param moving whether something moved between the first and the last block that were named
  public record Booked(BigInteger units, boolean moving) {}

  /// The assets of a chain that are read, and those that its catalogue offers.
  public List<Asset> assets(Tx tx, Chain chain) {
    return readings.of(tx, chain).stream().map(Readings.Reading::asset).toList();
  }

  /// Every address of the chain's wallets, with each of these assets.
  ///
  /// @param organizationId of one organization only
  /// @param before ids of addresses below this one
  /// @param most places; an address is not divided
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
    var places = new ArrayList<Place>();
    var last = before;
    for (var row : rows) {
      if (!places.isEmpty() && places.size() + assets.size() > most) {
        return new Page(places, Optional.of(last));
      }
      last = row.id;
      if (!row.wanted) continue;
      for (var asset : assets) places.add(new Place(row.id, row.address, asset));
    }
    return new Page(places, Optional.of(last).filter(_ -> rows.size() == limit));
  }

  private record Scanned(long id, Address address, boolean wanted) {}

  private static Scanned scanned(Row row) throws SQLException {
    return new Scanned(row.number("id"), Address.of(row.bytes("address")), row.bool("wanted"));
  }

  /// The addresses that hold something by the ledger, or to or from which something was booked in
  /// the last day.
  public Page held(Tx tx, Chain chain, long before, int most, Instant now) {
    var rows =
        tx.list(
            """
            SELECT a.address_id, w.address, a.asset_id, a.balance <> 0 OR coalesce((
                SELECT e.at FROM posting p JOIN entry e ON e.id = p.entry_id
                WHERE p.account_id = a.id ORDER BY p.entry_id DESC LIMIT 1) > ?, false) AS wanted
            FROM account a JOIN watched_address w ON w.id = a.address_id
            WHERE a.kind = 'address' AND a.mode = ? AND a.organization_id IS NULL AND a.project_id IS NULL
              AND a.address_id < ?
            ORDER BY a.address_id DESC LIMIT ?
            """,
            row -> new Account(row.bool("wanted"), place(row)),
            now.minus(RECENT),
            chain.mode().text(),
            before,
            ROWS);
    var places = new ArrayList<Place>();
    var last = before;
    for (var row : rows) {
      var id = row.place.addressId();
      if (id != last && places.size() >= most) return new Page(places, Optional.of(last));
      last = id;
      if (row.wanted && row.place.asset().chainId() == chain.id()) places.add(row.place);
    }
    if (rows.size() < ROWS) return new Page(places, Optional.empty());
    // The rows of the last address may not all be here.
    var divided = last;
    places.removeIf(place -> place.addressId() == divided);
    return new Page(places, Optional.of(last + 1));
  }

  private record Account(boolean wanted, Place place) {}

  private Place place(Row row) throws SQLException {
    return new Place(
        row.number("address_id"),
        Address.of(row.bytes("address")),
        chains.asset(row.integer("asset_id")));
  }

  /// The outputs by which something came to these places, spent or not; at most so many of each.
  public Map<Place, List<Outpoint>> outputs(
      Tx tx, Chain chain, Collection<Place> places, int most) {
    var byId = new HashMap<Long, Place>();
    for (var place : places) byId.put(place.addressId(), place);
    var outputs = new HashMap<Place, List<Outpoint>>();
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
              WHERE m.chain_id = ? AND m.status = 'SEEN' AND m.kind <> 'outflow'
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

  /// What the ledger has on these places as of the last block: the balance, with what was seen up
  /// to that block and is not booked yet, without what was booked after it. By one statement, so
  /// that all of it is of one moment.
  ///
  /// @param first where nodes tell the balance at some block of several: the first of these
  /// @param last the last of these, which was processed
  /// @return empty if one of the blocks is not in the branch that was processed
  public Optional<Map<Place, Booked>> booked(
      Tx tx, Chain chain, Collection<Place> places, BlockRef first, BlockRef last) {
    var all = List.copyOf(places);
    var rows =
        tx.list(
            BOOKED,
            row -> Map.entry(row.integer("n"), booked(row)),
            new Arr("bigint", all.stream().map(Place::addressId).toList()),
            new Arr("integer", all.stream().map(place -> place.asset().id()).toList()),
            chain.id(),
            first.height(),
            first.hash(),
            chain.id(),
            last.height(),
            last.hash(),
            chain.id(),
            chain.id(),
            first.height(),
            chain.id(),
            last.height(),
            last.height(),
            first.height(),
            last.height(),
            chain.mode().text());
    if (rows.isEmpty()) return Optional.empty();
    var booked = new HashMap<Place, Booked>();
    for (var row : rows) booked.put(all.get(row.getKey() - 1), row.getValue());
    return Optional.of(booked);
  }

  private static Booked booked(Row row) throws SQLException {
    return new Booked(row.units("units"), row.bool("moving"));
  }

  private static final String BOOKED =
      """
      WITH asked AS (
        SELECT * FROM unnest(?::bigint[], ?::integer[]) WITH ORDINALITY AS q (address_id, asset_id, n)
      ), branch AS (
        SELECT FROM block f JOIN block l ON f.chain_id = ? AND f.height = ? AND f.hash = ?
          AND l.chain_id = ? AND l.height = ? AND l.hash = ?
      ), recent AS (
        SELECT address_id, asset_id, kind, status, units, block_height FROM movement
        WHERE chain_id = ? AND status = 'SEEN' AND block_height IS NOT NULL
        UNION ALL
        SELECT address_id, asset_id, kind, status, units, block_height FROM movement
        WHERE chain_id = ? AND status = 'CONFIRMED' AND block_height > ?
        UNION ALL
        SELECT address_id, asset_id, kind, status, units, block_height FROM movement
        WHERE chain_id = ? AND status = 'CONFIRMED' AND block_height IS NULL
      ), moved AS (
        SELECT m.address_id, m.asset_id,
          sum(CASE m.kind WHEN 'outflow' THEN -m.units ELSE m.units END
            * CASE WHEN m.status = 'SEEN' AND m.block_height <= ? THEN 1
                   WHEN m.status = 'CONFIRMED' AND coalesce(m.block_height > ?, true) THEN -1 ELSE 0 END) AS units,
          coalesce(bool_or(m.block_height > ? AND m.block_height <= ?), false) AS moving
        FROM recent m JOIN asked q ON q.address_id = m.address_id AND q.asset_id = m.asset_id
        GROUP BY m.address_id, m.asset_id
      )
      SELECT q.n, coalesce(a.balance, 0) + coalesce(m.units, 0) AS units, coalesce(m.moving, false) AS moving
      FROM branch CROSS JOIN asked q
      LEFT JOIN moved m ON m.address_id = q.address_id AND m.asset_id = q.asset_id
      LEFT JOIN account a ON a.kind = 'address' AND a.mode = ? AND a.organization_id IS NULL
        AND a.project_id IS NULL AND a.address_id = q.address_id AND a.asset_id = q.asset_id
      """;
}
