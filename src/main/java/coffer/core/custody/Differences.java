package coffer.core.custody;

import static java.util.stream.Collectors.toMap;

import coffer.core.chain.Address;
import coffer.core.chain.BlockRef;
import coffer.core.chain.Chain;
import coffer.core.chain.Chains;
import coffer.db.Args;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Stores the differences between ledger and chains. A difference is reported to operators when it
/// was found at two different blocks, and again when its amount has changed and is the same in two
/// comparisons in a row.
public final class Differences {
  private static final String SELECT =
      """
      SELECT d.*, w.address, w.organization_id
      FROM custody_difference d JOIN watched_address w ON w.id = d.address_id
      """;

  private final Chains chains;

  public Differences(Chains chains) {
    this.chains = chains;
  }

  /// The result of one comparison, in base units.
  public record Observation(
      AddressAsset place, BigInteger ledger, BigInteger onChain, BlockRef at) {
    BigInteger units() {
      return onChain.subtract(ledger);
    }
  }

  /// What changed with a set of comparisons.
  ///
  /// @param told differences to report to operators
  /// @param gone differences that were reported and no longer exist
  public record Changes(List<Difference> told, List<Difference> gone) {}

  /// Stores the results of comparisons; deletes differences that no longer exist.
  ///
  /// @param cause returns the probable cause of a difference that is to be reported
  public Changes record(
      Tx tx,
      Chain chain,
      List<Observation> looks,
      Function<Difference, String> cause,
      Instant now) {
    var known = lock(tx, looks);
    var changes = new Changes(new ArrayList<>(), new ArrayList<>());
    for (var look : looks) {
      var before = Optional.ofNullable(known.get(look.place));
      if (look.units().signum() != 0) {
        var next = next(before, look, now);
        var report = mustReport(before, next);
        if (report) next = reported(next, cause);
        if (report) changes.told.add(next);
        write(tx, chain, next, now);
      } else if (before.isPresent()) {
        delete(tx, look.place);
        before.filter(each -> each.told().isPresent()).ifPresent(changes.gone::add);
      }
    }
    return changes;
  }

  private Map<AddressAsset, Difference> lock(Tx tx, List<Observation> looks) {
    return tx
        .list(
            SELECT
                + """
                JOIN unnest(?::bigint[], ?::integer[]) AS q (address_id, asset_id)
                  ON q.address_id = d.address_id AND q.asset_id = d.asset_id
                ORDER BY d.address_id, d.asset_id FOR UPDATE OF d
                """,
            this::difference,
            new Arr("bigint", looks.stream().map(look -> look.place.addressId()).toList()),
            new Arr("integer", looks.stream().map(look -> look.place.asset().id()).toList()))
        .stream()
        .collect(toMap(Difference::place, Function.identity()));
  }

  private static Difference next(Optional<Difference> before, Observation look, Instant now) {
    var looks = before.map(b -> b.looks() + (b.at().equals(look.at) ? 0 : 1)).orElse(1);
    return new Difference(
        look.place,
        // Not stored, and a new difference is not reported yet: 0 is never visible.
        before.map(Difference::organizationId).orElse(0L),
        look.ledger,
        look.onChain,
        look.at,
        looks,
        before.flatMap(Difference::told),
        before.flatMap(Difference::cause),
        before.map(Difference::since).orElse(now));
  }

  /// Whether to report the difference. A balance that changes by itself has another difference at
  /// each comparison: it is reported once.
  private static boolean mustReport(Optional<Difference> before, Difference next) {
    if (before.isEmpty() || next.looks() == before.get().looks()) return false;
    var told = next.told();
    var stays = before.get().units().equals(next.units());
    return told.isEmpty() || (stays && !told.get().equals(next.units()));
  }

  private static Difference reported(Difference next, Function<Difference, String> cause) {
    return new Difference(
        next.place(),
        next.organizationId(),
        next.ledger(),
        next.onChain(),
        next.at(),
        next.looks(),
        Optional.of(next.units()),
        Optional.of(cause.apply(next)),
        next.since());
  }

  private static void write(Tx tx, Chain chain, Difference next, Instant now) {
    tx.update(
        """
        INSERT INTO custody_difference (address_id, asset_id, chain_id, ledger, on_chain, height, hash,
          looks, told, cause, since, looked_at)
        VALUES (:address_id, :asset_id, :chain_id, :ledger, :on_chain, :height, :hash, :looks, :told, :cause, :since, :looked_at)
        ON CONFLICT (address_id, asset_id) DO UPDATE SET ledger = excluded.ledger,
          on_chain = excluded.on_chain, height = excluded.height, hash = excluded.hash,
          looks = excluded.looks, told = excluded.told, cause = excluded.cause, looked_at = excluded.looked_at
        """,
        Args.of("address_id", next.place().addressId())
            .with("asset_id", next.place().asset().id())
            .with("chain_id", chain.id())
            .with("ledger", next.ledger())
            .with("on_chain", next.onChain())
            .with("height", next.at().height())
            .with("hash", next.at().hash())
            .with("looks", next.looks())
            .with("told", next.told())
            .with("cause", next.cause())
            .with("since", next.since())
            .with("looked_at", now));
  }

  private static void delete(Tx tx, AddressAsset place) {
    tx.update(
        "DELETE FROM custody_difference WHERE address_id = ? AND asset_id = ?",
        place.addressId(),
        place.asset().id());
  }

  /// Returns the differences of a chain to compare again: first the ones that were not reported
  /// yet, then the ones compared longest ago.
  ///
  /// @param at the newest block; a difference that was last compared at this block is skipped
  /// @param before reported differences are due if they were last compared before this time
  /// @param most the maximum number of results
  public List<AddressAsset> again(Tx tx, Chain chain, BlockRef at, Instant before, int most) {
    return tx
        .list(
            SELECT
                + """
                WHERE d.chain_id = ? AND d.hash <> ? AND (d.told IS NULL OR d.looked_at < ?)
                ORDER BY d.told IS NOT NULL, d.looked_at LIMIT ?
                """,
            this::difference,
            chain.id(),
            at.hash(),
            before,
            most)
        .stream()
        .map(Difference::place)
        .toList();
  }

  /// The differences of a chain, ordered by address.
  ///
  /// @param organizationId only those of this organization; empty = all
  public List<Difference> list(Tx tx, Chain chain, Optional<Long> organizationId) {
    return tx.list(
        SELECT
            + """
            WHERE d.chain_id = ? AND (?::bigint IS NULL OR w.organization_id = ?)
            ORDER BY d.address_id, d.asset_id
            """,
        this::difference,
        chain.id(),
        organizationId,
        organizationId);
  }

  /// The number of differences of a chain that were reported to operators.
  public long count(Tx tx, Chain chain) {
    return tx.only(
        "SELECT count(*) AS n FROM custody_difference WHERE chain_id = ? AND told IS NOT NULL",
        row -> row.number("n"),
        chain.id());
  }

  private Difference difference(Row row) throws SQLException {
    return new Difference(
        new AddressAsset(
            row.number("address_id"),
            Address.of(row.bytes("address")),
            chains.asset(row.integer("asset_id"))),
        row.number("organization_id"),
        row.units("ledger"),
        row.units("on_chain"),
        new BlockRef(row.number("height"), row.text("hash")),
        row.integer("looks"),
        row.maybeUnits("told"),
        row.maybeText("cause"),
        row.instant("since"));
  }
}
