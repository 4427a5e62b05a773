package coffer.core.user;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/// A random secret of 32 bytes that a browser or a link carries. The database keeps only its hash.
///
/// @param text 43 characters of base64url
public record AccessToken(String text) {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{43}");

  public static AccessToken create() {
    var bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return new AccessToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /// @return empty if the text cannot be a token
  public static Optional<AccessToken> parse(String text) {
    return Optional.of(text).filter(it -> SHAPE.matcher(it).matches()).map(AccessToken::new);
  }

  /// SHA-256 of the text.
  byte[] hash() {
    return digest(text);
  }

  /// A value derived from this token for one purpose. It does not reveal the token.
  ///
  /// @param purpose for example `form`
  public String derive(String purpose) {
    var bytes = digest(purpose + ":" + text);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  /// Never the token itself: it must not reach a log.
  @Override
  public String toString() {
    return "AccessToken";
  }
}
