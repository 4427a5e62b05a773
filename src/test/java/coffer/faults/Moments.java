package coffer.faults;

import coffer.faults.PgProxy.Blow;
import coffer.faults.PgProxy.Cut;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Which kinds of commit were struck, and how; and what is left to do.
final class Moments {
  record Moment(CommitPoint point, Cut cut) {}

  /// A chain is started once, by the first server of all.
  private static final Set<CommitPoint> POINTS =
      EnumSet.complementOf(
          EnumSet.of(CommitPoint.READ, CommitPoint.START_CHAIN, CommitPoint.OTHER));

  private final Set<Moment> left = ConcurrentHashMap.newKeySet();
  private final Set<Moment> struck = ConcurrentHashMap.newKeySet();

  /// @param cuts at each kind of commit that writes
  Moments(Cut... cuts) {
    for (var point : POINTS) {
      for (var cut : cuts) left.add(new Moment(point, cut));
    }
  }

  /// Strikes at what is left.
  ///
  /// @param strike is run before it counts as done
  Function<CommitPoint, Optional<Blow>> any(Runnable strike) {
    return point -> blow(left, point, strike);
  }

  /// Strikes at some of what is left: which ones is chance, or the frequent ones would always be
  /// the first.
  Function<CommitPoint, Optional<Blow>> some(Random random, Runnable strike) {
    var chosen =
        left.stream().filter(_ -> random.nextInt(3) == 0).collect(Collectors.toUnmodifiableSet());
    return point -> blow(chosen, point, strike);
  }

  Function<CommitPoint, Optional<Blow>> only(CommitPoint point, Cut cut, Runnable strike) {
    return seen -> blow(Set.of(new Moment(point, cut)), seen, strike);
  }

  private Optional<Blow> blow(Set<Moment> wanted, CommitPoint point, Runnable strike) {
    return Arrays.stream(Cut.values())
        .map(cut -> new Moment(point, cut))
        .filter(wanted::contains)
        .findFirst()
        .map(moment -> new Blow(moment.cut, () -> strike(moment, strike)));
  }

  private void strike(Moment moment, Runnable strike) {
    left.remove(moment);
    struck.add(moment);
    strike.run();
  }

  Set<Moment> left() {
    return Set.copyOf(left);
  }

  /// How many kinds were struck, and how each.
  @Override
  public String toString() {
    Map<CommitPoint, List<String>> table = new EnumMap<>(CommitPoint.class);
    for (var point : POINTS) {
      var cuts =
          Arrays.stream(Cut.values())
              .filter(cut -> struck.contains(new Moment(point, cut)))
              .map(Cut::toString)
              .toList();
      if (!cuts.isEmpty()) table.put(point, cuts);
    }
    return "%d of %d kinds of commit %s".formatted(table.size(), POINTS.size(), table);
  }
}
