package coffer.core.invoice;

import coffer.db.Tx;
import java.time.Instant;

/// The open invoices that publishable keys made: everybody has such a key, so a project has a
/// bounded number of them at once. The rows of invoices that are no longer open are removed when
/// the bound is reached. An invoice past its time counts no longer, although it stays open while
/// the chains that it waits for are away.
public final class PublishableInvoices {
  private static final int LOCK = 0x7075_626c;

  private final int most;

  /// @param most of one project; 0 = any number
  public PublishableInvoices(int most) {
    this.most = most;
  }

  /// Whether the project may have one more. Until this transaction ends, others of the same project
  /// wait here: the bound is exact.
  public boolean haveRoom(Tx tx, long projectId, Instant now) {
    if (most == 0) return true;
    tx.one("SELECT pg_advisory_xact_lock(?, hashint8(?))", _ -> 1, LOCK, projectId);
    if (count(tx, projectId) < most) return true;
    tx.update(
        """
        DELETE FROM publishable_invoice p USING invoice i
        WHERE p.project_id = ? AND i.id = p.invoice_id AND (i.status <> 'OPEN' OR i.expires_at <= ?)
        """,
        projectId,
        now);
    return count(tx, projectId) < most;
  }

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
