package coffer.core.invoice;

import coffer.core.chain.Address;
import coffer.core.chain.Chains;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Loads the payments on invoices: one by one, but dust as sums, since there may be very much of
/// it.
public final class PaymentRows {
  private static final String SELECT =
      """
      SELECT m.id, m.public_id, m.asset_id, w.address, m.invoice_id, m.quote_id, m.txid, m.position,
        m.sender, m.units, m.worth, m.status,
        CASE WHEN m.left_units >= m.units THEN 'left' ELSE m.orphan END AS orphan,
        m.risk, m.block_height, m.block_hash, m.accept_depth, m.seen_at, m.paid_at, m.confirmed_at, m.facts, m.version, m.dust
      FROM movement m JOIN watched_address w ON w.id = m.address_id
      """;

  private final Chains chains;

  PaymentRows(Chains chains) {
    this.chains = chains;
  }

  /// The dust on one invoice.
  ///
  /// @param byQuote sums of the dust that counts alike, by the quote's row id
  /// @param newest the newest dust payment that counts
  record Dust(Map<Long, List<Standing.Paid>> byQuote, Optional<Payment> newest) {
    static final Dust NONE = new Dust(Map.of(), Optional.empty());
  }

  /// One row of `dust_sum`.
  private record Heap(long invoiceId, long quoteId, Standing.Paid paid) {}

  public List<Payment> find(Tx tx, Collection<Long> ids) {
    return tx.list(SELECT + "WHERE m.id = ANY (?) ORDER BY m.id", this::payment, ids(ids));
  }

  /// Those of these movements that have events: all but dust.
  List<Payment> told(Tx tx, Collection<Long> ids) {
    return tx.list(
        SELECT + "WHERE m.id = ANY (?) AND NOT m.dust ORDER BY m.id", this::payment, ids(ids));
  }

  /// The payments on invoices, oldest first, including reversed payments and orphans; without dust.
  List<Payment> ofInvoices(Tx tx, Arr invoices) {
    return tx.list(
        SELECT
            + """
            WHERE m.invoice_id = ANY (?) AND m.kind = 'payment' AND NOT m.dust
            ORDER BY m.paid_at, m.id
            """,
        this::payment,
        invoices);
  }

  /// The dust that counts on invoices, by their row ids. Triggers of the database keep the sums.
  Map<Long, Dust> dust(Tx tx, Collection<Long> invoices) {
    if (invoices.isEmpty()) return Map.of();
    var heaps = heaps(tx, invoices).stream().collect(Collectors.groupingBy(Heap::invoiceId));
    var newest =
        find(tx, newest(tx, heaps.keySet())).stream()
            .collect(
                Collectors.toMap(payment -> payment.claim().invoiceId().orElseThrow(), p -> p));
    return heaps.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry ->
                    new Dust(
                        entry.getValue().stream()
                            .collect(
                                Collectors.groupingBy(
                                    Heap::quoteId,
                                    Collectors.mapping(Heap::paid, Collectors.toList()))),
                        Optional.ofNullable(newest.get(entry.getKey())))));
  }

  private static List<Long> newest(Tx tx, Collection<Long> invoices) {
    return tx.list(
        """
        SELECT m.id FROM unnest(?::bigint[]) AS i (id) CROSS JOIN LATERAL (
          SELECT m.id FROM movement m
          WHERE m.invoice_id = i.id AND m.dust AND m.orphan IS NULL AND m.status <> 'reversed'
          ORDER BY m.id DESC LIMIT 1) m
        """,
        row -> row.number("id"),
        ids(invoices));
  }

  private static List<Heap> heaps(Tx tx, Collection<Long> invoices) {
    return tx.list(
        """
        SELECT invoice_id, quote_id, status = 'confirmed' AS confirmed, risk, units,
          CASE WHEN NOT by_quote THEN worth END AS worth, at
        FROM dust_sum WHERE invoice_id = ANY (?) AND payments > 0
        """,
        row ->
            new Heap(
                row.number("invoice_id"),
                row.number("quote_id"),
                new Standing.Paid(
                    row.units("units"),
                    row.maybeUnits("worth"),
                    row.instant("at"),
                    row.bool("confirmed"),
                    risk(row),
                    true)),
        ids(invoices));
  }

  private static Arr ids(Collection<Long> ids) {
    return new Arr("bigint", ids);
  }

  private static Risk risk(Row row) throws SQLException {
    return row.name("risk", Risk.class);
  }

  private Payment payment(Row row) throws SQLException {
    return new Payment(
        row.number("id"),
        row.uuid("public_id"),
        chains.asset(row.integer("asset_id")),
        new Payment.Transfer(
            Address.of(row.bytes("address")),
            row.text("txid"),
            row.text("position"),
            row.maybeText("sender"),
            row.units("units"),
            InvoiceStore.texts(row, "facts")),
        new Payment.Claim(
            row.maybeNumber("invoice_id"),
            row.maybeNumber("quote_id"),
            row.maybeUnits("worth"),
            row.maybeText("orphan"),
            row.maybeInteger("accept_depth")),
        new Payment.Progress(
            row.name("status", PaymentStatus.class),
            row.maybeNumber("block_height"),
            row.maybeText("block_hash"),
            row.instant("seen_at"),
            row.instant("paid_at"),
            row.maybeInstant("confirmed_at")),
        risk(row),
        row.bool("dust"),
        row.integer("version"));
  }
}
