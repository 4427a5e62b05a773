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

  /// Why a text is no page's address, in one sentence; empty if it is one. A page's address has a
  /// host and begins with http:// or https://. User information would hide the host
  /// (`https://shop.example@evil.example`), as would characters that change the direction of text.
  public static Optional<String> refuse(String text) {
    if (!PlainText.isLine(text)) {
      return Optional.of(
          "Must not hold control characters or characters that change the direction of text.");
    }
    return parse(text)
        .map(WebUrl::refuse)
        .orElse(Optional.of("Must be a URL that begins with https:// or http://."));
  }

  private static Optional<String> refuse(URI uri) {
    // Where Java finds no host, user information stands in the authority.
    var authority = Optional.ofNullable(uri.getRawAuthority()).orElse("");
    if (authority.contains("@")) {
      return Optional.of("Must not hold a user name or a password.");
    }
    var scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
    return SCHEMES.contains(scheme) && uri.getHost() != null
        ? Optional.empty()
        : Optional.of("Must be a URL that begins with https:// or http://.");
  }

  /// The scheme, the host and a port that is not the usual one, as browsers write an origin.
  ///
  /// @param url one that is not refused
  public static String origin(String url) {
    var uri = URI.create(url);
    var scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    int usual = scheme.equals("https") ? 443 : 80;
    var port = uri.getPort() < 0 || uri.getPort() == usual ? "" : ":" + uri.getPort();
    return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port;
  }

  private static Optional<URI> parse(String text) {
    try {
      return Optional.of(new URI(text));
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }
}
