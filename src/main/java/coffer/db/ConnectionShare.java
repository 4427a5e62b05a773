package coffer.db;

/// On whose behalf a thread works at present. A pool for requests divides its connections between
/// shares, so that one share cannot take them all. A thread without a share works for "".
///
/// @param name of a project or a client: threads with the same name and width have one share
/// @param narrow whether it may hold a tenth of the connections at most, instead of a half. A
///     request that reads many rows keeps a processor busy for long, and all others wait for it,
///     with or without a connection.
public record ConnectionShare(String name, boolean narrow) {
  private static final ThreadLocal<ConnectionShare> CURRENT =
      ThreadLocal.withInitial(() -> new ConnectionShare("", false));

  public static void enter(String name) {
    CURRENT.set(new ConnectionShare(name, false));
  }

  /// From now on, the thread reads many rows for the same name.
  public static void enterNarrow() {
    CURRENT.set(new ConnectionShare(current().name, true));
  }

  public static void leave() {
    CURRENT.remove();
  }

  static ConnectionShare current() {
    return CURRENT.get();
  }
}
