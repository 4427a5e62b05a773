package coffer.core.chain;

/// Whether money is real. The mode of a project, chain or address never changes.
public enum Mode {
  LIVE,
  TEST;

  /// The value in the database and in JSON.
  public String text() {
    return this == LIVE ? "live" : "test";
  }

  public static Mode of(String text) {
    return switch (text) {
      case "live" -> LIVE;
      case "test" -> TEST;
      default -> throw new IllegalArgumentException("mode is live or test, not " + text);
    };
  }
}
