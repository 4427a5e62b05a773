package coffer.web.checkout;

import io.javalin.http.Context;
import java.util.List;

/// The pages that may show a payment page in a frame.
///
/// @param origins as browsers write them; empty = no page may
record Frame(List<String> origins) {
  static final Frame NONE = new Frame(List.of());

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors ";

  /// Sets the headers that browsers obey. `X-Frame-Options` cannot name origins, so it goes.
  void guard(Context ctx) {
    var ancestors = origins.isEmpty() ? "'none'" : String.join(" ", origins);
    ctx.header("Content-Security-Policy", POLICY + ancestors);
    if (!origins.isEmpty()) ctx.res().setHeader("X-Frame-Options", null);
  }
}
