package coffer.rates;

import static java.util.stream.Collectors.joining;

import coffer.core.rate.Pair;
import coffer.core.rate.Rate;
import coffer.core.rate.RateSource;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/// The price of the last trade of each pair at Kraken. Kraken calls BTC XBT, and its response
/// contains XXBT and ZEUR where the request has XBT and EUR.
public final class Kraken implements RateSource {
  public static final String URL = "https://api.kraken.com";

  private static final Map<String, String> OLD_NAMES = Map.of("BTC", "XBT", "DOGE", "XDG");

  private final HttpUrl url;
  private final Map<String, Pair> spellings = new HashMap<>();
  private final InstantSource clock;
  private final RateDownload download;
  private final RateResponse answer;

  /// @param base [#URL]
  /// @param pairs that Kraken trades: if it does not know one, it rejects the whole request
  public Kraken(OkHttpClient client, String base, Collection<Pair> pairs, InstantSource clock) {
    // Without pairs in the request, Kraken returns all.
    if (pairs.isEmpty()) throw new IllegalArgumentException("no pairs to ask Kraken for");
    this.clock = clock;
    this.download = new RateDownload(name(), client);
    this.answer = new RateResponse(download);
    for (var pair : pairs) {
      for (var from : spellings(pair.base().code())) {
        for (var to : spellings(pair.quote().code())) spellings.putIfAbsent(from + to, pair);
      }
    }
    this.url =
        HttpUrl.get(base)
            .newBuilder()
            .addPathSegments("0/public/Ticker")
            .addEncodedQueryParameter(
                "pair", pairs.stream().map(Kraken::asked).collect(joining(",")))
            .build();
  }

  @Override
  public String name() {
    return "kraken";
  }

  @Override
  public Kind kind() {
    return Kind.MARKET;
  }

  @Override
  public List<Rate> fetch() {
    var json = answer.json(download.get(url));
    var error = json.path("error");
    if (!error.isArray() || !error.isEmpty()) throw download.broken("refused: " + shortened(error));
    var now = clock.instant();
    var rates = new ArrayList<Rate>();
    for (var ticker : json.path("result").properties()) {
      var pair = spellings.get(ticker.getKey().replace("/", ""));
      if (pair == null) continue;
      var last = answer.number(ticker.getValue().path("c").path(0));
      rates.add(answer.rate(pair, last, name(), now));
    }
    if (rates.isEmpty()) throw download.broken("none of the pairs asked for");
    return rates;
  }

  private static String asked(Pair pair) {
    return own(pair.base().code()) + own(pair.quote().code());
  }

  private static String own(String code) {
    return OLD_NAMES.getOrDefault(code, code);
  }

  private static List<String> spellings(String code) {
    var own = own(code);
    return List.of(own, "X" + own, "Z" + own, code);
  }

  private static String shortened(Object text) {
    var whole = text.toString();
    return whole.substring(0, Math.min(100, whole.length()));
  }
}
