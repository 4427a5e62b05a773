package coffer.core.payment;

import static java.time.temporal.ChronoUnit.MICROS;

import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.core.event.Events;
import coffer.core.invoice.CreditView;
import coffer.core.invoice.Invoices;
import coffer.core.ledger.Account;
import coffer.core.ledger.Entry;
import coffer.core.ledger.Ledger;
import coffer.core.money.Amount;
import coffer.core.money.Denomination;
import coffer.core.rate.Rates;
import coffer.db.Db;
import coffer.db.Row;
import coffer.db.Tx;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Credits prepaid balances for confirmed payments, at the rate of their confirmation. A payment in
/// a currency without a rate waits until there is one.
///
/// Every server runs this. A reader of a chain that undoes a payment has its row locked; such a row
/// is skipped here.
public final class TopUps {
  /// The currency of prepaid balances.
  public static final Denomination CURRENCY = new Denomination("USD");

  private static final int AT_ONCE = 100;
  private static final Logger log = LoggerFactory.getLogger(TopUps.class);

  private final Chains chains;
  private final Ledger ledger;
  private final Rates rates;
  private final EventPublisher eventPublisher;
  private final InstantSource clock;

  public TopUps(
      Chains chains,
      Ledger ledger,
      Rates rates,
      Invoices invoices,
      Events events,
      InstantSource clock) {
    this.chains = chains;
    this.ledger = ledger;
    this.rates = rates;
    this.eventPublisher = new EventPublisher(new MovementStore(chains), invoices, events);
    this.clock = () -> clock.instant().truncatedTo(MICROS); // as the database keeps it
  }

  /// @param credit how many times the payment was confirmed
  private record Waiting(
      long movementId,
      int credit,
      Asset asset,
      BigInteger units,
      Instant confirmedAt,
      long projectId,
      long organizationId) {

    /// What the payment is worth, in units of 1e-8, rounded down.
    BigInteger worth(BigDecimal rate) {
      return new BigDecimal(units, asset.decimals())
          .multiply(rate)
          .setScale(Denomination.DECIMALS, RoundingMode.DOWN)
          .unscaledValue();
    }
  }

  /// Books all that wait and have a rate: a transaction for each asset and [#AT_ONCE] payments.
  public void book(Db db) {
    for (var asset : db.tx(this::waiting)) {
      int booked;
      do {
        booked = db.tx(tx -> book(tx, asset));
      } while (booked == AT_ONCE);
    }
  }

  private List<Asset> waiting(Tx tx) {
    return tx.list(
        "SELECT DISTINCT asset_id FROM top_up WHERE rate IS NULL ORDER BY asset_id",
        row -> chains.asset(row.integer("asset_id")));
  }

  /// @return the number of payments
  private int book(Tx tx, Asset asset) {
    var now = clock.instant();
    var past = rates.past(tx);
    if (past.at(asset, CURRENCY, now).isEmpty()) return 0;
    var rows =
        tx.list(
            """
            SELECT t.movement_id, t.credit, m.asset_id, m.units, m.confirmed_at, m.project_id, p.organization_id
            FROM top_up t JOIN movement m ON m.id = t.movement_id AND m.credits = t.credit
              JOIN project p ON p.id = m.project_id
            WHERE t.asset_id = ? AND t.rate IS NULL AND m.status = 'confirmed'
            ORDER BY t.movement_id LIMIT ? FOR UPDATE OF m SKIP LOCKED
            """,
            this::row,
            asset.id(),
            AT_ONCE);
    var entries = new ArrayList<Entry>();
    var changeSet = new ChangeSet();
    for (var waiting : rows) {
      var rate = past.at(asset, CURRENCY, waiting.confirmedAt).orElseThrow();
      var worth = waiting.worth(rate);
      if (!take(tx, waiting, rate) || !isBookable(waiting, worth)) continue;
      entries.add(entry(waiting, worth));
      changeSet.addCredited(
          waiting.movementId, waiting.organizationId, waiting.projectId, credit(worth, rate));
    }
    ledger.post(tx, entries, now);
    eventPublisher.publish(tx, changeSet, now);
    return rows.size();
  }

  /// @return false if another server booked it meanwhile
  private static boolean take(Tx tx, Waiting waiting, BigDecimal rate) {
    return tx.update(
            "UPDATE top_up SET rate = ? WHERE movement_id = ? AND credit = ? AND rate IS NULL",
            rate,
            waiting.movementId,
            waiting.credit)
        == 1;
  }

  private static CreditView credit(BigInteger worth, BigDecimal rate) {
    return new CreditView(new BigDecimal(worth, Denomination.DECIMALS), CURRENCY.code(), rate);
  }

  /// False if the payment is worth less than the smallest unit, or too much.
  private static boolean isBookable(Waiting waiting, BigInteger worth) {
    if (worth.compareTo(Amount.MAX_BOOKED) > 0) {
      log.warn(
          "the payment {} of {} {} is too large to top up the prepaid balance of organization {}",
          waiting.movementId,
          new BigDecimal(waiting.units, waiting.asset.decimals()).toPlainString(),
          waiting.asset.code(),
          waiting.organizationId);
      return false;
    }
    return worth.signum() > 0;
  }

  private static Entry entry(Waiting waiting, BigInteger worth) {
    var head =
        new Entry.Head(
            reference(waiting.movementId, waiting.credit),
            Entry.Kind.TOPUP,
            Optional.of(waiting.projectId),
            Entry.Basis.movement(waiting.movementId));
    var mode = waiting.asset.mode();
    return Entry.arrival(
        head,
        Account.conversion(mode, CURRENCY),
        Account.prepaid(waiting.organizationId, mode, CURRENCY),
        worth);
  }

  private static String reference(long movementId, int credit) {
    return "movement:" + movementId + ":topup:" + credit;
  }

  private Waiting row(Row row) throws SQLException {
    return new Waiting(
        row.number("movement_id"),
        row.integer("credit"),
        chains.asset(row.integer("asset_id")),
        row.units("units"),
        row.instant("confirmed_at"),
        row.number("project_id"),
        row.number("organization_id"));
  }
}
