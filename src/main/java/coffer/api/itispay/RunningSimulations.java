package coffer.api.itispay;

import coffer.db.Tx;
import java.time.Duration;
import java.time.Instant;

/// The simulations in progress on all nodes. Each invoice can have one at a time, because a payment
/// is visible only after the chain was read.
final class RunningSimulations {
  /// Longer than a request waits: a client that retries within this time waits for the same
  /// payment.
  private static final Duration TTL = Duration.ofMinutes(1);

  private RunningSimulations() {}

  enum Turn {
    /// no other simulation is in progress: this one starts
    FIRST,
    /// a simulation of the same status is in progress
    SAME,
    /// a simulation of another status is in progress
    OTHER
  }

  /// Registers a simulation; blocks until concurrent transactions for the same invoice end.
  static Turn take(Tx tx, long invoiceId, ItIsPayStatus wanted, Instant now) {
    int begun =
        tx.update(
            """
            INSERT INTO simulation AS s (invoice_id, status, until) VALUES (?, ?, ?)
            ON CONFLICT (invoice_id) DO UPDATE SET status = excluded.status, until = excluded.until
            WHERE s.until <= ?
            """,
            invoiceId,
            wanted.text(),
            now.plus(TTL),
            now);
    if (begun > 0) return Turn.FIRST;
    var running =
        tx.only(
            "SELECT status FROM simulation WHERE invoice_id = ?",
            row -> row.text("status"),
            invoiceId);
    return running.equals(wanted.text()) ? Turn.SAME : Turn.OTHER;
  }

  /// Deletes expired simulations.
  static void sweep(Tx tx, Instant now) {
    tx.update("DELETE FROM simulation WHERE until <= ?", now);
  }

  static void end(Tx tx, long invoiceId, ItIsPayStatus wanted) {
    tx.update(
        "DELETE FROM simulation WHERE invoice_id = ? AND status = ?", invoiceId, wanted.text());
  }
}
