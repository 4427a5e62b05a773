package coffer.webhook;

import java.util.HashMap;
import java.util.Map;

/// What this node is sending at present, by lane. Thread-safe.
///
/// Slow lanes (those whose last answer took long, or did not come) share slots of their own, so
/// that any number of dead hosts leaves room for the others.
final class Lanes {
  private final Limits limits;
  private final Map<Long, Integer> held = new HashMap<>();
  private int fast;
  private int slow;

  /// @param fast requests at a time to lanes that are not slow
  /// @param perFast and to one of them
  record Limits(int fast, int perFast, int slow, int perSlow) {
    static final Limits STANDARD = new Limits(384, 6, 128, 2);
  }

  Lanes(Limits limits) {
    this.limits = limits;
  }

  /// @param most of either kind
  synchronized Leases.Room room(int most) {
    return new Leases.Room(
        Map.copyOf(held),
        Math.min(most, limits.fast() - fast),
        limits.perFast(),
        Math.min(most, limits.slow() - slow),
        limits.perSlow());
  }

  synchronized void enter(Leased leased) {
    held.merge(leased.lane(), 1, Integer::sum);
    count(leased, 1);
  }

  synchronized void leave(Leased leased) {
    held.computeIfPresent(leased.lane(), (_, n) -> n == 1 ? null : n - 1);
    count(leased, -1);
  }

  private void count(Leased leased, int change) {
    if (leased.slow()) slow += change;
    else fast += change;
  }
}
