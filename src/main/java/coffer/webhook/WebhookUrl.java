package coffer.webhook;

import coffer.core.PlainText;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/// Checks a URL without a network request. Uses the parser of the HTTP client, so that both see the
/// same host.
final class WebhookUrl {
  private static final int MAX_LENGTH = 2048;
  private static final Pattern SCHEME = Pattern.compile("(?i)https?://[^/].*");
  private static final Pattern BAD = Pattern.compile(".*[\\s\\\\].*", Pattern.DOTALL);
  private static final Pattern CREDENTIALS = Pattern.compile("[^/]*//[^/?#]*@.*");
  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern IP_V4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
  private static final Pattern NUMBER_LAST =
      Pattern.compile("(?i)(.*\\.)?([0-9]+|0x[0-9a-f]*)\\.?");

  private WebhookUrl() {}

  /// Why nothing can be sent to the URL, in one sentence; empty if it may be tried.
  static Optional<String> refuse(String url, AddressGuard guard) {
    if (url.length() > MAX_LENGTH)
      return Optional.of("A URL has at most " + MAX_LENGTH + " characters.");
    if (!PlainText.isLine(url)) {
      return Optional.of(
          "A URL has no control characters and none that change the direction of text.");
    }
    if (BAD.matcher(url).matches()) return Optional.of("A URL has no spaces or backslashes.");
    if (!SCHEME.matcher(url).matches()) {
      return Optional.of("The URL must start with http:// or https://.");
    }
    if (CREDENTIALS.matcher(url).matches()) {
      return Optional.of("The URL must not hold a user name or password.");
    }
    var parsed = HttpUrl.parse(url);
    return parsed == null
        ? Optional.of("This is not a valid URL.")
        : refuseHost(parsed.host(), guard);
  }

  private static Optional<String> refuseHost(String host, AddressGuard guard) {
    if (host.equals("localhost") || host.endsWith(".localhost")) {
      return judge(InetAddress.getLoopbackAddress(), guard);
    }
    var literal = host.contains(":") || IP_V4.matcher(host).matches();
    if (literal) return judge(InetAddress.ofLiteral(host), guard);
    if (NUMBER_LAST.matcher(host).matches()) {
      return Optional.of("An IPv4 address is written as four decimal numbers.");
    }
    return Optional.empty();
  }

  private static Optional<String> judge(InetAddress address, AddressGuard guard) {
    if (guard.allows(address)) return Optional.empty();
    return Optional.of(
        guard.isOwn(address)
            ? "The URL must not lead to this server itself, unless webhooks.allow covers it."
            : "The URL must lead to a public address.");
  }
}
