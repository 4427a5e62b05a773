package coffer.api;

import coffer.core.user.Passwords;
import coffer.http.Failure;

/// The first password of a user, which exists in one request only.
///
/// @param hash what the database keeps
public record NewPassword(String text, String hash) {
  /// Takes long, so call it before the transaction.
  ///
  /// @throws Failure.Failed Unavailable, if too many passwords are hashed at present
  public static NewPassword generate(Passwords passwords) {
    var text = passwords.generate();
    try {
      return new NewPassword(text, passwords.hash(text));
    } catch (Passwords.Busy _) {
      throw new Failure.Unavailable(Passwords.MAX_WAIT).asException();
    }
  }

  /// Without the password: it must not reach a log.
  @Override
  public String toString() {
    return "new password";
  }
}
