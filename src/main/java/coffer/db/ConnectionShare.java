package coffer.db;

/// For whom a thread works at present. The connections of a pool for requests are shared out by it,
/// so that nobody takes them all. A thread that says nothing works for "".
///
/// @param name of a project, of a client: those with the same name share one share
/// @param narrow whether it holds a tenth of the connections at most, not a half. What reads many
///     rows keeps a processor busy for long, and all others wait for it, with a connection or
///     without.
public record ConnectionShare(String name, boolean narrow) {
  private static final ThreadLocal<ConnectionShare> CURRENT =
      ThreadLocal.withInitial(() -> new ConnectionShare("", false));

  public static void enter(String name) {
    CURRENT.set(new ConnectionShare(name, false));
  }

  /// From now on the thread does something for the same that reads many rows.
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
