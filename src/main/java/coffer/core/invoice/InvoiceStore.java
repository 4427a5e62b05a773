package coffer.core.invoice;

import coffer.core.Rejection;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.core.chain.Mode;
import coffer.core.money.Denomination;
import coffer.core.wallet.Assignments;
import coffer.db.Args;
import coffer.db.Json;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import coffer.db.Tx.Jsonb;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The rows of invoices and quotes. Loads invoices with their payments.
public final class InvoiceStore {
  private final Chains chains;
  private final PaymentRows payments;
  private final Assignments assignments = new Assignments();

  public InvoiceStore(Chains chains) {
    this.chains = chains;
    this.payments = new PaymentRows(chains);
  }

  /// Loads the invoices with quotes and payments, in the order of their ids, and locks their rows
  /// until this transaction ends. The lock does not block transactions that insert a reference to
  /// the invoice (a payment, an event). With a stronger lock, two transactions that insert a
  /// reference first and then lock the invoice would deadlock.
  List<InvoiceWithPayments> lock(Tx tx, Collection<Long> ids) {
    return withPayments(
        tx, invoices(tx, "WHERE i.id = ANY (?) ORDER BY i.id FOR NO KEY UPDATE OF i", ids(ids)));
  }

  /// Loads the invoices with quotes and payments, in the order of their ids.
  public List<InvoiceWithPayments> load(Tx tx, Collection<Long> ids) {
    return withPayments(tx, invoices(tx, "WHERE i.id = ANY (?) ORDER BY i.id", ids(ids)));
  }

  public PaymentRows payments() {
    return payments;
  }

  /// Row ids for an invoice, an address and a quote that are about to be inserted.
  record Ids(long invoice, long address, long quote) {}

  Ids ids(Tx tx) {
    return tx.only(
        """
        SELECT nextval('invoice_id_seq') AS invoice, nextval('watched_address_id_seq') AS address,
          nextval('quote_id_seq') AS quote
        """,
        row -> new Ids(row.number("invoice"), row.number("address"), row.number("quote")));
  }

  /// @param orderOnce whether the order may have no other invoice of the project and dialect. If
  ///     there is one, this transaction fails with OrderTaken
  void insert(Tx tx, Invoice invoice, Standing standing, SortAmounts sums, boolean orderOnce) {
    if (orderOnce) once(tx, invoice.details().orderId().orElseThrow());
    tx.batch(
        """
        INSERT INTO invoice (id, public_id, code, organization_id, project_id, mode, dialect, order_id,
            description, meta, price_currency, price_units, tolerance_percent, fees_percent,
            insurance_percent, accept_depth, options, quote_seconds, return_url, created_at, expires_at,
            monitor_until, status, standing, version, updated_at, order_once, fiat, coin, customer_id,
            slippage_percent)
        VALUES (:id, :public_id, :code, :organization_id, :project_id, :mode, :dialect, :order_id, :description, :meta, :price_currency, :price_units, :tolerance_percent, :fees_percent, :insurance_percent, :accept_depth, :options, :quote_seconds, :return_url, :created_at, :expires_at, :monitor_until, :status, :standing, :version, :updated_at, :order_once, :fiat, :coin, :customer_id, :slippage_percent)
        """,
        row(invoice)
            .with("status", standing.status())
            .with("standing", new Jsonb(standing))
            .with("order_once", orderOnce)
            .with("fiat", sums.fiat())
            .with("coin", sums.coin()));
  }

  private static Args row(Invoice invoice) {
    return Args.of("id", invoice.id())
        .with("public_id", invoice.publicId())
        .with("code", invoice.code())
        .with("organization_id", invoice.owner().organizationId())
        .with("project_id", invoice.owner().projectId())
        .with("mode", invoice.owner().mode().text())
        .with("dialect", invoice.dialect())
        .with("order_id", invoice.details().orderId())
        .with("description", invoice.details().description())
        .with("meta", new Jsonb(invoice.details().meta()))
        .with("price_currency", invoice.pricing().currency().code())
        .with("price_units", invoice.pricing().price())
        .with("tolerance_percent", invoice.pricing().tolerancePercent())
        .with("fees_percent", invoice.pricing().feesPercent())
        .with("insurance_percent", invoice.pricing().insurancePercent())
        .with("accept_depth", invoice.acceptance().depth())
        .with("options", new Arr("integer", invoice.acceptance().options()))
        .with("quote_seconds", (int) invoice.acceptance().quoteLifetime().toSeconds())
        .with("return_url", invoice.details().returnUrl())
        .with("created_at", invoice.period().createdAt())
        .with("expires_at", invoice.period().expiresAt())
        .with("monitor_until", invoice.period().monitorUntil())
        .with("version", invoice.state().version())
        .with("updated_at", invoice.state().updatedAt())
        .with("customer_id", invoice.owner().customer().map(Invoice.ForCustomer::id))
        .with("slippage_percent", invoice.pricing().slippagePercent());
  }

  private static void once(Tx tx, String order) {
    tx.onViolation("invoice_order_once", () -> new Rejection.OrderTaken(order).asException());
  }

  void insert(Tx tx, Quote quote, long addressId) {
    var offer = quote.offer();
    tx.batch(
        """
        INSERT INTO quote (id, invoice_id, mode, asset_id, address_id, worth, due, base, fees, insurance, rate,
            slack, excess, dust, created_at, valid_until)
        VALUES (:id, :invoice_id, :mode, :asset_id, :address_id, :worth, :due, :base, :fees, :insurance, :rate, :slack, :excess, :dust, :created_at, :valid_until)
        """,
        Args.of("id", quote.id())
            .with("invoice_id", quote.invoiceId())
            .with("mode", offer.asset().mode().text())
            .with("asset_id", offer.asset().id())
            .with("address_id", addressId)
            .with("worth", offer.worth())
            .with("due", offer.sum().map(Quote.Sum::due))
            .with("base", offer.sum().map(Quote.Sum::base))
            .with("fees", offer.sum().map(Quote.Sum::fees).orElse(BigInteger.ZERO))
            .with("insurance", offer.sum().map(Quote.Sum::insurance).orElse(BigInteger.ZERO))
            .with("rate", offer.rate())
            .with("slack", offer.leeway().slack())
            .with("excess", offer.leeway().excess())
            .with("dust", offer.leeway().dust())
            .with("created_at", offer.createdAt())
            .with("valid_until", offer.validUntil()));
  }

  /// Assigns an address to the invoice, from a time on.
  void assign(Tx tx, long addressId, Invoice invoice, Instant from) {
    var owner =
        new Assignments.Owner.OfInvoice(
            invoice.owner().projectId(), invoice.id(), invoice.period().monitorUntil());
    assignments.add(tx, addressId, invoice.owner().mode(), owner, from);
  }

  /// The address of the invoice on the chains of that family; empty if it has none yet.
  Optional<QuoteAddress> place(Tx tx, long invoiceId, String family) {
    return tx.one(
        """
        SELECT w.id, w.address FROM assignment a JOIN watched_address w ON w.id = a.address_id
        WHERE a.invoice_id = ? AND w.family = ?
        """,
        row ->
            new QuoteAddress(row.number("id"), Address.of(row.bytes("address")), Optional.empty()),
        invoiceId,
        family);
  }

  /// @param id row id of the watched address
  /// @param depositAddress public id of the customer's address; empty if it is the invoice's own
  record QuoteAddress(long id, Address address, Optional<UUID> depositAddress) {}

  /// The new state of an invoice.
  ///
  /// @param coin see [SortAmounts]; empty = unchanged
  record Saved(long id, Standing standing, Optional<BigDecimal> coin, int version) {
    static Saved of(InvoiceWithPayments withPayments, Standing standing, int version) {
      return new Saved(withPayments.invoice().id(), standing, withPayments.coin(), version);
    }
  }

  void save(Tx tx, List<Saved> changed, Instant now) {
    if (changed.isEmpty()) return;
    tx.batch(
        """
        UPDATE invoice i SET status = s.status, standing = s.standing::jsonb, coin = coalesce(s.coin, i.coin),
            version = s.version, updated_at = ?
        FROM unnest(?::bigint[], ?::text[], ?::text[], ?::numeric[], ?::integer[])
            AS s (id, status, standing, coin, version)
        WHERE i.id = s.id
        """,
        now,
        ids(changed.stream().map(Saved::id).toList()),
        new Arr("text", changed.stream().map(saved -> saved.standing.status()).toList()),
        new Arr("text", changed.stream().map(saved -> Json.write(saved.standing)).toList()),
        new Arr("numeric", changed.stream().map(saved -> saved.coin.orElse(null)).toList()),
        new Arr("integer", changed.stream().map(Saved::version).toList()));
  }

  void saveMark(Tx tx, long id, Optional<Mark> mark) {
    tx.update(
        "UPDATE invoice SET mark = ?, mark_by = ?, mark_reason = ?, marked_at = ? WHERE id = ?",
        mark.map(Mark::kind),
        mark.map(Mark::by),
        mark.map(Mark::reason),
        mark.map(Mark::at),
        id);
  }

  void saveEnd(Tx tx, long id, String by, String reason, Instant now) {
    tx.update(
        """
        UPDATE invoice SET ended_at = ?, ended_by = ?, ended_reason = ?, expires_at = least(expires_at, ?)
        WHERE id = ?
        """,
        now,
        by,
        reason,
        now,
        id);
  }

  private List<Invoice> invoices(Tx tx, String where, Object argument) {
    return tx.list(
        """
        SELECT i.*, p.public_id AS project_public_id, c.public_id AS customer_public_id, c.client_id
        FROM invoice i JOIN project p ON p.id = i.project_id LEFT JOIN customer c ON c.id = i.customer_id
        """
            + where,
        this::invoice,
        argument);
  }

  private List<InvoiceWithPayments> withPayments(Tx tx, List<Invoice> invoices) {
    if (invoices.isEmpty()) return List.of();
    var ids = ids(invoices.stream().map(Invoice::id).toList());
    var dusty = new HashSet<Long>();
    var quotes = quotes(tx, ids, dusty);
    var paid =
        payments.ofInvoices(tx, ids).stream()
            .collect(Collectors.groupingBy(payment -> payment.claim().invoiceId().orElseThrow()));
    var dust = payments.dust(tx, dusty);
    var assets =
        Stream.concat(
            quotes.values().stream().flatMap(List::stream).map(Quote::asset),
            paid.values().stream().flatMap(List::stream).map(Payment::asset));
    var progress = progress(tx, assets.map(Asset::chainId).collect(Collectors.toSet()));
    return invoices.stream()
        .map(
            invoice ->
                new InvoiceWithPayments(
                    invoice,
                    quotes.getOrDefault(invoice.id(), List.of()),
                    paid.getOrDefault(invoice.id(), List.of()),
                    dust.getOrDefault(invoice.id(), PaymentRows.Dust.NONE),
                    progress))
        .toList();
  }

  /// @param dusty receives the ids of the invoices that have dust
  private Map<Long, List<Quote>> quotes(Tx tx, Arr invoices, Set<Long> dusty) {
    return tx
        .list(
            """
            SELECT q.*, w.address, d.public_id AS deposit_address, i.fees_percent + i.insurance_percent AS surcharge,
              EXISTS (SELECT FROM dust_sum d WHERE d.invoice_id = q.invoice_id) AS dusty
            FROM quote q JOIN watched_address w ON w.id = q.address_id JOIN invoice i ON i.id = q.invoice_id
              LEFT JOIN deposit_address d ON d.address_id = q.address_id AND d.asset_id = q.asset_id
            WHERE q.invoice_id = ANY (?) ORDER BY q.id
            """,
            row -> {
              if (row.bool("dusty")) dusty.add(row.number("invoice_id"));
              return quote(row);
            },
            invoices)
        .stream()
        .collect(Collectors.groupingBy(Quote::invoiceId));
  }

  public Map<Integer, InvoiceWithPayments.Progress> progress(Tx tx, Collection<Integer> chainIds) {
    var progress = new HashMap<Integer, InvoiceWithPayments.Progress>();
    if (chainIds.isEmpty()) return progress;
    tx.list(
            "SELECT chain_id, height, clock FROM cursor WHERE name = 'head' AND chain_id = ANY (?)",
            row ->
                Map.entry(
                    row.integer("chain_id"),
                    new InvoiceWithPayments.Progress(row.number("height"), row.instant("clock"))),
            new Arr("integer", chainIds))
        .forEach(entry -> progress.put(entry.getKey(), entry.getValue()));
    return progress;
  }

  private static Arr ids(Collection<Long> ids) {
    return new Arr("bigint", ids);
  }

  @SuppressWarnings("unchecked")
  static Map<String, String> texts(Row row, String column) throws SQLException {
    return row.maybeJson(column, Map.class).map(map -> (Map<String, String>) map).orElse(Map.of());
  }

  private Invoice invoice(Row row) throws SQLException {
    return new Invoice(
        row.number("id"),
        row.uuid("public_id"),
        row.text("code"),
        new Invoice.Owner(
            row.number("organization_id"),
            row.number("project_id"),
            row.uuid("project_public_id"),
            Mode.of(row.text("mode")),
            customer(row)),
        row.text("dialect"),
        new Invoice.Details(
            row.maybeText("order_id"),
            row.maybeText("description"),
            texts(row, "meta"),
            row.maybeText("return_url")),
        new Invoice.Pricing(
            new Denomination(row.text("price_currency")),
            row.maybeUnits("price_units"),
            row.decimal("tolerance_percent"),
            row.decimal("fees_percent"),
            row.decimal("insurance_percent"),
            row.maybeDecimal("slippage_percent")),
        new Invoice.Acceptance(
            row.integers("options"),
            row.maybeInteger("accept_depth"),
            Duration.ofSeconds(row.integer("quote_seconds"))),
        new Invoice.Period(
            row.instant("created_at"), row.instant("expires_at"), row.instant("monitor_until")),
        new Invoice.State(
            row.json("standing", Standing.class),
            mark(row),
            row.maybeInstant("ended_at").isPresent(),
            row.integer("version"),
            row.instant("updated_at")));
  }

  private static Optional<Invoice.ForCustomer> customer(Row row) throws SQLException {
    var id = row.maybeNumber("customer_id");
    if (id.isEmpty()) return Optional.empty();
    var view = new InvoiceView.CustomerView(row.uuid("customer_public_id"), row.text("client_id"));
    return Optional.of(new Invoice.ForCustomer(id.get(), view));
  }

  private static Optional<Mark> mark(Row row) throws SQLException {
    var kind = row.maybeName("mark", Mark.Kind.class);
    if (kind.isEmpty()) return Optional.empty();
    return Optional.of(
        new Mark(
            kind.get(),
            row.maybeText("mark_by").orElse(""),
            row.maybeText("mark_reason").orElse(""),
            row.instant("marked_at")));
  }

  private Quote quote(Row row) throws SQLException {
    Optional<Quote.Sum> sum = Optional.empty();
    if (row.maybeUnits("due").isPresent()) {
      sum =
          Optional.of(new Quote.Sum(row.units("base"), row.units("fees"), row.units("insurance")));
    }
    return new Quote(
        row.number("id"),
        row.number("invoice_id"),
        Address.of(row.bytes("address")),
        row.maybeUuid("deposit_address"),
        new Quote.Offer(
            chains.asset(row.integer("asset_id")),
            row.maybeUnits("worth"),
            sum,
            new Tolerance(row.units("slack"), row.units("excess"), row.units("dust")),
            row.decimal("rate"),
            row.decimal("surcharge"),
            row.instant("created_at"),
            row.instant("valid_until")));
  }
}
