package coffer.web.cabinet;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.http.Failure;
import coffer.http.FormFields;
import io.javalin.http.Context;
import java.net.URI;
import java.security.MessageDigest;
import java.util.Optional;

/// Rejects forms that another site sends in the name of a person who is signed in.
final class FormGuard {
  static final String FIELD = "form_token";

  private final String origin;

  FormGuard(URI publicUrl) {
    this.origin = origin(publicUrl);
  }

  private static String origin(URI url) {
    var port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return url.getScheme() + "://" + url.getHost() + port;
  }

  /// Browsers say with each form which site it comes from: in `Sec-Fetch-Site` over HTTPS and to
  /// their own machine, in `Origin` otherwise.
  ///
  /// @throws Failure.Failed BadRequest(403)
  void requireOwnPage(Context ctx) {
    var site = Optional.ofNullable(ctx.header("Sec-Fetch-Site"));
    boolean own =
        site.map("same-origin"::equals)
            .orElseGet(
                () ->
                    Optional.ofNullable(ctx.header("Origin"))
                        .filter(it -> own(ctx, it))
                        .isPresent());
    if (!own) throw forbidden();
  }

  /// The public URL, or the address that the browser itself used: an operator may reach the server
  /// in another way than payers do.
  private boolean own(Context ctx, String from) {
    return from.equals(origin)
        || from.equals("https://" + ctx.host())
        || from.equals("http://" + ctx.host());
  }

  /// @param expected the value that the page's forms contain
  /// @throws Failure.Failed BadRequest(403)
  void requireToken(Context ctx, String expected) {
    var sent = FormFields.withFiles(ctx).field(FIELD).orElse("");
    if (!MessageDigest.isEqual(sent.getBytes(UTF_8), expected.getBytes(UTF_8))) throw forbidden();
  }

  private static Failure.Failed forbidden() {
    return new Failure.BadRequest(403).asException();
  }
}
