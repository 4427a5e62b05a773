package coffer.webhook;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/// What this node is sending at present, by project, host and lane. Thread-safe.
///
/// A lane is slow if its last attempt took more than 3 s. All lanes of a host are slow until the
/// host is proven: until one attempt there took at most 3 s. A slow attempt ends this, unless
/// another one to the host was quick in the last 30 s. Slow lanes share separate slots, so that any
/// number of dead hosts leaves room for the others. A lane, a host and a project have a few slots
/// of either kind each: neither a path that hangs nor a project with a hundred thousand of them
/// delays another. A lane that answers within 100 ms may have some deliveries waiting here for its
/// slots, so that one query fetches work for many requests.
final class LaneScheduler {
  private static final int SLOW_MILLIS = 3000;
  private static final int QUICK_MILLIS = 100;
  private static final Duration PROVEN = Duration.ofSeconds(30);

  private final Limits limits;
  private final Map<Long, Project> projects = new HashMap<>();
  private final Map<Lane, Boolean> slowness = new HashMap<>();
  private final Map<Lane.Host, Boolean> proofs = new HashMap<>();
  private final Slots all = new Slots();

  /// The most requests at a time: in all, and of one project, host and lane.
  record Share(int all, int project, int host, int lane) {}

  /// @param fast for lanes that are not slow
  /// @param ahead how many deliveries may wait for the slots of a quick lane
  /// @param slow for slow lanes
  record Limits(Share fast, int ahead, Share slow) {
    static final Limits STANDARD =
        new Limits(new Share(384, 96, 24, 6), 32, new Share(256, 32, 4, 1));

    Share of(boolean slow) {
      return slow ? this.slow : fast;
    }
  }

  private static final class Slots {
    int fast;
    int slow;

    int of(boolean isSlow) {
      return isSlow ? slow : fast;
    }

    void add(LeasedDelivery leased, int change) {
      if (leased.slow()) slow += change;
      else fast += change;
    }
  }

  /// Exists while something of the project is being sent or waits here. The same holds for hosts
  /// and lanes.
  private static final class Project {
    final Slots running = new Slots();
    final Map<Lane.Host, Host> hosts = new HashMap<>();
  }

  private static final class Host {
    final Slots running = new Slots();
    final Map<Lane, Queues> lanes = new HashMap<>();
    Optional<Long> answered = Optional.empty();

    void answered(long now) {
      answered = Optional.of(now);
    }

    boolean hasAnswered(long now) {
      return answered.filter(at -> now - at < PROVEN.toNanos()).isPresent();
    }
  }

  private static final class Queues {
    final Slots running = new Slots();
    final Queue<LeasedDelivery> waiting = new ArrayDeque<>();
    boolean quick;

    boolean isIdle() {
      return running.fast + running.slow == 0 && waiting.isEmpty();
    }
  }

  LaneScheduler(Limits limits) {
    this.limits = limits;
  }

  /// The room for more deliveries.
  ///
  /// @param most the limit of either kind
  synchronized DeliveryLeases.Room room(int most) {
    var held = new HashMap<Lane, DeliveryLeases.Held>();
    for (var project : projects.values()) {
      for (var host : project.hosts.values()) {
        host.lanes.forEach(
            (lane, queues) ->
                held.put(
                    lane,
                    new DeliveryLeases.Held(
                        queues.running.fast + queues.running.slow + queues.waiting.size(),
                        queues.quick ? limits.ahead : 0)));
      }
    }
    return new DeliveryLeases.Room(
        held,
        Math.min(most, limits.fast.all - all.fast),
        limits.fast,
        Math.min(most, limits.slow.all - all.slow),
        limits.slow);
  }

  /// The changes since the last call: lanes that have become slow (true) or are no longer slow
  /// (false), and hosts that are proven (true) or no longer proven (false).
  record Changes(Map<Lane, Boolean> slow, Map<Lane.Host, Boolean> proven) {}

  synchronized Changes changes() {
    var changes = new Changes(Map.copyOf(slowness), Map.copyOf(proofs));
    slowness.clear();
    proofs.clear();
    return changes;
  }

  /// The counters of a lane, of its host and of its project.
  private record Place(Project project, Host host, Queues queues) {}

  private Place place(Lane lane) {
    var project = projects.computeIfAbsent(lane.project(), _ -> new Project());
    var host = project.hosts.computeIfAbsent(lane.host(), _ -> new Host());
    return new Place(project, host, host.lanes.computeIfAbsent(lane, _ -> new Queues()));
  }

  /// Adds a leased delivery.
  ///
  /// @return whether to begin at once; if not, it waits until [#leave] returns it
  synchronized boolean enter(LeasedDelivery leased) {
    var place = place(leased.lane());
    if (place.queues.waiting.isEmpty() && hasSlot(leased, place)) {
      count(leased, 1, place);
      return true;
    }
    place.queues.waiting.add(leased);
    return false;
  }

  private boolean hasSlot(LeasedDelivery leased, Place place) {
    var share = limits.of(leased.slow());
    return place.queues.running.of(leased.slow()) < share.lane
        && place.host.running.of(leased.slow()) < share.host
        && place.project.running.of(leased.slow()) < share.project;
  }

  /// Frees the slot of a delivery.
  ///
  /// @param millis the duration of the attempt; empty = there was none
  /// @param now in nanoseconds from any origin
  /// @return the next delivery to begin: of the same lane, otherwise of the same host, otherwise of
  ///     the same project
  synchronized Optional<LeasedDelivery> leave(
      LeasedDelivery leased, Optional<Integer> millis, long now) {
    var place = place(leased.lane());
    millis.ifPresent(took -> learn(leased, took, place, now));
    count(leased, -1, place);
    var next =
        next(place)
            .or(() -> any(place.project, place.host))
            .or(
                () ->
                    place.project.hosts.values().stream()
                        .flatMap(host -> any(place.project, host).stream())
                        .findFirst());
    next.ifPresent(this::begin);
    tidy(leased.lane(), place);
    return next;
  }

  private void learn(LeasedDelivery leased, int took, Place place, long now) {
    place.queues.quick = took < QUICK_MILLIS;
    if (isSlow(took)) {
      slowness.put(leased.lane(), true);
      // A path that hangs does not mean that its host hangs, if other paths answer.
      if (!place.host.hasAnswered(now)) proofs.put(leased.lane().host(), false);
    } else {
      place.host.answered(now);
      if (leased.slow()) {
        slowness.put(leased.lane(), false);
        proofs.put(leased.lane().host(), true);
      }
    }
  }

  private Optional<LeasedDelivery> any(Project project, Host host) {
    return host.lanes.values().stream()
        .flatMap(queues -> next(new Place(project, host, queues)).stream())
        .findFirst();
  }

  private Optional<LeasedDelivery> next(Place place) {
    return Optional.ofNullable(place.queues.waiting.peek())
        .filter(leased -> hasSlot(leased, place));
  }

  private void begin(LeasedDelivery leased) {
    var place = place(leased.lane());
    place.queues.waiting.remove();
    count(leased, 1, place);
  }

  private void tidy(Lane lane, Place place) {
    if (place.queues.isIdle()) place.host.lanes.remove(lane);
    if (place.host.lanes.isEmpty()) place.project.hosts.remove(lane.host());
    if (place.project.hosts.isEmpty()) projects.remove(lane.project());
  }

  static boolean isSlow(int millis) {
    return millis > SLOW_MILLIS;
  }

  /// Removes the deliveries that wait in the lane, and returns them.
  synchronized List<LeasedDelivery> clear(Lane lane) {
    var place = place(lane);
    var taken = List.copyOf(place.queues.waiting);
    place.queues.waiting.clear();
    tidy(lane, place);
    return taken;
  }

  /// Removes the deliveries that wait in any lane, and returns them.
  synchronized List<LeasedDelivery> clear() {
    var lanes =
        projects.values().stream()
            .flatMap(project -> project.hosts.values().stream())
            .flatMap(host -> host.lanes.keySet().stream())
            .toList();
    return lanes.stream().flatMap(lane -> clear(lane).stream()).toList();
  }

  private void count(LeasedDelivery leased, int change, Place place) {
    all.add(leased, change);
    place.project.running.add(leased, change);
    place.host.running.add(leased, change);
    place.queues.running.add(leased, change);
  }
}
