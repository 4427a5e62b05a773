package coffer.core;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a payer may be sent: what browsers open, so names of hosts may have letters of any
/// language and underscores, which [URI] takes for no hosts.
public final class WebUrl {
  private static final Pattern PARTS = Pattern.compile("(?i)(https?)://([^/?#\\\\]+)([/?#].*)?");
  private static final Pattern AUTHORITY = Pattern.compile("(\\[[^\\[\\]]+]|[^:]+)(?::([0-9]*))?");
  private static final Pattern NAME =
      Pattern.compile("([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\\.)*[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\\.?");
  private static final int MAX_PORT = 65_535;

  private WebUrl() {}

  /// Why a text is no page's address, in one sentence; empty if it is one. A page's address has a
  /// host and begins with http:// or https://. User information would hide the host
  /// (`https://shop.example@evil.example`), as would characters that change the direction of text.
  public static Optional<String> refuse(String text) {
    if (!PlainText.isLine(text)) {
      return Optional.of(
          "Must not hold control characters or characters that change the direction of text.");
    }
    var parts = PARTS.matcher(text);
    if (!parts.matches()) {
      return Optional.of("Must be a URL that begins with https:// or http:// and a host.");
    }
    if (parts.group(2).contains("@")) {
      return Optional.of("Must not hold a user name or a password.");
    }
    var authority = AUTHORITY.matcher(parts.group(2));
    if (!authority.matches() || host(authority.group(1)).isEmpty()) {
      return Optional.of("Must name a host after https://, such as shop.example.com.");
    }
    if (port(authority.group(2)) > MAX_PORT) {
      return Optional.of("Must name a port from 0 to 65535, or none.");
    }
    // The rest stands behind a host that URI takes.
    return parses("http://host" + Optional.ofNullable(parts.group(3)).orElse(""))
        ? Optional.empty()
        : Optional.of("Must have spaces, quotes, brackets and the like encoded: %20 is a space.");
  }

  /// The scheme, the host and a port that is not the usual one, as browsers write an origin.
  ///
  /// @param url one that is not refused
  public static String origin(String url) {
    var parts = PARTS.matcher(url);
    if (!parts.matches()) throw new IllegalArgumentException("no URL of a page");
    var authority = AUTHORITY.matcher(parts.group(2));
    if (!authority.matches()) throw new IllegalArgumentException("no host in a URL of a page");
    var scheme = parts.group(1).toLowerCase(Locale.ROOT);
    int port = port(authority.group(2));
    boolean usual = port < 0 || port == (scheme.equals("https") ? 443 : 80);
    return scheme + "://" + host(authority.group(1)).orElseThrow() + (usual ? "" : ":" + port);
  }

  /// As it is asked for: in small ASCII letters, `xn--e1afmkfd.xn--p1ai`.
  private static Optional<String> host(String text) {
    if (text.startsWith("[")) {
      return parses("http://" + text)
          ? Optional.of(text.toLowerCase(Locale.ROOT))
          : Optional.empty();
    }
    // What looks like a slash or a dot and is none would hide where a page leads.
    if (!text.codePoints().allMatch(WebUrl::inName)) return Optional.empty();
    try {
      return Optional.of(IDN.toASCII(text, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT))
          .filter(name -> NAME.matcher(name).matches());
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static boolean inName(int c) {
    if (c < 128) return Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.';
    return Character.isLetter(c)
        || Character.getType(c) == Character.NON_SPACING_MARK
        || Character.getType(c) == Character.COMBINING_SPACING_MARK;
  }

  /// @return -1 where there is none; beyond all ports if there are too many digits
  private static int port(@Nullable String digits) {
    if (digits == null || digits.isEmpty()) return -1;
    var number = digits.replaceFirst("^0+(?=.)", "");
    return number.length() > 5 ? Integer.MAX_VALUE : Integer.parseInt(number);
  }

  private static boolean parses(String uri) {
    try {
      return new URI(uri).getHost() != null;
    } catch (URISyntaxException _) {
      return false;
    }
  }
}
