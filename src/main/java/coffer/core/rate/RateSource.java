package coffer.core.rate;

import java.time.Duration;
import java.util.List;

/// Someone who knows rates: a market, a central bank, a table.
public interface RateSource {
  /// How a source is to be taken. Where several kinds know a pair, the first that is fresh is
  /// believed alone: what the operator fixed, then what a market pays, then what a bank publishes.
  enum Kind {
    /// A table that the operator wrote: true until he writes another.
    FIXED(Duration.ofDays(36_500), Duration.ofDays(36_500), Duration.ZERO),
    /// A price that moves all the time.
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

    /// How old a rate may be to promise something by it.
    public Duration freshness() {
      return freshness;
    }

    /// After which time a rate that did not change is written down again, lest it grow stale.
    Duration repeat() {
      return repeat;
    }

    /// After an answer it is left in peace for so long.
    Duration pause() {
      return pause;
    }
  }

  /// Unique among the sources, and for ever: rows bear it.
  String name();

  Kind kind();

  /// Asks. May block for some seconds.
  ///
  /// @return rates that bear this source's name; some may be missing
  /// @throws RateSourceException if there is no answer, or none that can be believed
  List<Rate> fetch();
}
