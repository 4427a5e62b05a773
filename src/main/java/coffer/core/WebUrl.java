package coffer.core;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// URLs of web pages that a payer may be sent to. Accepts what browsers open: host names with
/// letters of any language and with underscores, which [URI] does not recognize as hosts.
public final class WebUrl {
  private static final Pattern PARTS = Pattern.compile("(?i)(https?)://([^/?#\\\\]+)([/?#].*)?");
  private static final Pattern AUTHORITY = Pattern.compile("(\\[[^\\[\\]]+]|[^:]+)(?::([0-9]*))?");
  private static final Pattern NAME =
      Pattern.compile("([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\\.)*[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\\.?");
  private static final int MAX_PORT = 65_535;

  private WebUrl() {}

  /// Why the text is not the URL of a page, in one sentence; empty if it is one. The URL of a page
  /// begins with http:// or https:// and has a host. User information would disguise the host
  /// (`https://shop.example@evil.example`), and so would characters that change the direction of
  /// text.
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
    // URI checks the rest, behind a host that it recognizes.
    return parses("http://host" + Optional.ofNullable(parts.group(3)).orElse(""))
        ? Optional.empty()
        : Optional.of("Must have spaces, quotes, brackets and the like encoded: %20 is a space.");
  }

  /// The scheme, the host and any non-default port, as browsers write an origin.
  ///
  /// @param url one that [#refuse] accepts
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

  /// The host as DNS resolves it, in lower-case ASCII: `xn--e1afmkfd.xn--p1ai`. Empty if it is not
  /// valid.
  private static Optional<String> host(String text) {
    if (text.startsWith("[")) {
      return parses("http://" + text)
          ? Optional.of(text.toLowerCase(Locale.ROOT))
          : Optional.empty();
    }
    // A character that only looks like a slash or a dot would disguise where the URL leads.
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

  /// @return -1 if there is no port; greater than all ports if there are too many digits
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
