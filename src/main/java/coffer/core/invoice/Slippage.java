package coffer.core.invoice;

import static java.time.temporal.ChronoUnit.MICROS;

import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.core.money.Denomination;
import coffer.core.rate.Rates;
import coffer.db.Db;
import coffer.db.Row;
import coffer.db.Tx;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Quotes open invoices anew when a rate moves by more than they allow.
public final class Slippage {
  /// The invoices that one round looks at. The next round continues after them.
  public static final int MAX_AT_ONCE = 1_000;

  /// A sum due stays for at least this time.
  public static final Duration MIN_AGE = Duration.ofMinutes(1);

  /// The most quotes of an invoice. Then its sums due stay.
  public static final int MAX_QUOTES = 100;

  private static final Logger log = LoggerFactory.getLogger(Slippage.class);

  private final Invoices invoices;
  private final Chains chains;
  private final Rates rates;
  private final InstantSource clock;
  private long last;

  public Slippage(Invoices invoices, Chains chains, Rates rates, InstantSource clock) {
    this.invoices = invoices;
    this.chains = chains;
    this.rates = rates;
    this.clock = () -> clock.instant().truncatedTo(MICROS); // as the database keeps it
  }

  /// The latest quote of an open invoice in one asset.
  private record Quoted(
      long invoiceId, Asset asset, BigDecimal rate, Denomination currency, BigDecimal percent) {}

  /// Looks at the next open invoices, each in a transaction of its own. To be called by one thread.
  ///
  /// @return the number of new quotes
  public int round(Db db) {
    int made = 0;
    for (var quoted : db.tx(this::moved)) {
      try {
        if (db.tx(tx -> invoices.reprice(tx, this, quoted.invoiceId, quoted.asset))) made++;
      } catch (Rejection.Refused refused) {
        // The payer keeps the quote that they have.
        log.debug("invoice {} is not quoted anew: {}", quoted.invoiceId, refused.rejection());
      }
    }
    return made;
  }

  private List<Quoted> moved(Tx tx) {
    var ids =
        tx.list(
            """
            SELECT id FROM invoice WHERE slippage_percent IS NOT NULL AND status = 'open' AND id > ?
            ORDER BY id LIMIT ?
            """,
            row -> row.number("id"),
            last,
            MAX_AT_ONCE);
    last = ids.size() < MAX_AT_ONCE ? 0 : ids.getLast();
    if (ids.isEmpty()) return List.of();
    return tx
        .list(
            """
            SELECT DISTINCT ON (q.invoice_id, q.asset_id) q.invoice_id, q.asset_id, q.rate, q.created_at,
              i.price_currency, i.slippage_percent, count(*) OVER (PARTITION BY q.invoice_id) AS quotes
            FROM quote q JOIN invoice i ON i.id = q.invoice_id
            WHERE q.invoice_id = ANY (?) AND q.due IS NOT NULL ORDER BY q.invoice_id, q.asset_id, q.id DESC
            """,
            this::quoted,
            new Tx.Arr("bigint", ids))
        .stream()
        .flatMap(Optional::stream)
        .filter(it -> moved(tx, it.asset, it.currency, it.rate, it.percent))
        .toList();
  }

  /// Empty if the quote is too new, or the invoice has too many.
  private Optional<Quoted> quoted(Row row) throws SQLException {
    if (isYoung(row.instant("created_at"), clock.instant()) || row.number("quotes") >= MAX_QUOTES) {
      return Optional.empty();
    }
    return Optional.of(
        new Quoted(
            row.number("invoice_id"),
            chains.asset(row.integer("asset_id")),
            row.decimal("rate"),
            new Denomination(row.text("price_currency")),
            row.decimal("slippage_percent")));
  }

  /// Whether an open invoice without a payment has a quote whose rate moved by more than it allows.
  boolean exceeded(Tx tx, InvoiceWithPayments withPayments, Asset asset, Instant now) {
    var invoice = withPayments.invoice();
    var standing = withPayments.standing(now);
    var percent = invoice.pricing().slippagePercent();
    var latest =
        withPayments.quotes().reversed().stream()
            .filter(quote -> quote.asset().equals(asset))
            .findFirst();
    return percent.isPresent()
        && latest.isPresent()
        && latest.get().due().isPresent()
        && withPayments.quotes().size() < MAX_QUOTES
        && !isYoung(latest.get().createdAt(), now)
        && standing.status() == Status.OPEN
        && standing.seen().signum() == 0
        && now.isBefore(invoice.period().expiresAt())
        && moved(tx, asset, invoice.pricing().currency(), latest.get().rate(), percent.get());
  }

  private static boolean isYoung(Instant createdAt, Instant now) {
    return now.isBefore(createdAt.plus(MIN_AGE));
  }

  private boolean moved(
      Tx tx, Asset asset, Denomination currency, BigDecimal before, BigDecimal percent) {
    return rates
        .current(tx, asset, currency)
        .map(now -> now.value().subtract(before).abs().movePointRight(2))
        .filter(change -> change.compareTo(before.multiply(percent)) > 0)
        .isPresent();
  }
}
