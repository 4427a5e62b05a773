package coffer.core.payment;

import coffer.core.ledger.Account;
import coffer.core.ledger.Ledger;
import coffer.core.payment.Movement.Kind;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.math.BigInteger;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// What is left of the orphans at an address. The database keeps the sum for each address and
/// asset, so that the cost does not depend on how much dust is there.
final class OrphanStore {
  private final Ledger ledger;

  OrphanStore(Ledger ledger) {
    this.ledger = ledger;
  }

  /// An address, and one asset on it.
  record Place(long addressId, int assetId) {
    static Place of(Movement movement) {
      return new Place(movement.addressId(), movement.asset().id());
    }
  }

  /// What the orphans at the addresses of these movements may still claim, in base units; no value
  /// means zero. Locks the orphan accounts first, because a command may be about to apply an
  /// orphan.
  Map<Place, BigInteger> kept(Tx tx, Collection<Movement> movements) {
    var accounts = new TreeSet<Account>();
    for (var movement : movements) {
      var project = movement.claim().projectId();
      project.ifPresent(
          id -> accounts.add(Account.project(Account.Kind.ORPHAN, id, movement.asset())));
    }
    boolean any = false;
    for (var account : accounts) any |= ledger.lock(tx, account).signum() != 0;
    var kept = new HashMap<Place, BigInteger>();
    if (!any) return kept;
    tx.list(
            """
            SELECT s.* FROM unnest(?::bigint[], ?::integer[]) AS p (address_id, asset_id)
              JOIN orphan_sum s USING (address_id, asset_id)
            """,
            row ->
                Map.entry(
                    new Place(row.number("address_id"), row.integer("asset_id")),
                    row.units("units")),
            addresses(movements),
            assets(movements))
        .forEach(each -> kept.put(each.getKey(), each.getValue()));
    return kept;
  }

  /// The same for the address and asset of one movement.
  BigInteger kept(Tx tx, Movement movement) {
    return kept(tx, List.of(movement)).getOrDefault(Place.of(movement), BigInteger.ZERO);
  }

  /// Stores how much of each orphan has left its address, for the addresses and assets of these
  /// movements. The oldest orphans leave first and dust leaves last. The amount is not stored for
  /// dust.
  void recount(Tx tx, Collection<Movement> changed) {
    var movements =
        changed.stream()
            .filter(m -> m.key().kind() == Kind.OUTFLOW || m.claim().orphan().isPresent())
            .toList();
    if (movements.isEmpty()) return;
    tx.update(
        """
        WITH place AS (
          SELECT DISTINCT * FROM unnest(?::bigint[], ?::integer[]) AS p (address_id, asset_id)
        ), counted AS (
          SELECT m.id, m.units, coalesce(k.units - k.dust, 0) AS kept, m.status = 'confirmed' AS booked,
            sum(m.units) FILTER (WHERE m.status = 'confirmed')
              OVER (PARTITION BY m.address_id, m.asset_id ORDER BY m.id DESC) AS newer
          FROM place JOIN movement m USING (address_id, asset_id)
            LEFT JOIN orphan_sum k USING (address_id, asset_id)
          WHERE m.orphan IS NOT NULL AND NOT m.dust
        ), gone AS (
          SELECT id, CASE WHEN booked THEN nullif(least(units, greatest(0, newer - kept)), 0) END AS units
          FROM counted
        )
        UPDATE movement m SET left_units = g.units FROM gone g
        WHERE g.id = m.id AND m.left_units IS DISTINCT FROM g.units
        """,
        addresses(movements),
        assets(movements));
  }

  private static Arr addresses(Collection<Movement> movements) {
    return new Arr("bigint", movements.stream().map(Movement::addressId).toList());
  }

  private static Arr assets(Collection<Movement> movements) {
    return new Arr("integer", movements.stream().map(m -> m.asset().id()).toList());
  }
}
