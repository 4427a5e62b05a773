package coffer.core.invoice;

import coffer.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Finds row ids of invoices. Only the first twelve digits of a code are indexed; these are unique
/// too.
public final class InvoiceIds {
  public Optional<Long> find(Tx tx, long projectId, UUID publicId) {
    return tx.one(
        "SELECT id FROM invoice WHERE project_id = ? AND public_id = ?",
        row -> row.number("id"),
        projectId,
        publicId);
  }

  Optional<Long> find(Tx tx, UUID publicId) {
    return tx.one("SELECT id FROM invoice WHERE public_id = ?", row -> row.number("id"), publicId);
  }

  Optional<Long> findByCode(Tx tx, String code) {
    return tx.one(
        "SELECT id FROM invoice WHERE left(code, 12) = left(?, 12) AND starts_with(code, ?)",
        row -> row.number("id"),
        code,
        code);
  }

  public Optional<Long> findByCode(
      Tx tx, long organizationId, Optional<Long> projectId, String code) {
    return tx.one(
        """
        SELECT id FROM invoice WHERE left(code, 12) = left(?, 12) AND starts_with(code, ?)
          AND organization_id = ? AND project_id = coalesce(?::bigint, project_id)
        """,
        row -> row.number("id"),
        code,
        code,
        organizationId,
        projectId);
  }

  Optional<Long> findByOrder(Tx tx, long projectId, String dialect, String orderId) {
    return tx.one(
        """
        SELECT id FROM invoice WHERE project_id = ? AND dialect = ? AND order_id = ? AND order_once
        """,
        row -> row.number("id"),
        projectId,
        dialect,
        orderId);
  }

  long project(Tx tx, long id) {
    return tx.only(
        "SELECT project_id FROM invoice WHERE id = ?", row -> row.number("project_id"), id);
  }

  /// The position of an invoice in its project's list.
  public record Listed(Instant createdAt, long id) {}

  public Optional<Listed> place(Tx tx, long projectId, UUID publicId) {
    return tx.one(
        "SELECT created_at, id FROM invoice WHERE project_id = ? AND public_id = ?",
        row -> new Listed(row.instant("created_at"), row.number("id")),
        projectId,
        publicId);
  }

  /// Open invoices past their expiry, also by the clock of every chain on which they have a quote;
  /// the earliest expiry first.
  List<Long> expiring(Tx tx, Instant now, int limit) {
    return tx.list(
        """
        SELECT i.id FROM invoice i WHERE i.status = 'open' AND i.expires_at < ?
          AND NOT EXISTS (
            SELECT FROM quote q JOIN asset a ON a.id = q.asset_id
              LEFT JOIN cursor c ON c.chain_id = a.chain_id AND c.name = 'head'
            WHERE q.invoice_id = i.id AND (c.clock IS NULL OR c.clock <= i.expires_at))
        ORDER BY i.expires_at LIMIT ?
        """,
        row -> row.number("id"),
        now,
        limit);
  }
}
