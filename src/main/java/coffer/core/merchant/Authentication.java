package coffer.core.merchant;

/// The result of checking the key in a request.
public sealed interface Authentication {
  record Granted(Principal principal) implements Authentication {}

  /// No such key, or a revoked one: the result does not distinguish them.
  record Unknown() implements Authentication {}

  /// The key is known, but its secret did not make the signature.
  record WrongSignature() implements Authentication {}

  /// The key is valid, but not from this client address.
  record WrongAddress() implements Authentication {}
}
