package coffer.webhook;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/// What this node is sending at present, by lane. Thread-safe.
///
/// Slow lanes (those whose last answer took long, or did not come) share slots of their own, so
/// that any number of dead hosts leaves room for the others. A lane that answers quickly has some
/// deliveries waiting here for its slots, so that one query fetches work for many requests.
final class Lanes {
  private static final int SLOW_MILLIS = 3000;
  private static final int QUICK_MILLIS = 100;

  private final Limits limits;
  private final Map<Long, Lane> lanes = new HashMap<>();
  private final Map<Long, Boolean> changed = new HashMap<>();
  private int fast;
  private int slow;

  /// @param fast requests at a time to lanes that are not slow
  /// @param perFast and to one of them
  /// @param ahead what may wait for the slots of a quick one
  record Limits(int fast, int perFast, int ahead, int slow, int perSlow) {
    static final Limits STANDARD = new Limits(384, 6, 32, 128, 2);
  }

  /// Is there while something is being sent.
  private static final class Lane {
    final Queue<Leased> waiting = new ArrayDeque<>();
    int running;
    boolean quick;
  }

  Lanes(Limits limits) {
    this.limits = limits;
  }

  /// @param most of either kind
  synchronized Leases.Room room(int most) {
    var held = new HashMap<Long, Integer>();
    lanes.forEach(
        (id, lane) ->
            held.put(id, lane.running + lane.waiting.size() - (lane.quick ? limits.ahead : 0)));
    return new Leases.Room(
        held,
        Math.min(most, limits.fast() - fast),
        limits.perFast(),
        Math.min(most, limits.slow() - slow),
        limits.perSlow());
  }

  /// Which lanes have become slow (true), or are so no more, since this was last asked.
  synchronized Map<Long, Boolean> changes() {
    var all = Map.copyOf(changed);
    changed.clear();
    return all;
  }

  /// @return whether it is to begin at once; if not, it waits until [#leave] names it
  synchronized boolean enter(Leased leased) {
    var lane = lanes.computeIfAbsent(leased.lane(), _ -> new Lane());
    if (lane.running < limits.perFast()) {
      lane.running++;
      count(leased, 1);
      return true;
    }
    lane.waiting.add(leased);
    return false;
  }

  /// @param millis how long the attempt took; empty = there was none
  /// @return the next of its lane, which is to begin
  synchronized Optional<Leased> leave(Leased leased, Optional<Integer> millis) {
    var lane = lanes.computeIfAbsent(leased.lane(), _ -> new Lane());
    millis.ifPresent(
        took -> {
          lane.quick = took < QUICK_MILLIS;
          if (isSlow(took) != leased.slow()) changed.put(leased.lane(), isSlow(took));
        });
    count(leased, -1);
    var next = Optional.ofNullable(lane.waiting.poll());
    next.ifPresent(follower -> count(follower, 1));
    if (next.isEmpty() && --lane.running == 0) lanes.remove(leased.lane());
    return next;
  }

  static boolean isSlow(int millis) {
    return millis > SLOW_MILLIS;
  }

  /// Takes back what waits in the lane.
  synchronized List<Leased> clear(long id) {
    var lane = lanes.get(id);
    if (lane == null) return List.of();
    var all = List.copyOf(lane.waiting);
    lane.waiting.clear();
    return all;
  }

  /// Takes back what waits in any lane.
  synchronized List<Leased> clear() {
    return lanes.keySet().stream().flatMap(id -> clear(id).stream()).toList();
  }

  private void count(Leased leased, int change) {
    if (leased.slow()) slow += change;
    else fast += change;
  }
}
