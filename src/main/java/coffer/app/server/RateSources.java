package coffer.app.server;

import coffer.app.config.Config;
import coffer.core.rate.FixedRates;
import coffer.core.rate.Pair;
import coffer.core.rate.RateSource;
import coffer.rates.BankOfRussia;
import coffer.rates.Coinbase;
import coffer.rates.Ecb;
import coffer.rates.Kraken;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import okhttp3.OkHttpClient;

/// Creates the configured sources of exchange rates.
final class RateSources {
  /// The currencies that markets trade against; rates of other currencies are computed through
  /// these.
  private static final List<String> AGAINST = List.of("EUR", "USD");

  /// Coins that both markets know: one unknown pair would make a whole request fail.
  private static final Set<String> TRADED = Set.of("BTC", "ETH", "BNB", "TRX", "USDT", "USDC");

  private RateSources() {}

  static List<RateSource> of(Config config, InstantSource clock) {
    var sources = new ArrayList<RateSource>();
    if (!config.rates().fixed().isEmpty()) {
      sources.add(FixedRates.of(config.rates().fixed(), clock));
    }
    var http = new OkHttpClient();
    for (var name : config.rates().sources()) sources.add(source(name, config, http, clock));
    return sources;
  }

  private static RateSource source(
      String name, Config config, OkHttpClient http, InstantSource clock) {
    return switch (name) {
      case "kraken" -> new Kraken(http, Kraken.URL, pairs(config), clock);
      case "coinbase" -> new Coinbase(http, Coinbase.URL, pairs(config), clock);
      case "ecb" -> new Ecb(http, Ecb.URL, clock);
      case "cbr" -> new BankOfRussia(http, BankOfRussia.URL, clock);
      default -> throw new IllegalArgumentException("no source of rates: " + name);
    };
  }

  private static List<Pair> pairs(Config config) {
    var codes = new TreeSet<String>();
    for (var chain : config.chains().catalogue().chains()) {
      chain.assets().forEach(asset -> codes.add(asset.code()));
    }
    codes.retainAll(TRADED);
    return codes.stream()
        .flatMap(code -> AGAINST.stream().map(against -> Pair.of(code + "/" + against)))
        .toList();
  }
}
