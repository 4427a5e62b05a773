package coffer.core;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Where a payer may be sent.
public final class WebUrl {
  private static final Set<String> SCHEMES = Set.of("http", "https");

  private WebUrl() {}

  /// Whether it is a page's address with a host: no script, no file.
  public static boolean is(String text) {
    try {
      var uri = new URI(text);
      var scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
      return SCHEMES.contains(scheme) && uri.getHost() != null;
    } catch (URISyntaxException _) {
      return false;
    }
  }
}
