package coffer.rates;

import coffer.core.money.Denomination;
import coffer.core.rate.Pair;
import coffer.core.rate.Rate;
import coffer.core.rate.RateSource;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/// The reference rates of the European Central Bank: units of each currency for one euro, published
/// on working days at about 16:00. Without the rouble since March 2022.
public final class Ecb implements RateSource {
  public static final String URL = "https://www.ecb.europa.eu";

  private static final Denomination EUR = new Denomination("EUR");
  private static final ZoneId FRANKFURT = ZoneId.of("Europe/Berlin");

  private final HttpUrl url;
  private final InstantSource clock;
  private final RateDownload download;
  private final RateResponse answer;

  /// @param base [#URL]
  public Ecb(OkHttpClient client, String base, InstantSource clock) {
    this.url =
        HttpUrl.get(base)
            .newBuilder()
            .addPathSegments("stats/eurofxref/eurofxref-daily.xml")
            .build();
    this.clock = clock;
    this.download = new RateDownload(name(), client);
    this.answer = new RateResponse(download);
  }

  @Override
  public String name() {
    return "ecb";
  }

  @Override
  public Kind kind() {
    return Kind.OFFICIAL;
  }

  @Override
  public List<Rate> fetch() {
    var cubes = answer.xml(download.get(url)).getElementsByTagNameNS("*", "Cube");
    @Nullable LocalDate day = null;
    var rates = new ArrayList<Rate>();
    for (int i = 0; i < cubes.getLength(); i++) {
      var cube = (Element) cubes.item(i);
      if (cube.hasAttribute("time")) {
        if (day != null) throw download.broken("more than one day");
        day = day(cube.getAttribute("time"));
      } else if (cube.hasAttribute("currency") || cube.hasAttribute("rate")) {
        if (day == null) throw download.broken("rates of no day");
        add(rates, cube, day);
      }
    }
    if (rates.isEmpty()) throw download.broken("no rates");
    return rates;
  }

  private void add(List<Rate> rates, Element cube, LocalDate day) {
    var code = cube.getAttribute("currency");
    if (!Denomination.isCode(code) || code.equals(EUR.code())) {
      throw download.broken("a rate of no currency");
    }
    var value = answer.number(cube.getAttribute("rate"));
    var at = PublicationDay.at(day, FRANKFURT, clock.instant(), download);
    rates.add(answer.rate(new Pair(EUR, new Denomination(code)), value, name(), at));
  }

  private LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException _) {
      throw download.broken("a day that is none");
    }
  }
}
