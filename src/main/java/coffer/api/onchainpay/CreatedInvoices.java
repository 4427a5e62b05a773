package coffer.api.onchainpay;

import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Invoices;
import coffer.core.merchant.Project;
import coffer.db.Args;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// Finds the invoices of a project, and lists those that this API created.
final class CreatedInvoices {
  /// The status as [OrderStatus] and [OnchainPayInvoiceStatus] compute it.
  private static final String STATUS =
      """
      CASE i.status
        WHEN 'open' THEN CASE WHEN i.progress > 0 THEN 'pending'
          WHEN :invoices AND NOT (i.standing ->> 'quoted')::boolean THEN 'created' ELSE 'init' END
        WHEN 'confirming' THEN 'pending'
        WHEN 'settled' THEN CASE WHEN (i.standing ->> 'over')::boolean THEN 'overpaid' ELSE 'processed' END
        WHEN 'expired' THEN CASE WHEN i.progress > 0 THEN 'partial' ELSE 'expired' END
        ELSE CASE WHEN :invoices THEN 'rejected' ELSE 'error' END END
      """;

  private static final String FROM =
      """
      FROM invoice i WHERE i.project_id = :project AND i.dialect = 'onchainpay'
        AND i.meta ->> 'onchainpay_type' = :type
        AND (:all OR %s = ANY (:statuses))
      """
          .formatted(STATUS);

  // Totals above this number are counted at most once a minute.
  private static final int MAX_EXACT_COUNT = 10_000;
  private static final Duration CACHE_TTL = Duration.ofMinutes(1);

  private record Total(long project, OnchainPayMetadata.Type type, List<String> statuses) {}

  /// @param total the number of invoices on all pages
  record Found(List<InvoiceView> views, long total) {}

  private final Invoices invoices;
  private final Cache<Total, Long> totals =
      Caffeine.newBuilder().expireAfterWrite(CACHE_TTL).maximumSize(1_000).build();

  CreatedInvoices(Invoices invoices) {
    this.invoices = invoices;
  }

  Optional<InvoiceView> find(Tx tx, Project project, UUID id) {
    return invoices.find(tx, project.id(), id).map(row -> invoices.view(tx, row));
  }

  /// The newest first.
  Found list(Tx tx, Project project, OnchainPayMetadata.Type type, OffsetPage page) {
    var ids =
        tx.list(
            "SELECT i.id "
                + FROM
                + " ORDER BY i.created_at DESC, i.id DESC LIMIT :limit OFFSET :offset",
            row -> row.number("id"),
            args(project, type, page).with("limit", page.limit()).with("offset", page.offset()));
    return new Found(invoices.views(tx, ids), total(tx, project, type, page));
  }

  private long total(Tx tx, Project project, OnchainPayMetadata.Type type, OffsetPage page) {
    var key = new Total(project.id(), type, page.statuses());
    var kept = totals.getIfPresent(key);
    if (kept != null) return kept;
    var some = count(tx, project, type, page, " LIMIT " + (MAX_EXACT_COUNT + 1));
    if (some <= MAX_EXACT_COUNT) return some;
    var all = count(tx, project, type, page, "");
    totals.put(key, all);
    return all;
  }

  private static long count(
      Tx tx, Project project, OnchainPayMetadata.Type type, OffsetPage page, String limit) {
    return tx.only(
        "SELECT count(*) AS n FROM (SELECT 1 " + FROM + limit + ") each",
        row -> row.number("n"),
        args(project, type, page));
  }

  private static Args args(Project project, OnchainPayMetadata.Type type, OffsetPage page) {
    return Args.of("project", project.id())
        .with("type", type.name().toLowerCase(Locale.ROOT))
        .with("invoices", type == OnchainPayMetadata.Type.INVOICE)
        .with("all", page.statuses().isEmpty())
        .with(
            "statuses",
            new Arr(
                "text",
                page.statuses().stream().map(text -> text.toLowerCase(Locale.ROOT)).toList()));
  }
}
