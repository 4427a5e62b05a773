package coffer.core.listing;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Chains;
import coffer.core.deposit.DepositView;
import coffer.core.invoice.InvoiceIds;
import coffer.core.invoice.InvoiceStore;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.core.invoice.InvoiceViews;
import coffer.core.invoice.InvoiceWithPayments;
import coffer.core.invoice.Payment;
import coffer.core.invoice.Status;
import coffer.core.merchant.Project;
import coffer.core.payment.Deposits;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Lists the invoices and payments of a project, newest first, by cursor.
public final class InvoicesByCursor {
  private final InvoiceStore store;
  private final InvoiceIds ids = new InvoiceIds();
  private final InvoiceViews views;
  private final InstantSource clock;

  public InvoicesByCursor(Chains chains, InstantSource clock) {
    this.store = new InvoiceStore(chains);
    this.views = new InvoiceViews(chains);
    this.clock = clock;
  }

  /// @param statuses empty = all
  /// @param from only invoices created at or after this time
  /// @param to only invoices created before this time
  public record Filter(
      Set<Status> statuses,
      Optional<String> orderId,
      Optional<Instant> from,
      Optional<Instant> to) {}

  /// @param invoice public id of the payment's invoice; of an orphan, the invoice that owned the
  ///     address
  /// @param deposit whose deposit address received it; empty if it is the address of an invoice
  public record Paid(PaymentView payment, Optional<UUID> invoice, Optional<DepositView> deposit) {}

  /// @param orphan true = only orphans, false = only other payments
  /// @param invoice only payments of the invoice with this public id
  /// @param depositAddress only payments to the deposit address with this public id
  public record PaymentFilter(
      Optional<Boolean> orphan, Optional<UUID> invoice, Optional<UUID> depositAddress) {}

  /// @param before public id of the last invoice of the previous page; empty = the first page
  /// @param limit the maximum number of invoices
  /// @throws Rejection.Refused InvalidField `cursor`, if the project has no such invoice
  public List<InvoiceView> invoices(
      Tx tx, long projectId, Filter filter, Optional<UUID> before, int limit) {
    var sql = new StringBuilder("SELECT created_at, id FROM invoice WHERE project_id = ?");
    var args = new ArrayList<@Nullable Object>();
    args.add(projectId);
    before
        .map(id -> found(this.ids.place(tx, projectId, id)))
        .ifPresent(
            place -> {
              sql.append(" AND (created_at, id) < (?, ?)");
              args.addAll(List.of(place.createdAt(), place.id()));
            });
    if (!filter.statuses().isEmpty())
      sql.append(" AND status = wanted.status AND progress = paid.progress");
    where(sql, args, " AND order_id = ?", filter.orderId());
    where(sql, args, " AND created_at >= ?", filter.from());
    where(sql, args, " AND created_at < ?", filter.to());
    sql.append(" ORDER BY created_at DESC, id DESC LIMIT ?");
    args.add(limit);
    if (!filter.statuses().isEmpty()) {
      // Reads the newest of each status and progress in index order, then selects the newest of
      // those.
      sql.insert(
          0,
          "SELECT i.id FROM unnest(?::text[]) AS wanted (status),"
              + " generate_series(0, 2) AS paid (progress), LATERAL (");
      sql.append(") i ORDER BY i.created_at DESC, i.id DESC LIMIT ?");
      args.addFirst(new Arr("text", filter.statuses()));
      args.add(limit);
    }
    var ids = tx.list(sql.toString(), row -> row.number("id"), args.toArray());
    var now = clock.instant();
    var views = new HashMap<Long, InvoiceView>();
    for (var withPayments : store.load(tx, ids)) {
      views.put(
          withPayments.invoice().id(),
          this.views.view(withPayments, withPayments.standing(now), now));
    }
    return ids.stream().map(id -> Objects.requireNonNull(views.get(id))).toList();
  }

  /// Counts the invoices of some statuses, up to a limit.
  public int count(Tx tx, long projectId, Set<Status> statuses, int limit) {
    return tx.only(
        """
        SELECT count(*) AS n FROM (
          SELECT FROM unnest(?::text[]) AS wanted (status), generate_series(0, 2) AS paid (progress),
            LATERAL (SELECT FROM invoice WHERE project_id = ? AND status = wanted.status
              AND progress = paid.progress LIMIT ?) i LIMIT ?) counted
        """,
        row -> row.integer("n"),
        new Arr("text", statuses),
        projectId,
        limit,
        limit);
  }

  /// @param before public id of the last payment of the previous page; empty = the first page
  /// @param limit the maximum number of payments
  /// @throws Rejection.Refused InvalidField `cursor`, if the project has no such payment
  public List<Paid> payments(
      Tx tx, long projectId, PaymentFilter filter, Optional<UUID> before, int limit) {
    var sql =
        new StringBuilder(
            "SELECT id FROM movement WHERE project_id = ? AND kind = 'payment' AND id < ?");
    var args = new ArrayList<@Nullable Object>();
    args.add(projectId);
    args.add(before.map(id -> found(paymentId(tx, projectId, id))).orElse(Long.MAX_VALUE));
    filter.orphan().ifPresent(only -> sql.append(" AND orphan IS ").append(only ? "NOT " : ""));
    if (filter.orphan().isPresent()) sql.append("NULL");
    where(
        sql,
        args,
        " AND invoice_id = (SELECT id FROM invoice WHERE public_id = ?)",
        filter.invoice());
    where(
        sql,
        args,
        """
         AND invoice_id IS NULL AND (address_id, asset_id) = (
          SELECT address_id, asset_id FROM deposit_address WHERE public_id = ?)
        """,
        filter.depositAddress());
    var newest = " ORDER BY id DESC LIMIT ?";
    args.add(limit);
    if (filter.invoice().isPresent()) {
      // Dust has a separate index: reads the newest of both, then selects the newest of those.
      var whole = "(%1$s AND NOT dust%2$s) UNION ALL (%1$s AND dust%2$s)".formatted(sql, newest);
      sql.setLength(0);
      sql.append(whole);
      args.addAll(List.copyOf(args));
      args.add(limit);
    }
    sql.append(newest);
    return paid(tx, tx.list(sql.toString(), row -> row.number("id"), args.toArray()));
  }

  /// Counts the unmatched payments, up to a limit.
  public int countOrphans(Tx tx, long projectId, int limit) {
    return tx.only(
        """
        SELECT count(*) AS n FROM (SELECT FROM movement
          WHERE project_id = ? AND kind = 'payment' AND orphan IS NOT NULL LIMIT ?) counted
        """,
        row -> row.integer("n"),
        projectId,
        limit);
  }

  /// The unmatched payments by their position, newest first; for dialects that count pages.
  ///
  /// @param status empty = all
  /// @param offset the number of payments before the page
  public List<Paid> orphans(
      Tx tx, long projectId, Optional<PaymentStatus> status, long limit, long offset) {
    return paid(
        tx,
        tx.list(
            """
            SELECT id FROM movement WHERE project_id = ? AND kind = 'payment' AND orphan IS NOT NULL
              AND status = coalesce(?, status)
            ORDER BY id DESC LIMIT ? OFFSET ?
            """,
            row -> row.number("id"),
            projectId,
            status,
            limit,
            offset));
  }

  /// The payments of a transaction, newest first.
  ///
  /// @param txids the spellings of its id: chains differ in their prefix
  /// @param limit the maximum number of payments
  public List<Paid> ofTransaction(Tx tx, Project project, Collection<String> txids, int limit) {
    return paid(
        tx,
        tx.list(
            """
            SELECT id FROM movement
            WHERE chain_id = ANY (ARRAY(SELECT id FROM chain WHERE mode = ?)) AND txid = ANY (?)
              AND project_id = ? AND kind = 'payment'
            ORDER BY id DESC LIMIT ?
            """,
            row -> row.number("id"),
            project.mode().text(),
            new Arr("text", txids),
            project.id(),
            limit));
  }

  public Optional<Paid> payment(Tx tx, long projectId, UUID publicId) {
    return paymentId(tx, projectId, publicId).map(id -> paid(tx, List.of(id)).getFirst());
  }

  /// Movements of any kind, by row id.
  Map<Long, Paid> byId(Tx tx, List<Long> ids) {
    var payments = store.payments().find(tx, ids);
    var publicIds = payments.stream().collect(Collectors.toMap(Payment::publicId, Payment::id));
    return paid(tx, ids).stream()
        .collect(
            Collectors.toMap(
                paid -> Objects.requireNonNull(publicIds.get(paid.payment().id())),
                Function.identity()));
  }

  private List<Paid> paid(Tx tx, List<Long> ids) {
    var payments = store.payments().find(tx, ids);
    var invoices =
        payments.stream().flatMap(p -> p.claim().invoiceId().stream()).collect(Collectors.toSet());
    Map<Long, InvoiceWithPayments> owners =
        store.load(tx, invoices).stream()
            .collect(Collectors.toMap(d -> d.invoice().id(), Function.identity()));
    var chainIds = payments.stream().map(p -> p.asset().chainId()).collect(Collectors.toSet());
    var progress = store.progress(tx, chainIds);
    var deposits = Deposits.of(tx, ids);
    return payments.stream()
        .sorted(Comparator.comparingLong(Payment::id).reversed())
        .map(
            payment -> {
              var owner = payment.claim().invoiceId().map(owners::get);
              var read =
                  progress.getOrDefault(
                      payment.asset().chainId(), InvoiceWithPayments.Progress.NONE);
              return new Paid(
                  views.payment(
                      payment, owner.map(InvoiceWithPayments::quotes).orElse(List.of()), read),
                  owner.map(d -> d.invoice().publicId()),
                  Optional.ofNullable(deposits.get(payment.id())).map(Deposits.Deposit::view));
            })
        .toList();
  }

  private static Optional<Long> paymentId(Tx tx, long projectId, UUID publicId) {
    return tx.one(
        "SELECT id FROM movement WHERE project_id = ? AND public_id = ? AND kind = 'payment'",
        row -> row.number("id"),
        projectId,
        publicId);
  }

  private static <T> T found(Optional<T> place) {
    return place.orElseThrow(
        () ->
            new Rejection.InvalidField(Field.Request.CURSOR, "There is no such place.")
                .asException());
  }

  private static void where(
      StringBuilder sql, List<@Nullable Object> args, String condition, Optional<?> value) {
    if (value.isEmpty()) return;
    sql.append(condition);
    args.add(value.get());
  }
}
