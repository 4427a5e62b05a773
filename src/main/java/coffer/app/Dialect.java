package coffer.app;

import coffer.api.coffer.CofferKeys;
import coffer.core.chain.Mode;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.KeyShape;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// An API that this server speaks, as far as commands and the configuration must know it.
enum Dialect {
  COFFER,
  COINVOICE,
  GETCRYPTO,
  ITISPAY;

  /// As it stands in rows, on the command line and, behind a slash, in addresses: `coinvoice`.
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Dialect> of(String text) {
    return Arrays.stream(values()).filter(dialect -> dialect.text().equals(text)).findFirst();
  }

  /// @throws IllegalStateException in words for people, if there is none of that name
  static Dialect named(String text) {
    return of(text)
        .orElseThrow(
            () ->
                new IllegalStateException("there is no dialect " + text + "; there are " + all()));
  }

  static String all() {
    return Arrays.stream(values()).map(Dialect::text).collect(Collectors.joining(", "));
  }

  /// What its keys of a kind look like; empty if it has none of that kind.
  ///
  /// @param mode of the project; empty for an account key
  Optional<KeyShape> shape(ApiKey.Kind kind, Optional<Mode> mode) {
    return switch (this) {
      case COFFER -> Optional.of(CofferKeys.shape(kind, mode));
      case COINVOICE ->
          switch (kind) {
            case PROJECT -> Optional.of(KeyShape.hex("a7a5_", 40));
            case ACCOUNT, PUBLISHABLE -> Optional.empty();
          };
      case GETCRYPTO ->
          switch (kind) {
            case ACCOUNT, PROJECT -> Optional.of(KeyShape.letters("gc_"));
            case PUBLISHABLE -> Optional.of(KeyShape.letters("gc_pub_"));
          };
      case ITISPAY ->
          switch (kind) {
            case ACCOUNT, PROJECT -> Optional.of(KeyShape.hex("", 64));
            case PUBLISHABLE -> Optional.empty();
          };
    };
  }

  /// Whether pages of others call it, so that a publishable key must say which pages.
  boolean calledByPages() {
    return this == GETCRYPTO;
  }
}
