package coffer.web.cabinet;

import coffer.core.listing.AccountStatements;
import coffer.core.listing.AccountStatements.Line;
import coffer.core.listing.AccountStatements.Period;
import coffer.core.listing.AccountStatements.StatementAccount;
import coffer.core.money.Denomination;
import coffer.core.rate.Rates;
import coffer.db.Db;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Statements of accounts as CSV, oldest entry first, page by page like [InvoiceCsv]. The lines of
/// an account begin with its opening balance and end with its closing balance.
final class StatementCsv {
  private static final int ROWS = 500;
  private static final String HEAD =
      "\uFEFFtime,account,coin,network,entry,amount,balance,value,currency,invoice,order_id,transaction,reference\r\n";

  private final Db db;
  private final AccountStatements statements;
  private final Rates rates;

  StatementCsv(Db db, AccountStatements statements, Rates rates) {
    this.db = db;
    this.statements = statements;
    this.rates = rates;
  }

  void write(List<StatementAccount> accounts, Period period, Denomination currency, Writer out)
      throws IOException {
    out.write(HEAD);
    for (var account : accounts) write(account, period, currency, out);
  }

  private void write(StatementAccount account, Period period, Denomination currency, Writer out)
      throws IOException {
    var balance = db.tx(tx -> statements.balance(tx, account, period.from()));
    out.write(total(account, period.from(), "opening", balance));
    long after = 0;
    while (true) {
      var page = page(account, period, currency, after, balance);
      for (var line : page.lines) out.write(line);
      if (page.lines.size() < ROWS) {
        out.write(total(account, period.to(), "closing", page.balance));
        return;
      }
      after = page.last;
      balance = page.balance;
    }
  }

  private record Page(List<String> lines, long last, BigInteger balance) {}

  private Page page(
      StatementAccount account,
      Period period,
      Denomination currency,
      long after,
      BigInteger balance) {
    return db.tx(
        tx -> {
          var found = statements.oldest(tx, account, period, after, balance, ROWS);
          var past = rates.past(tx);
          var lines =
              found.stream()
                  .map(
                      line ->
                          line(
                              account,
                              line,
                              StatementRow.value(line, account.asset(), past, currency)
                                  .map(StatementCsv::plain)
                                  .orElse(""),
                              currency))
                  .toList();
          return found.isEmpty()
              ? new Page(lines, after, balance)
              : new Page(lines, found.getLast().entry(), found.getLast().balance());
        });
  }

  private static String line(
      StatementAccount account, Line line, String value, Denomination currency) {
    return row(
        Stream.of(
            line.at().toString(),
            account.kind().text(),
            account.asset().code(),
            account.network(),
            line.kind().text(),
            plain(StatementRow.coins(line.units(), account.asset())),
            plain(StatementRow.coins(line.balance(), account.asset())),
            value,
            currency.code(),
            line.invoice().map(UUID::toString).orElse(""),
            line.orderId().orElse(""),
            line.txid().orElse(""),
            line.reference()));
  }

  private static String total(
      StatementAccount account, LocalDate day, String kind, BigInteger balance) {
    return row(
        Stream.of(
            day.toString(),
            account.kind().text(),
            account.asset().code(),
            account.network(),
            kind,
            "",
            plain(StatementRow.coins(balance, account.asset())),
            "",
            "",
            "",
            "",
            "",
            ""));
  }

  private static String plain(BigDecimal amount) {
    return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
  }

  /// A number below zero is a number, not a formula.
  private static String row(Stream<String> fields) {
    return fields
            .map(
                text -> text.matches("-\\d+(\\.\\d+)?") ? '"' + text + '"' : InvoiceCsv.field(text))
            .collect(Collectors.joining(","))
        + "\r\n";
  }
}
