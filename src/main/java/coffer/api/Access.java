package coffer.api;

import coffer.core.merchant.Scope;
import java.util.Optional;

/// The keys that may use a route.
public sealed interface Access {
  /// No key is needed, and none is read.
  record Open() implements Access {}

  /// @param scope the scope that the key must have; empty = none
  /// @param accepts the kinds of keys that are accepted
  record Keyed(Optional<Scope> scope, Accepts accepts) implements Access {
    public boolean publishable() {
      return accepts == Accepts.ANY_MERCHANT;
    }
  }

  /// Kinds of keys.
  enum Accepts {
    /// secret keys of merchants
    SECRET,
    /// keys of merchants, publishable ones too, which every payer can see
    ANY_MERCHANT,
    /// keys of partners
    PARTNER
  }

  static Access open() {
    return new Open();
  }

  /// Accepts every secret key of a merchant.
  static Keyed secret() {
    return new Keyed(Optional.empty(), Accepts.SECRET);
  }

  /// Accepts a secret key with a scope.
  static Keyed secret(Scope scope) {
    return new Keyed(Optional.of(scope), Accepts.SECRET);
  }

  /// Accepts keys of partners, and no others.
  static Keyed partner() {
    return new Keyed(Optional.empty(), Accepts.PARTNER);
  }

  /// Accepts every key of a merchant.
  static Keyed anyKey() {
    return new Keyed(Optional.empty(), Accepts.ANY_MERCHANT);
  }

  /// Accepts a secret or publishable key with a scope.
  static Keyed anyKey(Scope scope) {
    return new Keyed(Optional.of(scope), Accepts.ANY_MERCHANT);
  }
}
