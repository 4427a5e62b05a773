package coffer.core.invoice;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/// The golden table of how an invoice stands.
///
/// A quote is written `worth/due@clock`, a payment `units@time` with `c` confirmed, `h` held, `r`
/// refused and `=worth` where it counts by the rate of its time; several are separated by spaces,
/// `|` begins the next quote. The price is 100, the expiry is at 60, a payment of less than 2
/// coin units is dust, 2 may be too much, and 1 may be missing.
class StandingTest {
  private static final BigInteger DUST = BigInteger.TWO;

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "/standing.csv", useHeadersInDisplayName = false, numLinesToSkip = 1)
  void stands(
      String why,
      String price,
      String tolerance,
      String mark,
      long now,
      String quotes,
      String status,
      String seen,
      String confirmed,
      String flags) {
    var terms =
        new Standing.Terms(
            price.equals("open") ? Optional.empty() : Optional.of(new BigInteger(price)),
            new BigDecimal(tolerance),
            Instant.ofEpochSecond(60),
            "ENDED".equals(mark),
            Optional.ofNullable(mark).filter(m -> !m.equals("ENDED")).map(Mark.Kind::valueOf));
    var standing = Standing.of(terms, quotes(quotes), Instant.ofEpochSecond(now));
    assertThat(standing.status()).isEqualTo(Status.valueOf(status));
    assertThat(standing.seen()).isEqualTo(seen);
    assertThat(standing.confirmed()).isEqualTo(confirmed);
    assertThat(flags(standing)).isEqualTo(flags == null ? "" : flags);
  }

  private static String flags(Standing standing) {
    var flags = new ArrayList<String>();
    if (standing.quoted()) flags.add("quoted");
    if (standing.over()) flags.add("over");
    if (standing.late()) flags.add("late");
    if (standing.risk() != Risk.NONE)
      flags.add(standing.risk().name().toLowerCase(java.util.Locale.ROOT));
    return String.join(" ", flags);
  }

  private static List<Standing.Quoted> quotes(String text) {
    if (text == null) return List.of();
    var quotes = new ArrayList<Standing.Quoted>();
    for (var part : text.split("\\|")) {
      var words = part.strip().split(" +");
      var head = words[0].split("[/@]");
      var open = head[0].equals("open");
      var paid = new ArrayList<Standing.Paid>();
      for (int i = 1; i < words.length; i++) paid.add(paid(words[i]));
      quotes.add(
          new Standing.Quoted(
              open ? Optional.empty() : Optional.of(new BigInteger(head[0])),
              open ? Optional.empty() : Optional.of(new BigInteger(head[1])),
              open ? BigDecimal.ZERO : rate(head[0], head[1]),
              new Tolerance(open ? BigInteger.ZERO : BigInteger.ONE, DUST, DUST),
              Instant.ofEpochSecond(Long.parseLong(head[head.length - 1])),
              paid));
    }
    return quotes;
  }

  private static BigDecimal rate(String worth, String due) {
    return new BigDecimal(worth).divide(new BigDecimal(due), MathContext.DECIMAL128);
  }

  private static Standing.Paid paid(String text) {
    var worth =
        text.contains("=")
            ? Optional.of(new BigInteger(text.split("=")[1]))
            : Optional.<BigInteger>empty();
    var parts = text.split("=")[0].split("@");
    var marks = parts[1].replaceAll("\\d", "");
    var risk = marks.contains("h") ? Risk.HELD : marks.contains("r") ? Risk.REFUSED : Risk.NONE;
    var units = new BigInteger(parts[0]);
    return new Standing.Paid(
        units,
        worth,
        Instant.ofEpochSecond(Long.parseLong(parts[1].replaceAll("\\D", ""))),
        marks.contains("c"),
        risk,
        units.compareTo(DUST) < 0);
  }
}
