package coffer.core.wallet;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where an account key comes from. A signer needs this to find the private key.
///
/// @param fingerprint of the master key: eight hexadecimal digits
/// @param path from the master key to the account, `84'/0'/0'`; empty for the master key itself
public record KeyOrigin(String fingerprint, String path) {
  private static final Pattern IN_BRACKETS =
      Pattern.compile("\\[([0-9a-fA-F]{8})((?:/\\d{1,10}[hH']?)*)]");

  /// The origin in an account key or a descriptor, as its owner writes it:
  /// `[d34db33f/84h/0h/0h]xpub...`. Empty if the text has none.
  public static Optional<KeyOrigin> in(String account) {
    var found = IN_BRACKETS.matcher(account);
    return found.find() ? Optional.of(of(found.group(1), found.group(2))) : Optional.empty();
  }

  /// Reads what [#text] writes.
  public static KeyOrigin parse(String text) {
    var slash = text.indexOf('/');
    return slash < 0
        ? new KeyOrigin(text, "")
        : new KeyOrigin(text.substring(0, slash), text.substring(slash + 1));
  }

  private static KeyOrigin of(String fingerprint, String steps) {
    var path = steps.replaceAll("[hH]", "'");
    return new KeyOrigin(
        fingerprint.toLowerCase(Locale.ROOT), path.isEmpty() ? "" : path.substring(1));
  }

  /// `d34db33f/84'/0'/0'`.
  public String text() {
    return path.isEmpty() ? fingerprint : fingerprint + "/" + path;
  }
}
