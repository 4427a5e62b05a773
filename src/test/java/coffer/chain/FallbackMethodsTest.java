package coffer.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import coffer.chain.SourceException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class FallbackMethodsTest {
  private enum Way {
    FIRST,
    SECOND,
    THIRD
  }

  private long now;
  private static final String KEY = "0123456789abcdef";

  private static final class Node extends Endpoint {
    Node() {
      super(
          "node:1",
          Redaction.of(List.of("http://node:1/" + KEY), Map.of(), List.of()),
          Duration.ZERO,
          Duration.ZERO);
    }

    @Override
    protected void ask() {}
  }

  private final FallbackMethods<Way> ways = new FallbackMethods<>(new Node(), Way.class, () -> now);
  private final EnumSet<Way> broken = EnumSet.noneOf(Way.class);
  private final List<Way> asked = new ArrayList<>();
  private Kind kind = Kind.BROKEN;

  private Way ask() {
    asked.clear();
    return ways.ask(
        way -> {
          asked.add(way);
          if (broken.contains(way)) throw new NodeErrorResponse(kind, way + " is refused");
          return way;
        });
  }

  private void later(int seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }

  @Test
  void oneThatWasRefusedIsTriedAgainLater() {
    broken.add(Way.FIRST);
    assertThat(ask()).isEqualTo(Way.SECOND);
    broken.clear();
    later(59);
    assertThat(ask()).isEqualTo(Way.SECOND);
    later(1);
    assertThat(ask()).isEqualTo(Way.FIRST);
  }

  @Test
  void oneThatIsRefusedAgainIsPassedOverForLonger() {
    broken.add(Way.FIRST);
    var tries = 0;
    for (int minute = 0; minute < 60; minute++, later(60)) {
      ask();
      if (asked.contains(Way.FIRST)) tries++;
    }
    assertThat(tries).as("after 0, 1, 3, 7, 15, 25, 35, 45, 55 minutes").isEqualTo(9);
  }

  @Test
  void whenAllWereRefusedItBeginsWithTheFirst() {
    broken.addAll(EnumSet.allOf(Way.class));
    assertThatThrownBy(this::ask)
        .hasMessage("FIRST is refused; SECOND is refused; THIRD is refused");
    broken.clear();
    assertThat(ask()).isEqualTo(Way.FIRST);
  }

  @Test
  void thoseThatArePassedOverAreAskedBeforeItIsGivenUp() {
    broken.add(Way.FIRST);
    ask();
    broken.clear();
    broken.addAll(List.of(Way.SECOND, Way.THIRD));
    assertThat(ask()).isEqualTo(Way.FIRST);
    assertThat(asked).containsExactly(Way.SECOND, Way.THIRD, Way.FIRST);
  }

  @Test
  void slowDownIsAboutTimeUntilItIsSaidAgainAndAgain() {
    broken.add(Way.FIRST);
    kind = Kind.LIMITED;
    assertThatThrownBy(this::ask).hasMessage("FIRST is refused");
    assertThatThrownBy(this::ask).hasMessage("FIRST is refused");
    assertThat(ask()).isEqualTo(Way.SECOND);
  }

  /// Though another way answers.
  @Test
  void whatIsRefusedIsToldWithTheLastSentenceAndSinceWhen() {
    assertThat(ways.unsupportedMethods()).isEmpty();
    refusing("no logs for " + KEY);
    later(90);
    refusing("none for you either");
    assertThat(ways.unsupportedMethods())
        .containsExactly(
            new UnsupportedMethod(
                "node:1", "first", "none for you either", Duration.ofSeconds(90)));
    later(600);
    assertThat(ask()).isEqualTo(Way.FIRST);
    assertThat(ways.unsupportedMethods()).isEmpty();
    refusing("no logs for " + KEY);
    assertThat(ways.unsupportedMethods().getFirst().message()).isEqualTo("no logs for ***");
  }

  private void refusing(String words) {
    ways.ask(
        way -> {
          if (way == Way.FIRST) throw new NodeErrorResponse(Kind.BROKEN, words);
          return way;
        });
  }

  @Test
  void theLogSaysWhyWithoutKeys() {
    var lines = new ListAppender<ILoggingEvent>();
    var log = (Logger) LoggerFactory.getLogger(FallbackMethods.class);
    lines.start();
    log.addAppender(lines);
    log.setLevel(Level.INFO);
    try {
      ways.ask(
          way -> {
            if (way == Way.FIRST) throw new NodeErrorResponse(Kind.BROKEN, "no logs\nfor " + KEY);
            return way;
          });
    } finally {
      log.setLevel(null);
      log.detachAppender(lines);
    }
    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .contains("node:1: FIRST is refused, and passed over for a while: no logs for ***");
  }

  @Test
  void whatIsNoRefusalIsThrown() {
    assertThatThrownBy(
            () ->
                ways.ask(
                    _ -> {
                      throw new SourceException(Kind.INCONSISTENT, "lies");
                    }))
        .hasMessage("lies");
  }
}
