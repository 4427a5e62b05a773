package coffer.http;

import io.javalin.http.Context;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The id of a request, in the response (`X-Request-Id`), in errors and in the log.
public final class RequestId {
  static final String HEADER = "X-Request-Id";
  static final String LOG_KEY = "request_id";
  private static final String ATTRIBUTE = "coffer.request_id";
  private static final Pattern SANE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{7,63}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private RequestId() {}

  /// The id of a request; "" before the server has assigned one.
  public static String of(Context ctx) {
    String id = ctx.attribute(ATTRIBUTE);
    return id == null ? "" : id;
  }

  /// Assigns the id: the one that the client sent, if it is safe in a log (8 to 64 letters, digits,
  /// `-` and `_`, the first a letter or digit), otherwise a random one.
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
