package coffer.core.custody;

import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.Chains;
import coffer.core.chain.Cursor;
import coffer.core.chain.Cursors;
import coffer.db.Tx;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Describes the probable cause of a difference between ledger and chain, and what to do.
public final class DifferenceCauses {
  /// Safety margin, in blocks, before the estimated block in which an address was created.
  private static final long MARGIN = 100;

  private final Chains chains;
  private final Cursors cursors = new Cursors();

  public DifferenceCauses(Chains chains) {
    this.chains = chains;
  }

  /// Returns a text for operators.
  ///
  /// @param blindSpot which transfers of the asset the chain's source does not show, as a text;
  ///     empty if none are known
  public String of(Tx tx, Chain chain, Difference difference, Optional<String> blindSpot) {
    var unbooked = unbooked(tx, difference);
    if (unbooked.isPresent()) return "a transfer was too large to be booked: " + unbooked.get();
    return difference.units().signum() > 0
        ? more(tx, chain, difference, blindSpot)
        : less(tx, chain, difference, blindSpot);
  }

  private String more(Tx tx, Chain chain, Difference difference, Optional<String> blindSpot) {
    var asset = difference.place().asset();
    var cause = new StringBuilder();
    if (!chains.reads(tx, asset)) cause.append("this asset is not read; ");
    cause.append("a payment was missed: ").append(rescan(tx, chain, difference));
    blindSpot.ifPresent(unread -> cause.append("; or a move that is not read: ").append(unread));
    if (!asset.isNative()) cause.append("; or the token changes balances by itself");
    return cause.toString();
  }

  private String less(Tx tx, Chain chain, Difference difference, Optional<String> blindSpot) {
    var twice = bookedTwice(tx, difference);
    if (twice.isPresent()) return "a payment was booked twice: " + twice.get();
    var cause = new StringBuilder("a departure was missed: ");
    cause.append(rescan(tx, chain, difference));
    blindSpot.ifPresent(unread -> cause.append("; or a move that is not read: ").append(unread));
    if (!difference.place().asset().isNative()) {
      cause.append("; or the token takes more than it tells, or changes balances by itself");
    }
    return cause.toString();
  }

  private static Optional<String> unbooked(Tx tx, Difference difference) {
    return tx.one(
        """
        SELECT txid FROM unbooked WHERE address_id = ? AND asset_id = ? ORDER BY seen_at LIMIT 1
        """,
        row -> row.text("txid"),
        difference.place().addressId(),
        difference.place().asset().id());
  }

  /// Returns a transaction with two or more booked arrivals of the same amount, where one of them
  /// is not more than the surplus of the ledger.
  private static Optional<String> bookedTwice(Tx tx, Difference difference) {
    return tx.one(
        """
        SELECT m.txid FROM account a
        JOIN posting p ON p.account_id = a.id
        JOIN entry e ON e.id = p.entry_id AND e.basis_type = 'movement'
        JOIN movement m ON m.id = e.basis_id AND m.kind <> 'outflow' AND m.status = 'confirmed'
        WHERE a.kind = 'address' AND a.mode = ? AND a.organization_id IS NULL AND a.project_id IS NULL
          AND a.address_id = ? AND a.asset_id = ? AND m.units <= ?
        GROUP BY m.txid, m.units HAVING count(DISTINCT m.id) > 1
        ORDER BY min(m.id) LIMIT 1
        """,
        row -> row.text("txid"),
        difference.place().asset().mode().text(),
        difference.place().addressId(),
        difference.place().asset().id(),
        difference.units().negate());
  }

  private String rescan(Tx tx, Chain chain, Difference difference) {
    if (chain.spec().sandbox()) return "this must not be on a simulated chain";
    return "./coffer chains rescan %s --from %d"
        .formatted(chain.name(), from(tx, chain, difference));
  }

  /// Estimates the block in which the address was created, from its age and the usual block time.
  /// Subtracts 10 % and [#MARGIN]; the result is at least 1 and at most the last final block.
  private long from(Tx tx, Chain chain, Difference difference) {
    var cursor = cursors.get(tx, chain.id(), Cursor.HEAD).orElseThrow();
    var age = Duration.between(created(tx, difference), cursor.at());
    var blocks = Math.max(0, age.toMillis() / Math.max(1, chain.spec().blockTime().toMillis()));
    var from = cursor.block().height() - blocks - blocks / 10 - MARGIN;
    return Math.max(1, Math.min(from, cursor.finalHeight()));
  }

  private static Instant created(Tx tx, Difference difference) {
    return tx.only(
        "SELECT created_at FROM watched_address WHERE id = ?",
        row -> row.instant("created_at"),
        difference.place().addressId());
  }

  /// Formats base units as a number of whole coins.
  public String coins(Asset asset, BigInteger units) {
    return new BigDecimal(units, asset.decimals()).stripTrailingZeros().toPlainString();
  }
}
