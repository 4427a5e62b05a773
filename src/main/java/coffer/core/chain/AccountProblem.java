package coffer.core.chain;

import java.util.Optional;
import java.util.regex.Pattern;

/// Why a text cannot be the account of a wallet.
///
/// @param text a sentence for people, which does not repeat what was entered
public record AccountProblem(Reason reason, String text) {
  public enum Reason {
    /// a private key or a seed phrase: its reader can spend the money
    PRIVATE,
    /// not an account at all: characters, length or checksum
    UNREADABLE,
    /// the checksum of a descriptor
    CHECKSUM,
    /// a descriptor of another form than the family accepts
    DESCRIPTOR,
    /// of a test network for live payments, or the other way round
    NETWORK,
    /// of another kind of address
    KIND,
    /// not at the level of an account
    DEPTH,
    /// the stated origin contradicts the key or the descriptor
    ORIGIN
  }

  private static final Pattern EXTENDED = Pattern.compile("(?<![1-9A-Za-z])[a-zA-Z]prv");
  private static final Pattern HEX = Pattern.compile("(0x)?[0-9a-fA-F]{64}");
  private static final Pattern WIF = Pattern.compile("[59cKL][1-9A-HJ-NP-Za-km-z]{50,51}");
  private static final Pattern SEED = Pattern.compile("\\p{L}{2,}([\\s,]+\\p{L}{2,}){11,23}");

  /// A text that is a private key or a seed phrase, in any of their notations.
  public static Optional<AccountProblem> secret(String text) {
    var plain = text.strip();
    boolean secret =
        EXTENDED.matcher(plain).find()
            || HEX.matcher(plain).matches()
            || WIF.matcher(plain).matches()
            || SEED.matcher(plain).matches();
    return secret
        ? Optional.of(
            new AccountProblem(
                Reason.PRIVATE,
                "This is a private key or a seed phrase, which must stay with its owner: give the"
                    + " account's public key."))
        : Optional.empty();
  }
}
