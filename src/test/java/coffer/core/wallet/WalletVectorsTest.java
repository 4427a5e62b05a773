package coffer.core.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.core.chain.AccountProblem;
import coffer.core.wallet.AccountKey.Kind;
import fr.acinq.bitcoin.DeterministicWallet;
import fr.acinq.bitcoin.MnemonicCode;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The published vectors of BIP-32 and BIP-39, and what an account key must be.
class WalletVectorsTest {
  private static final String ABOUT = "abandon ".repeat(11) + "about";
  private static final String ZPUB_84 =
      "zpub6rFR7y4Q2AijBEqTUquhVz398htDFrtymD9xYYfG1m4wAcvPhXNfE3EfH1r1ADqtfSdVCToUG868RvUUkgDKf31mGDtKsAYz2oz2AGutZYs";

  @ParameterizedTest
  @CsvSource({
    // BIP-32, vector 1
    "000102030405060708090a0b0c0d0e0f, m/0', xpub68Gmy5EdvgibQVfPdqkBBCHxA5htiqg55crXYuXoQRKfDBFA1WEjWgP6LHhwBZeNK1VTsfTFUHCdrfp1bgwQ9xv5ski8PX9rL2dZXvgGDnw",
    "000102030405060708090a0b0c0d0e0f, m/0'/1, xpub6ASuArnXKPbfEwhqN6e3mwBcDTgzisQN1wXN9BJcM47sSikHjJf3UFHKkNAWbWMiGj7Wf5uMash7SyYq527Hqck2AxYysAA7xmALppuCkwQ",
    "000102030405060708090a0b0c0d0e0f, m/0'/1/2'/2/1000000000, xpub6H1LXWLaKsWFhvm6RVpEL9P4KfRZSW7abD2ttkWP3SSQvnyA8FSVqNTEcYFgJS2UaFcxupHiYkro49S8yGasTvXEYBVPamhGW6cFJodrTHy",
    // vector 2
    "fffcf9f6f3f0edeae7e4e1dedbd8d5d2cfccc9c6c3c0bdbab7b4b1aeaba8a5a29f9c999693908d8a8784817e7b7875726f6c696663605d5a5754514e4b484542, m/0/2147483647'/1/2147483646'/2, xpub6FnCn6nSzZAw5Tw7cgR9bi15UV96gLZhjDstkXXxvCLsUXBGXPdSnLFbdpq8p9HmGsApME5hQTZ3emM2rnY5agb9rXpVGyy3bdW6EEgAtqt",
    // vector 3: leading zeros are kept
    "4b381541583be4423346c643850da4b320e46a87ae3d2a4e6da11eba819cd4acba45d239319ac14f863b8d5ab5a0d0c64d2e8a1e7d1457df2e5a3c51c73235be, m/0', xpub68NZiKmJWnxxS6aaHmn81bvJeTESw724CRDs6HbuccFQN9Ku14VQrADWgqbhhTHBaohPX4CjNLf9fq9MYo6oDaPPLPxSb7gwQN3ih19Zm4Y",
  })
  void bip32(String seed, String path, String xpub) {
    var master = DeterministicWallet.generate(HexFormat.of().parseHex(seed));
    var key = DeterministicWallet.derivePrivateKey(master, path).getExtendedPublicKey();
    assertThat(key.encode(DeterministicWallet.xpub)).isEqualTo(xpub);
    assertThat(AccountKey.parse(xpub).plain()).isEqualTo(xpub);
  }

  @ParameterizedTest
  @CsvSource({
    "00000000000000000000000000000000, abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about, c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e53495531f09a6987599d18264c1e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04",
    "7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f, legal winner thank year wave sausage worth useful legal winner thank yellow, 2e8905819b8723fe2c1d161860e5ee1830318dbf49a83bd451cfb8440c28bd6fa457fe1296106559a3c80937a1c1069be3a3a5bd381ee6260e8d9739fce1f607",
    "68a79eaca2324873eacc50cb9c6eca8cc68ea5d936f98787c60c7ebc74e6ce7c, hamster diagram private dutch cause delay private meat slide toddler razor book happy fancy gospel tennis maple dilemma loan word shrug inflict delay length, 64c87cde7e12ecf6704ab95bb1408bef047c22db4cc7491c4271d170a1b213d20b385bc1588d9c7b38f1b39d415665b8a9030c9ec653d75e65f847d8fc1fc440",
  })
  void bip39(String entropy, String words, String seed) {
    var made = MnemonicCode.toMnemonics(HexFormat.of().parseHex(entropy));
    assertThat(String.join(" ", made)).isEqualTo(words);
    assertThat(Mnemonic.parse(words).words()).isEqualTo(made);
    assertThat(HexFormat.of().formatHex(MnemonicCode.toSeed(words, "TREZOR"))).isEqualTo(seed);
  }

  @Test
  void bip84Account() {
    var xpub = Mnemonic.parse(ABOUT).account("m/84'/0'/0'");
    assertThat(AccountKey.parse(ZPUB_84).plain()).isEqualTo(xpub).startsWith("xpub");
    assertThat(Mnemonic.parse(ABOUT).account("m/84'/1'/0'")).startsWith("tpub");
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 24})
  void aGeneratedSeedIsWholeAndHidden(int words) {
    var one = Mnemonic.generate(new SecureRandom(), words);
    assertThat(one.words()).hasSize(words);
    assertThat(Mnemonic.parse("  " + String.join("  ", one.words()).toUpperCase() + "\n").words())
        .isEqualTo(one.words());
    assertThat(Mnemonic.generate(new SecureRandom(), words).words()).isNotEqualTo(one.words());
    assertThat(one.toString()).isEqualTo(words + " words");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abandon", "abandon about", "x y z"})
  void aSeedWithAWrongWordIsRefused(String words) {
    assertThatThrownBy(() -> Mnemonic.parse(words)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Mnemonic.parse("abandon ".repeat(12)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anAccountKeyIsRefusedWithAReason() {
    var live = Set.of(Kind.XPUB, Kind.ZPUB);
    var master = DeterministicWallet.generate(MnemonicCode.toSeed(ABOUT, ""));
    var account = DeterministicWallet.derivePrivateKey(master, "m/84'/0'/0'");
    var xpub = account.getExtendedPublicKey().encode(DeterministicWallet.xpub);
    var receiving = DeterministicWallet.derivePrivateKey(master, "m/84'/0'/0'/0");
    assertThat(refused(xpub, live)).isEmpty();
    assertThat(refused(ZPUB_84, live)).isEmpty();
    assertThat(refused(account.encode(DeterministicWallet.zprv), live)).contains("private key");
    assertThat(refused(ZPUB_84.replace("zpub6rFR", "zpub6rFr"), live)).contains("checksum");
    assertThat(refused("", live)).contains("checksum");
    assertThat(refused("xpub\u0000\uD83D\uDE00", live)).contains("checksum");
    assertThat(refused(account.getExtendedPublicKey().encode(DeterministicWallet.ypub), live))
        .contains("Wanted is xpub or zpub, not ypub");
    assertThat(refused(master.getExtendedPublicKey().encode(DeterministicWallet.xpub), live))
        .contains("m/84'/0'/0'");
    assertThat(refused(receiving.getExtendedPublicKey().encode(DeterministicWallet.xpub), live))
        .contains("m/84'/0'/0'");
  }

  @Test
  void anIndexIsNotNegativeAndNotHardened() {
    var key = AccountKey.parse(ZPUB_84);
    assertThat(key.at(0x7fffffffL).isValid()).isTrue();
    assertThatThrownBy(() -> key.at(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> key.at(0x80000000L)).isInstanceOf(IllegalArgumentException.class);
  }

  private static String refused(String text, Set<Kind> accepted) {
    var reason =
        AccountKey.refuse(text, accepted, "m/84'/0'/0'").map(AccountProblem::text).orElse("");
    assertThat(text.length() > 20 && reason.contains(text)).as("repeats the key").isFalse();
    return reason;
  }
}
