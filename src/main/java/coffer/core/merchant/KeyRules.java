package coffer.core.merchant;

import coffer.core.Field;
import coffer.core.PlainText;
import coffer.core.Rejection;
import java.util.Set;
import java.util.regex.Pattern;

/// What a new key may be.
final class KeyRules {
  private static final int MAX_ORIGINS = 100;
  // An origin as a browser writes it: without a path, without the default port.
  private static final Pattern ORIGIN =
      Pattern.compile(
          "https?://[a-z0-9._-]{1,253}(:[0-9]{1,5})?|https?://\\[[0-9a-f:]+](:[0-9]{1,5})?");

  private KeyRules() {}

  static void check(Keys.NewKey wanted) {
    if ((wanted.kind() == ApiKey.Kind.ACCOUNT) != wanted.project().isEmpty()) {
      throw invalid(
          Field.Admin.PROJECT,
          wanted.project().isEmpty()
              ? "a %s key is for one project: name it".formatted(wanted.kind().text())
              : "an account key is for all projects: name none");
    }
    if (wanted.project().stream().anyMatch(p -> p.organizationId() != wanted.organizationId())) {
      throw invalid(Field.Admin.PROJECT, "it belongs to another organization");
    }
    check(wanted.kind(), wanted.scopes(), wanted.origins(), wanted.name());
  }

  /// What can change in a key.
  static void check(ApiKey.Kind kind, Set<Scope> scopes, Set<String> origins, String name) {
    if (scopes.isEmpty() || !kind.most().containsAll(scopes)) {
      throw invalid(Field.Admin.SCOPES, "a " + kind.text() + " key may have " + kind.most());
    }
    if (!origins.isEmpty() && kind != ApiKey.Kind.PUBLISHABLE) {
      throw invalid(Field.Admin.ORIGINS, "only a publishable key has them");
    }
    if (origins.size() > MAX_ORIGINS) throw invalid(Field.Admin.ORIGINS, "at most " + MAX_ORIGINS);
    for (var origin : origins) {
      if (!isOrigin(origin)) {
        throw invalid(
            Field.Admin.ORIGINS,
            origin + " is not like https://shop.example.com, in small letters");
      }
    }
    checkName(name);
  }

  static void checkName(String name) {
    if (name.length() > Keys.MAX_NAME || !PlainText.isLine(name))
      throw invalid(
          Field.Admin.NAME, "a name has at most " + Keys.MAX_NAME + " printable characters");
  }

  private static Rejection.Refused invalid(Field field, String reason) {
    return new Rejection.InvalidField(field, reason).asException();
  }

  /// A browser never sends the default port.
  private static boolean isOrigin(String text) {
    boolean usual =
        text.startsWith("https:") ? text.endsWith(":443") : text.matches("http://[^:]+:80");
    return text.equals("*") || (ORIGIN.matcher(text).matches() && !usual);
  }
}
