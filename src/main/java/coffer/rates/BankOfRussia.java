package coffer.rates;

import coffer.core.money.Denomination;
import coffer.core.rate.Pair;
import coffer.core.rate.Rate;
import coffer.core.rate.RateSource;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.w3c.dom.Element;

/// The rates of the Bank of Russia: roubles for a number (`Nominal`) of units of each currency. The
/// bank sets them on a working day for the next day.
public final class BankOfRussia implements RateSource {
  public static final String URL = "https://www.cbr.ru";

  private static final Denomination RUB = new Denomination("RUB");
  private static final ZoneId MOSCOW = ZoneId.of("Europe/Moscow");
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d.M.uuuu", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

  private final HttpUrl url;
  private final InstantSource clock;
  private final RateDownload download;
  private final RateResponse answer;

  /// @param base [#URL]
  public BankOfRussia(OkHttpClient client, String base, InstantSource clock) {
    this.url = HttpUrl.get(base).newBuilder().addPathSegments("scripts/XML_daily.asp").build();
    this.clock = clock;
    this.download = new RateDownload(name(), client);
    this.answer = new RateResponse(download);
  }

  @Override
  public String name() {
    return "cbr";
  }

  @Override
  public Kind kind() {
    return Kind.OFFICIAL;
  }

  @Override
  public List<Rate> fetch() {
    var root = answer.xml(download.get(url));
    if (!root.getTagName().equals("ValCurs")) throw download.broken("no ValCurs");
    var at = PublicationDay.at(day(root.getAttribute("Date")), MOSCOW, clock.instant(), download);
    var entries = root.getElementsByTagName("Valute");
    var rates = new ArrayList<Rate>();
    for (int i = 0; i < entries.getLength(); i++) {
      var entry = (Element) entries.item(i);
      var code = text(entry, "CharCode");
      if (!Denomination.isCode(code) || code.equals(RUB.code())) {
        throw download.broken("a rate of no currency");
      }
      rates.add(answer.rate(new Pair(new Denomination(code), RUB), perUnit(entry), name(), at));
    }
    if (rates.isEmpty()) throw download.broken("no rates");
    return rates;
  }

  private BigDecimal perUnit(Element entry) {
    var nominal = number(text(entry, "Nominal"));
    return number(text(entry, "Value")).divide(nominal, MathContext.DECIMAL128);
  }

  /// With a decimal comma. Spaces between thousands are ignored.
  private BigDecimal number(String text) {
    return answer.number(text.replaceAll("[\\s\u00a0]", "").replace(',', '.'));
  }

  private String text(Element entry, String name) {
    var fields = entry.getElementsByTagName(name);
    if (fields.getLength() != 1) throw download.broken("not one " + name);
    return fields.item(0).getTextContent().strip();
  }

  private LocalDate day(String text) {
    try {
      return LocalDate.parse(text, DAY);
    } catch (DateTimeParseException _) {
      throw download.broken("a day that is none");
    }
  }
}
