package coffer.rates;

import coffer.core.money.Denomination;
import coffer.core.rate.Pair;
import coffer.core.rate.Rate;
import coffer.core.rate.RateSource;
import coffer.core.rate.RateSourceException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Coinbase's exchange rates of each coin, with one request per coin. A coin that Coinbase does not
/// know is left out and logged once. If it knows none, the fetch fails.
public final class Coinbase implements RateSource {
  public static final String URL = "https://api.coinbase.com";

  private static final Logger log = LoggerFactory.getLogger(Coinbase.class);

  private final HttpUrl base;
  private final Map<Denomination, List<Pair>> pairs = new LinkedHashMap<>();
  private final Set<@Nullable String> logged = ConcurrentHashMap.newKeySet();
  private final InstantSource clock;
  private final RateDownload download;
  private final RateResponse answer;

  /// @param base [#URL]
  public Coinbase(OkHttpClient client, String base, Collection<Pair> pairs, InstantSource clock) {
    this.base = HttpUrl.get(base);
    this.clock = clock;
    this.download = new RateDownload(name(), client);
    this.answer = new RateResponse(download);
    for (var pair : pairs) {
      this.pairs.computeIfAbsent(pair.base(), _ -> new ArrayList<>()).add(pair);
    }
  }

  @Override
  public String name() {
    return "coinbase";
  }

  @Override
  public Kind kind() {
    return Kind.MARKET;
  }

  @Override
  public List<Rate> fetch() {
    var rates = new ArrayList<Rate>();
    var failures = new ArrayList<RateSourceException>();
    for (var coin : pairs.entrySet()) {
      try {
        rates.addAll(fetch(coin.getKey(), coin.getValue()));
      } catch (RateSourceException e) {
        failures.add(e);
        // The host cannot be reached: each further coin would wait up to 10 s.
        if (e.getCause() instanceof IOException) break;
      }
    }
    if (rates.isEmpty() && !failures.isEmpty()) throw failures.getFirst();
    for (var failure : failures) {
      if (logged.add(failure.getMessage())) log.warn("rates: {}", failure.getMessage());
    }
    return rates;
  }

  private List<Rate> fetch(Denomination coin, List<Pair> wanted) {
    var url =
        base.newBuilder()
            .addPathSegments("v2/exchange-rates")
            .addQueryParameter("currency", coin.code())
            .build();
    var data = answer.json(download.get(url)).path("data");
    if (!data.path("currency").asString("").equals(coin.code())) {
      throw download.broken("no rates of " + coin);
    }
    var now = clock.instant();
    var rates = new ArrayList<Rate>();
    for (var pair : wanted) {
      var value = data.path("rates").path(pair.quote().code());
      if (!value.isMissingNode()) {
        rates.add(answer.rate(pair, answer.number(value), name(), now));
      }
    }
    if (rates.isEmpty()) throw download.broken("none of the rates asked for of " + coin);
    return rates;
  }
}
