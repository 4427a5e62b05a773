package coffer.http;

import java.util.regex.Pattern;

/// The path of a request as its log shows it. Routes contain ids; whatever else a client writes
/// there by mistake, a key perhaps, is left out.
final class LoggedPath {
  /// Keys and secrets are longer.
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,40}");

  private LoggedPath() {}

  /// @param route template of the path: `/coffer/v1/invoices/{id}`
  static String of(String route, String path) {
    var templates = route.split("/", -1);
    var parts = path.split("/", -1);
    if (templates.length != parts.length) return route;
    for (int i = 0; i < parts.length; i++) {
      if (!templates[i].contains("{")) parts[i] = templates[i];
      else if (!ID.matcher(parts[i]).matches()) parts[i] = "…";
    }
    return String.join("/", parts);
  }
}
