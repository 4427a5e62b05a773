package coffer.http;

import io.javalin.http.Context;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The name of a request, in its answer (`X-Request-Id`), in its errors and in the log.
public final class RequestId {
  static final String HEADER = "X-Request-Id";
  static final String LOG_KEY = "request_id";
  private static final String ATTRIBUTE = "coffer.request_id";
  private static final Pattern SANE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{7,63}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private RequestId() {}

  /// The name that a request has.
  public static String of(Context ctx) {
    String id = ctx.attribute(ATTRIBUTE);
    return id == null ? "" : id;
  }

  /// Names a request: as whoever sent it did, where that can stand in a log, or at random.
  static String give(Context ctx) {
    var id = choose(ctx.header(HEADER));
    ctx.attribute(ATTRIBUTE, id);
    ctx.header(HEADER, id);
    return id;
  }

  static String choose(@Nullable String theirs) {
    if (theirs != null && SANE.matcher(theirs).matches()) return theirs;
    var bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
