package coffer.core.chain;

/// Whether money is real. A project, a chain and an address are one or the other for ever.
public enum Mode {
  LIVE,
  TEST;

  /// As it stands in the database and in JSON.
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
