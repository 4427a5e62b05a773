package coffer.webhook;

import java.util.Comparator;

/// A queue of deliveries: those of one project to one path of one host. They wait for each other.
///
/// @param number the upper half is a hash of the host with its port, the lower half a hash of the
///     path
record Lane(long project, long number) implements Comparable<Lane> {
  private static final Comparator<Lane> ORDER =
      Comparator.comparingLong(Lane::project).thenComparingLong(Lane::number);

  /// All paths of one host, for one project.
  record Host(long project, long number) implements Comparable<Host> {
    private static final Comparator<Host> ORDER =
        Comparator.comparingLong(Host::project).thenComparingLong(Host::number);

    @Override
    public int compareTo(Host other) {
      return ORDER.compare(this, other);
    }
  }

  Host host() {
    return new Host(project, number >> 32);
  }

  @Override
  public int compareTo(Lane other) {
    return ORDER.compare(this, other);
  }
}
