package coffer.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.chain.SourceException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdaptiveSizeTest {
  private final AdaptiveSize size = new AdaptiveSize(1000, Duration.ZERO);
  private final List<Integer> asked = new ArrayList<>();
  private final List<Integer> answered = new ArrayList<>();

  private static List<Integer> upTo(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  /// A node that takes portions of some sizes.
  private void ask(int count, IntPredicate taken) {
    size.each(
        upTo(count),
        _ -> false,
        portion -> {
          asked.add(portion.size());
          if (!taken.test(portion.size())) throw new NodeErrorResponse(Kind.BROKEN, "no");
          answered.addAll(portion);
        });
  }

  @Test
  void halvesUntilItIsTakenAndAsksForEachOnce() {
    ask(300, count -> count <= 10);
    assertThat(answered).isEqualTo(upTo(300));
    assertThat(asked.subList(0, 7)).containsExactly(300, 150, 75, 37, 18, 9, 9);
    assertThat(asked).hasSizeLessThan(60);
  }

  @Test
  void growsBackSlowlyAndTriesLessOftenWhatWasRefused() {
    ask(3000, count -> count <= 10);
    assertThat(size.now()).isBetween(9, 10);
    asked.clear();
    ask(10_000, count -> count <= 10);
    var refused = asked.stream().filter(count -> count > 10).count();
    assertThat(refused).as("of a thousand requests").isLessThan(10);
    assertThat(asked.size()).isLessThan(1150);
    ask(100_000, _ -> true);
    assertThat(size.now()).as("once it takes more again").isEqualTo(1000);
    assertThat(answered).hasSize(113_000);
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3", "7", "999", "1000"})
  void endsAtAnyLimit(int most) {
    ask(2500, count -> count <= most);
    assertThat(answered).isEqualTo(upTo(2500));
  }

  @Test
  void oneAloneIsBelievedAndDoesNotSpoilTheSize() {
    var broken = 5;
    assertThatThrownBy(
            () ->
                size.each(
                    upTo(16),
                    _ -> false,
                    portion -> {
                      asked.add(portion.size());
                      if (portion.contains(broken))
                        throw new NodeErrorResponse(Kind.BROKEN, "no " + broken);
                      answered.addAll(portion);
                    }))
        .isInstanceOf(NodeErrorResponse.class)
        .hasMessage("no 5");
    assertThat(answered).isEqualTo(upTo(5));
    asked.clear();
    assertThatThrownBy(() -> ask(1, _ -> false)).isInstanceOf(NodeErrorResponse.class);
    assertThat(asked).as("a first refusal is not believed").containsExactly(1, 1);
    assertThatThrownBy(() -> ask(800, _ -> false)).isInstanceOf(NodeErrorResponse.class);
    ask(3, _ -> true);
    assertThat(size.now()).isGreaterThan(1);
  }

  @Test
  void partsThatWereAnsweredAreKept() {
    var told = new HashSet<Integer>();
    var all = new ArrayList<Integer>();
    size.each(
        upTo(100),
        told::contains,
        portion -> {
          all.addAll(portion);
          portion.stream().limit(30).forEach(told::add);
          if (portion.size() > 30) throw new NodeErrorResponse(Kind.LIMITED, "slow down");
        });
    assertThat(told).hasSize(100);
    assertThat(all).as("100, 70, 40, 10").hasSize(220);
  }

  @Test
  void timeIsNotSize() {
    assertThatThrownBy(
            () ->
                size.each(
                    upTo(100),
                    _ -> false,
                    _ -> {
                      asked.add(1);
                      throw new NodeErrorResponse(Kind.LIMITED, "slow down");
                    }))
        .hasMessage("slow down");
    assertThat(asked).hasSize(1);
    assertThat(size.now()).isEqualTo(1000);
  }

  @Test
  void toldToSlowDownHalfAsManyAreAskedForNextTime() {
    var goes = new ArrayList<Integer>();
    for (int i = 0; i < 12; i++) {
      try {
        size.upTo(
            400,
            count -> {
              goes.add(count);
              if (count > 20) throw new NodeErrorResponse(Kind.LIMITED, "slow down");
              return count;
            });
      } catch (NodeErrorResponse _) {
        // next time less
      }
    }
    assertThat(goes.subList(0, 6)).containsExactly(400, 200, 100, 50, 25, 12);
    assertThat(size.now()).isEqualTo(12);
  }

  @Test
  void otherFailuresAreNotAnsweredByAskingForLess() {
    for (var kind : List.of(Kind.INCONSISTENT, Kind.BEHIND, Kind.BROKEN)) {
      assertThatThrownBy(
              () ->
                  size.each(
                      upTo(9),
                      _ -> false,
                      _ -> {
                        throw new SourceException(kind, "lies");
                      }))
          .hasMessage("lies");
      assertThat(size.now()).isEqualTo(1000);
    }
    assertThatThrownBy(
            () ->
                size.each(
                    upTo(1000),
                    _ -> false,
                    _ -> {
                      throw new SourceException(Kind.UNREACHABLE, "timed out");
                    }))
        .hasMessage("timed out");
    assertThat(size.now()).as("the next time it may be in time").isEqualTo(500);
  }
}
