package coffer.core.rate;

import java.time.Duration;
import java.util.List;

/// A source of rates: a market, a central bank, a table.
public interface RateSource {
  /// How a source is treated. If several kinds have a fresh rate for a pair, only the first kind
  /// counts: the operator's fixed rates, then market prices, then the rates of central banks.
  enum Kind {
    /// A table that the operator wrote. It is valid until they write another one.
    FIXED(Duration.ofDays(36_500), Duration.ofDays(36_500), Duration.ZERO),
    /// A price that changes all the time.
    MARKET(Duration.ofMinutes(2), Duration.ofMinutes(1), Duration.ZERO),
    /// Published on working days.
    OFFICIAL(Duration.ofDays(4), Duration.ofHours(6), Duration.ofMinutes(30));

    private final Duration freshness;
    private final Duration repeat;
    private final Duration pause;

    Kind(Duration freshness, Duration repeat, Duration pause) {
      this.freshness = freshness;
      this.repeat = repeat;
      this.pause = pause;
    }

    /// The age up to which a rate may be used for a promise.
    public Duration freshness() {
      return freshness;
    }

    /// The time after which an unchanged rate is stored again, so that it does not go stale.
    Duration repeat() {
      return repeat;
    }

    /// How long the source is not queried after a response.
    Duration pause() {
      return pause;
    }
  }

  /// Unique among the sources. Never changes, because stored rates contain it.
  String name();

  Kind kind();

  /// Queries the source. May block for some seconds.
  ///
  /// @return rates with this source's name; some may be missing
  /// @throws RateSourceException if there is no response, or none that can be believed
  List<Rate> fetch();
}
