package coffer.api.itispay;

import coffer.db.Tx;
import java.time.Duration;
import java.time.Instant;

/// The simulations that are under way, on any node: of an invoice one at a time, since what was
/// paid shows only once the chain is read.
final class RunningSimulations {
  /// Longer than a request waits: who asks again after that waits for the same payment.
  private static final Duration TTL = Duration.ofMinutes(1);

  private RunningSimulations() {}

  enum Turn {
    /// nothing is under way: this one is
    FIRST,
    /// the same is under way
    SAME,
    /// something else is under way
    OTHER
  }

  /// Waits for a twin whose transaction has not ended.
  static Turn take(Tx tx, long invoiceId, ItIsPayStatus word, Instant now) {
    int begun =
        tx.update(
            """
            INSERT INTO simulation AS s (invoice_id, status, until) VALUES (?, ?, ?)
            ON CONFLICT (invoice_id) DO UPDATE SET status = excluded.status, until = excluded.until
            WHERE s.until <= ?
            """,
            invoiceId,
            word.text(),
            now.plus(TTL),
            now);
    if (begun > 0) return Turn.FIRST;
    var running =
        tx.only(
            "SELECT status FROM simulation WHERE invoice_id = ?",
            row -> row.text("status"),
            invoiceId);
    return running.equals(word.text()) ? Turn.SAME : Turn.OTHER;
  }

  /// Removes those that nobody waits for any more.
  static void sweep(Tx tx, Instant now) {
    tx.update("DELETE FROM simulation WHERE until <= ?", now);
  }

  static void end(Tx tx, long invoiceId, ItIsPayStatus word) {
    tx.update("DELETE FROM simulation WHERE invoice_id = ? AND status = ?", invoiceId, word.text());
  }
}
