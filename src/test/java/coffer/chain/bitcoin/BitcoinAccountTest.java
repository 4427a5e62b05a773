package coffer.chain.bitcoin;

import static coffer.chain.AddressSamples.ABOUT;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.chain.AddressSamples;
import coffer.core.chain.Chain;
import coffer.core.chain.Mode;
import fr.acinq.bitcoin.Descriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Accounts as their owners give them: keys alone and descriptors.
class BitcoinAccountTest {
  private static final String XPUB86 =
      "xpub6BgBgsespWvERF3LHQu6CnqdvfEvtMcQjYrcRzx53QJjSxarj2afYWcLteoGVky7D3UKDP9QyrLprQ3VCECoY49yfdDEHGCtMMj92pReUsQ";
  private static final String ZPUB84 =
      "zpub6rFR7y4Q2AijBEqTUquhVz398htDFrtymD9xYYfG1m4wAcvPhXNfE3EfH1r1ADqtfSdVCToUG868RvUUkgDKf31mGDtKsAYz2oz2AGutZYs";

  private final BitcoinAddresses format = new BitcoinAddresses();
  private final Chain bitcoin = AddressSamples.chain("bitcoin", "bc", Mode.LIVE);

  private static String checked(String body) {
    return body + "#" + Descriptor.checksum(body);
  }

  private String address(String account, long index) {
    return format.text(format.derive(account, index), bitcoin);
  }

  @Test
  void bip86() {
    var account = checked("tr([73c5da0a/86'/0'/0']" + XPUB86 + "/0/*)");
    assertThat(format.refuseAccount(account, Mode.LIVE)).isEmpty();
    assertThat(address(account, 0))
        .isEqualTo("bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr");
    assertThat(address(account, 1))
        .isEqualTo("bc1p4qhjn9zdvkux4e44uhx8tc55attvtyu358kutcqkudyccelu0was9fqzwh");
    assertThat(ABOUT.account("m/86'/0'/0'")).isEqualTo(XPUB86);
  }

  /// The example of Bitcoin Core's documentation of descriptors' checksums.
  @Test
  void theChecksumIsThatOfBitcoinCore() {
    assertThat(Descriptor.checksum("raw(deadbeef)")).isEqualTo("89f8spxm");
  }

  @Test
  void everySpellingOfAnAccountIsOneAccount() {
    var xpub = format.normalAccount(ZPUB84);
    assertThat(xpub).startsWith("xpub6").isEqualTo(ABOUT.account("m/84'/0'/0'"));
    var plain = checked("wpkh(" + xpub + "/0/*)");
    var origin = checked("wpkh([73c5da0a/84h/0h/0h]" + xpub + "/0/*)");
    var sparrow = checked("wpkh([73c5da0a/84h/0h/0h]" + xpub + "/<0;1>/*)");
    var bare = "[73c5da0a/84'/0'/0']" + xpub;
    var others =
        List.of(bare, "[73C5DA0A/84H/0h/0']" + ZPUB84, "wpkh(" + ZPUB84 + "/0/*)", sparrow);
    var all = new ArrayList<>(List.of(ZPUB84, xpub, plain, origin));
    all.addAll(others);
    all.add(sparrow.substring(0, sparrow.indexOf('#')));
    for (var spelling : all) {
      assertThat(format.refuseAccount(spelling, Mode.LIVE)).as(spelling).isEmpty();
      assertThat(format.normalAccount(spelling)).isEqualTo(xpub);
      assertThat(address(spelling, 0)).isEqualTo("bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu");
    }
    var taproot = checked("tr(" + XPUB86 + "/0/*)");
    var kept = format.normalAccount(taproot);
    assertThat(kept).isEqualTo("tr(" + XPUB86 + "/0/*)");
    assertThat(format.normalAccount(kept)).isEqualTo(kept);
    assertThat(format.normalAccount(checked("tr([73c5da0a/86h/0h/0h]" + XPUB86 + "/0/*)")))
        .isEqualTo(kept);
    assertThat(format.derive(kept, 7)).isEqualTo(format.derive(taproot, 7));
    assertThat(format.derive(kept, 7)).isNotEqualTo(format.derive(XPUB86, 7));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tr(XPUB/0/*)#aaaaaaaa | checksum is off",
        "tr(XPUB/0/*)# | checksum is off",
        "CHECK:tr(xprv9xpXFhFpqdQK3TmytPBqXtGSwS3DLjojFhTGht8gwAAii8py5X6pxeBnQ6ehJiyJ6nDjWGJfZ95WxByFXVkDxHXrqu53WCRGypk2ttuqncb/0/*) | private key",
        "CHECK:pkh(XPUB/0/*) | wpkh(...) or tr(...)",
        "CHECK:sh(wpkh(XPUB/0/*)) | wpkh(...) or tr(...)",
        "CHECK:wsh(multi(1,XPUB/0/*)) | wpkh(...) or tr(...)",
        "CHECK:wpkh(XPUB/<1;0>/*) | KEY/0/*",
        "CHECK:wpkh(XPUB/<0;1;2>/*) | KEY/0/*",
        "CHECK:tr([73c5da0a/84h/0h/0h]XPUB/<0;1>/*) | contradicts the descriptor: m/84'/0'",
        "wpkh([73c5da0a/86h/0h/0h]XPUB/0/*) | contradicts the descriptor: m/86'/0'",
        "wpkh([73c5da0a/49'/0'/0']XPUB/0/*) | contradicts the descriptor",
        "wpkh([73c5da0a/84h/1h/0h]XPUB/0/*) | contradicts the descriptor: m/84'/1'",
        "[73c5da0a/86'/0'/0']XPUB | contradicts the descriptor: m/86'/0'",
        "[73c5da0a/84'/0']XPUB | another depth",
        "[73c5da0a/84'/0'/0']XPUB/0/* | with its origin or without",
        "wpkh([73c5da0a/84'/0'/0']XPUB/<0;1>/*)#aaaaaaaa | checksum is off",
        "CHECK:wpkh(XPUB/1/*) | KEY/0/*",
        "CHECK:wpkh(XPUB/0/*h) | KEY/0/*",
        "CHECK:wpkh(XPUB) | KEY/0/*",
        "CHECK:tr(XPUB/0/*,pk(XPUB/1/*)) | KEY/0/*",
        "CHECK:tr([73c5da0a/86h/0h]XPUB/0/*) | another depth",
        "CHECK:tr([73c5da0a]XPUB/0/*) | another depth",
        "CHECK:tr([73c5/86h/0h/0h]XPUB/0/*) | with its origin",
        "CHECK:tr(ZPUB/0/*) | Wanted is xpub, not zpub",
        "CHECK:wpkh(TPUB/0/*) | Wanted is xpub or zpub, not tpub",
        "CHECK:wpkh(XPUBB/0/*) | checksum are off"
      })
  void whatCannotBeAWalletIsRefusedInWords(String text, String reason) {
    var filled =
        text.replace("ZPUB", ZPUB84)
            .replace("TPUB", ABOUT.account("m/84'/1'/0'"))
            .replace("XPUB", XPUB86);
    if (filled.startsWith("CHECK:")) filled = checked(filled.substring(6));
    assertThat(format.refuseAccount(filled, Mode.LIVE))
        .hasValueSatisfying(
            said ->
                assertThat(said.text()).contains(reason).doesNotContain(XPUB86.substring(5, 30)));
  }

  /// The letters of a private key's prefix occur inside of one public key in 1,750.
  @Test
  void aPublicKeyMayContainTheLettersOfAPrivateOne() {
    var xpub =
        IntStream.range(0, 100_000)
            .mapToObj(i -> ABOUT.account("m/84'/0'/" + i + "'"))
            .filter(key -> key.contains("prv"))
            .findFirst()
            .orElseThrow();
    assertThat(format.refuseAccount(checked("wpkh(" + xpub + "/0/*)"), Mode.LIVE)).isEmpty();
  }

  /// Wallets keep nested SegWit (BIP-49) under `ypub`: those addresses are not made here.
  @Test
  void aKeyOfOtherAddressesIsRefused() {
    var ypub =
        "ypub6Ww3ibxVfGzLrAH1PNcjyAWenMTbbAosGNB6VvmSEgytSER9azLDWCxoJwW7Ke7icmizBMXrzBx9979FfaHxHcrArf3zbeJJJUZPf663zsP";
    for (var text : List.of(ypub, "[73c5da0a/49'/0'/0']" + ypub)) {
      assertThat(format.refuseAccount(text, Mode.LIVE).orElseThrow().text())
          .contains("Wanted is xpub or zpub, not ypub");
    }
  }

  @Test
  void testNetworksHaveKeysOfTheirOwn() {
    var tpub = ABOUT.account("m/86'/1'/0'");
    var account = checked("tr([73c5da0a/86h/1h/0h]" + tpub + "/0/*)");
    assertThat(format.refuseAccount(account, Mode.TEST)).isEmpty();
    assertThat(format.refuseAccount(account, Mode.LIVE)).isPresent();
    assertThat(format.normalAccount(account)).isEqualTo("tr(" + tpub + "/0/*)");
    assertThat(format.derive(account, 0).bytes()).hasSize(34).startsWith(0x51, 32);
  }
}
