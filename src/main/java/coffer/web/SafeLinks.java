package coffer.web;

import java.net.URI;

/// Which addresses a page may lead to.
final class SafeLinks {
  private SafeLinks() {}

  /// A page elsewhere: nothing that a browser would run.
  static boolean isWeb(String url) {
    try {
      var scheme = URI.create(url).getScheme();
      return "https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme);
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /// What opens a wallet, and is more than the address alone.
  static boolean isWallet(String uri, String address) {
    return !uri.equals(address) && uri.matches("[a-z]+:.+") && !uri.startsWith("javascript:");
  }
}
