package coffer.web.cabinet;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.core.listing.AccountStatements.Period;
import coffer.core.listing.AccountStatements.StatementAccount;
import java.net.URLEncoder;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Which statement a page shows, as in its URL.
///
/// @param account key of an account: `available:USDT:tron`; "" = not given
/// @param from the first day, in UTC
/// @param to the last day
/// @param currency code in capital letters; "" = not given
public record StatementFilter(String account, LocalDate from, LocalDate to, String currency) {
  private static final LocalDate FIRST = LocalDate.of(2009, 1, 1);
  private static final LocalDate LAST = LocalDate.of(2999, 12, 31);

  /// Without days, the present month.
  static StatementFilter of(CabinetRequest request, Instant now) {
    var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    var to = day(request.query("to", 10)).orElse(today);
    var from = day(request.query("from", 10)).orElse(to.withDayOfMonth(1));
    return new StatementFilter(
        request.query("account", 100).orElse(""),
        from.isAfter(to) ? to : from,
        to,
        request.query("currency", 12).orElse("").toUpperCase(Locale.ROOT));
  }

  private static Optional<LocalDate> day(Optional<String> text) {
    try {
      return text.map(LocalDate::parse).filter(it -> !it.isBefore(FIRST) && !it.isAfter(LAST));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  Period period() {
    return new Period(from, to);
  }

  Optional<String> wantedCurrency() {
    return Optional.of(currency).filter(it -> !it.isEmpty());
  }

  /// The account of the URL; the first one if the project has no such account.
  Optional<StatementAccount> among(List<StatementAccount> accounts) {
    return accounts.stream()
        .filter(it -> key(it).equals(account))
        .findFirst()
        .or(() -> accounts.stream().findFirst());
  }

  static String key(StatementAccount account) {
    return "%s:%s:%s".formatted(account.kind().text(), account.asset().code(), account.network());
  }

  /// The query of a link to the statement of an account.
  public String query(String key) {
    return "account=%s&from=%s&to=%s&currency=%s"
        .formatted(URLEncoder.encode(key, UTF_8), from, to, URLEncoder.encode(currency, UTF_8));
  }
}
