package coffer.web;

import coffer.core.merchant.Project;
import coffer.core.merchant.Settings.Look;
import coffer.core.merchant.Settings.Support;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What a payment page says about the merchant.
///
/// @param name of the project
/// @param failUrl where a payer goes who leaves without a payment
public record MerchantCard(String name, Optional<String> failUrl, Support support, Look look) {
  public static MerchantCard of(Project project) {
    var settings = project.settings();
    return new MerchantCard(
        project.name(), settings.failUrl(), settings.support(), settings.look());
  }

  /// A merchant without any contact.
  public static MerchantCard named(String name) {
    return new MerchantCard(name, Optional.empty(), Support.NONE, Look.NONE);
  }

  /// @return empty if it is no web address
  public Optional<String> supportUrl() {
    return support.url().filter(SafeLinks::isWeb);
  }

  /// A link that writes an e-mail.
  ///
  /// @param subject the order or the invoice
  public Optional<String> mailTo(String subject) {
    return support
        .email()
        .map(email -> email.split("@", 2))
        .map(parts -> "mailto:" + coded(parts[0]) + "@" + parts[1] + "?subject=" + coded(subject));
  }

  private static String coded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
