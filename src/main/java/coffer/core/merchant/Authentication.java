package coffer.core.merchant;

/// What came of a key that was presented.
public sealed interface Authentication {
  record Granted(Principal principal) implements Authentication {}

  /// No such key, or one that was revoked: not told apart.
  record Unknown() implements Authentication {}

  /// The key is good, but not from that address.
  record WrongAddress() implements Authentication {}
}
