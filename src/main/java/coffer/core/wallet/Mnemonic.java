package coffer.core.wallet;

import fr.acinq.bitcoin.DeterministicWallet;
import fr.acinq.bitcoin.KeyPath;
import fr.acinq.bitcoin.MnemonicCode;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;

/// A seed phrase (BIP-39, English, no passphrase).
public final class Mnemonic {
  private static final long TEST_COIN = DeterministicWallet.hardened(1);

  private final List<String> words;

  private Mnemonic(List<String> words) {
    this.words = List.copyOf(words);
  }

  /// @param words 12 or 24
  public static Mnemonic generate(SecureRandom random, int words) {
    if (words != 12 && words != 24) throw new IllegalArgumentException("a seed has 12 or 24 words");
    var entropy = new byte[words == 12 ? 16 : 32];
    random.nextBytes(entropy);
    return new Mnemonic(MnemonicCode.toMnemonics(entropy));
  }

  /// @throws IllegalArgumentException if a word or the checksum is wrong
  public static Mnemonic parse(String text) {
    var plain = Normalizer.normalize(text.strip(), Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
    var words = List.of(plain.split("\\s+"));
    try {
      MnemonicCode.validate(words, MnemonicCode.INSTANCE.getEnglishWordlist());
    } catch (RuntimeException _) {
      throw new IllegalArgumentException("no BIP-39 seed: a word or the checksum is wrong");
    }
    return new Mnemonic(words);
  }

  public List<String> words() {
    return words;
  }

  /// The extended public key at a path. SLIP-44 coin type 1 stands for all test networks, and their
  /// keys are written as `tpub`; any other key is written as `xpub`.
  ///
  /// @param path `m/84'/0'/0'`
  public String account(String path) {
    var steps = KeyPath.fromPath(path);
    var master = DeterministicWallet.generate(MnemonicCode.toSeed(words, ""));
    var key = DeterministicWallet.derivePrivateKey(master, steps).getExtendedPublicKey();
    boolean test = steps.path.size() > 1 && steps.path.get(1) == TEST_COIN;
    return key.encode(test ? DeterministicWallet.tpub : DeterministicWallet.xpub);
  }

  @Override
  public String toString() {
    return words.size() + " words";
  }
}
