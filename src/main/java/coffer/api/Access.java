package coffer.api;

import coffer.core.merchant.Scope;
import java.util.Optional;

/// The keys that may use a route.
public sealed interface Access {
  /// No key is needed, and none is read.
  record Open() implements Access {}

  /// @param scope the scope that the key must have; empty = none
  /// @param publishable whether publishable keys, which every payer can see, are accepted too
  record Keyed(Optional<Scope> scope, boolean publishable) implements Access {}

  static Access open() {
    return new Open();
  }

  /// Accepts every secret key of the dialect.
  static Keyed secret() {
    return new Keyed(Optional.empty(), false);
  }

  /// Accepts a secret key with a scope.
  static Keyed secret(Scope scope) {
    return new Keyed(Optional.of(scope), false);
  }

  /// Accepts every key of the dialect.
  static Keyed anyKey() {
    return new Keyed(Optional.empty(), true);
  }

  /// Accepts a secret or publishable key with a scope.
  static Keyed anyKey(Scope scope) {
    return new Keyed(Optional.of(scope), true);
  }
}
