package coffer.api;

import coffer.core.merchant.Scope;
import java.util.Optional;

/// Which keys may use a route.
public sealed interface Access {
  /// Everybody: no key is read.
  record Open() implements Access {}

  /// @param scope that the key must have; empty = none
  /// @param publishable whether a publishable key will do too: every payer knows one
  record Keyed(Optional<Scope> scope, boolean publishable) implements Access {}

  static Access open() {
    return new Open();
  }

  /// Any secret key of the dialect.
  static Keyed secret() {
    return new Keyed(Optional.empty(), false);
  }

  /// A secret key with a scope.
  static Keyed secret(Scope scope) {
    return new Keyed(Optional.of(scope), false);
  }

  /// Any key of the dialect.
  static Keyed anyKey() {
    return new Keyed(Optional.empty(), true);
  }

  /// A secret or publishable key with a scope.
  static Keyed anyKey(Scope scope) {
    return new Keyed(Optional.of(scope), true);
  }
}
