package coffer.db;

/// For whom a thread works at present. The connections of a pool for requests are shared out by it,
/// so that nobody takes them all. A thread that says nothing works for "".
public final class Share {
  private static final ThreadLocal<String> CURRENT = ThreadLocal.withInitial(() -> "");

  private Share() {}

  /// @param name of a project, of a client: those with the same name share one share
  public static void enter(String name) {
    CURRENT.set(name);
  }

  public static void leave() {
    CURRENT.remove();
  }

  static String current() {
    return CURRENT.get();
  }
}
