package coffer.chain.bitcoin;

import static coffer.chain.AddressSamples.ABOUT;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.chain.AddressSamples;
import coffer.core.chain.Chain;
import coffer.core.chain.Mode;
import fr.acinq.bitcoin.Descriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Accounts as their owners give them: keys alone and descriptors.
class AccountTest {
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
    for (var spelling : new String[] {ZPUB84, xpub, plain, origin}) {
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
        "tr(XPUB/0/*) | ends with #",
        "CHECK:tr(xprv9xpXFhFpqdQK3TmytPBqXtGSwS3DLjojFhTGht8gwAAii8py5X6pxeBnQ6ehJiyJ6nDjWGJfZ95WxByFXVkDxHXrqu53WCRGypk2ttuqncb/0/*) | private key",
        "CHECK:pkh(XPUB/0/*) | wpkh(...) or tr(...)",
        "CHECK:sh(wpkh(XPUB/0/*)) | wpkh(...) or tr(...)",
        "CHECK:wsh(multi(1,XPUB/0/*)) | wpkh(...) or tr(...)",
        "CHECK:wpkh(XPUB/<0;1>/*) | receiving addresses alone",
        "CHECK:wpkh(XPUB/1/*) | KEY/0/*",
        "CHECK:wpkh(XPUB/0/*h) | KEY/0/*",
        "CHECK:wpkh(XPUB) | KEY/0/*",
        "CHECK:tr(XPUB/0/*,pk(XPUB/1/*)) | KEY/0/*",
        "CHECK:tr([73c5da0a/86h/0h]XPUB/0/*) | another depth",
        "CHECK:tr([73c5da0a]XPUB/0/*) | another depth",
        "CHECK:tr([73c5/86h/0h/0h]XPUB/0/*) | KEY/0/*",
        "CHECK:wpkh(ZPUB/0/*) | Wanted is xpub, not zpub",
        "CHECK:wpkh(TPUB/0/*) | Wanted is xpub, not tpub",
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
            said -> assertThat(said).contains(reason).doesNotContain(XPUB86.substring(5, 30)));
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
