package coffer.http;

import io.javalin.http.Context;
import java.time.Duration;

/// Answers that can take longer than others, because they are as long as somebody's history.
public final class Downloads {
  /// The longest time of a download. Then the server closes the connection.
  public static final Duration MAX_DURATION = Duration.ofHours(1);

  private Downloads() {}

  /// Marks the response as a download: the client must take each part in the time that it has for a
  /// whole answer elsewhere.
  public static void begin(Context ctx) {
    begin(ctx, MAX_DURATION);
  }

  static void begin(Context ctx, Duration atMost) {
    Connections.download(ctx, atMost);
  }
}
