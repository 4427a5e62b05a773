package coffer.web;

import java.net.URI;

/// Checks the URLs that a page may link to.
final class SafeLinks {
  private SafeLinks() {}

  /// Whether a URL leads to a web page; other schemes may run code in the browser.
  static boolean isWeb(String url) {
    try {
      var scheme = URI.create(url).getScheme();
      return "https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme);
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /// Whether a URI opens a wallet and contains more than the address.
  static boolean isWallet(String uri, String address) {
    return !uri.equals(address) && uri.matches("[a-z]+:.+") && !uri.startsWith("javascript:");
  }
}
