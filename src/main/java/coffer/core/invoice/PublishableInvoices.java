package coffer.core.invoice;

import coffer.db.Tx;
import java.time.Instant;

/// Limits the open invoices that publishable keys created, per project. Such a key is public, so
/// anybody can create invoices with it. Rows of invoices that are no longer open are deleted only
/// when the limit is reached. An invoice past its expiry no longer counts, although it may stay
/// open while its chains are not read.
public final class PublishableInvoices {
  /// The first key of these advisory locks: "publ" in ASCII.
  private static final int LOCK = 0x7075_626c;

  private final int most;

  /// @param most the limit per project; 0 = no limit
  public PublishableInvoices(int most) {
    this.most = most;
  }

  /// Whether the project may have one more. Other transactions of the same project wait here until
  /// this one ends, so that the limit is exact.
  public boolean haveRoom(Tx tx, long projectId, Instant now) {
    if (most == 0) return true;
    tx.one("SELECT pg_advisory_xact_lock(?, hashint8(?))", _ -> 1, LOCK, projectId);
    if (count(tx, projectId) < most) return true;
    tx.update(
        """
        DELETE FROM publishable_invoice p USING invoice i
        WHERE p.project_id = ? AND i.id = p.invoice_id AND (i.status <> 'open' OR i.expires_at <= ?)
        """,
        projectId,
        now);
    return count(tx, projectId) < most;
  }

  /// Counts a new invoice of a publishable key.
  public void add(Tx tx, long projectId, long invoiceId) {
    if (most == 0) return;
    tx.batch(
        "INSERT INTO publishable_invoice (project_id, invoice_id) VALUES (?, ?)",
        projectId,
        invoiceId);
  }

  private static long count(Tx tx, long projectId) {
    return tx.only(
        "SELECT count(*) AS open FROM publishable_invoice WHERE project_id = ?",
        row -> row.number("open"),
        projectId);
  }
}
