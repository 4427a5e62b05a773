package coffer.chain.bitcoin;

import static coffer.chain.AddressSamples.ABOUT;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.chain.AddressSamples;
import coffer.core.chain.Address;
import coffer.core.chain.Chain;
import coffer.core.chain.Mode;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BitcoinAddressesTest {
  private final BitcoinAddresses format = new BitcoinAddresses();
  private final Chain bitcoin = AddressSamples.chain("bitcoin", "bc", Mode.LIVE);
  private final Chain testnet = AddressSamples.chain("bitcoin", "tb", Mode.TEST);
  private final Chain regtest = AddressSamples.chain("bitcoin", "bcrt", Mode.TEST);

  @Test
  void bip84() {
    var zpub =
        "zpub6rFR7y4Q2AijBEqTUquhVz398htDFrtymD9xYYfG1m4wAcvPhXNfE3EfH1r1ADqtfSdVCToUG868RvUUkgDKf31mGDtKsAYz2oz2AGutZYs";
    assertThat(format.text(format.derive(zpub, 0), bitcoin))
        .isEqualTo("bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu");
    assertThat(format.text(format.derive(zpub, 1), bitcoin))
        .isEqualTo("bc1qnjg0jd8228aq7egyzacy8cys3knf9xvrerkf9g");
    assertThat(format.derive(ABOUT.account(format.accountPath(Mode.LIVE)), 1))
        .isEqualTo(format.derive(zpub, 1));
    assertThat(format.refuseAccount(zpub, Mode.LIVE)).isEmpty();
    assertThat(format.refuseAccount(zpub, Mode.TEST)).isPresent();
  }

  @Test
  void testNetworksHaveAccountsOfTheirOwn() {
    var tpub = ABOUT.account(format.accountPath(Mode.TEST));
    var address = format.derive(tpub, 0);
    assertThat(format.text(address, testnet))
        .isEqualTo("tb1q6rz28mcfaxtmd6v789l9rrlrusdprr9pqcpvkl");
    assertThat(format.text(address, regtest)).startsWith("bcrt1q6rz28mcfaxtmd6v789l9rrlrusdprr9p");
    assertThat(format.refuseAccount(tpub, Mode.TEST)).isEmpty();
    assertThat(format.refuseAccount(tpub, Mode.LIVE)).isPresent();
  }

  /// BIP-173, BIP-350 and well-known ones.
  @ParameterizedTest
  @CsvSource({
    "bc, BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4, 0014751e76e8199196d454941c45d1b3a323f1433bd6",
    "tb, tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7, 00201863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262",
    "bc, bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y, 5128751e76e8199196d454941c45d1b3a323f1433bd6751e76e8199196d454941c45d1b3a323f1433bd6",
    "bc, BC1SW50QGDZ25J, 6002751e",
    "bc, bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs, 5210751e76e8199196d454941c45d1b3a323",
    "tb, tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c, 5120000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433",
    "bc, bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0, 512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
    "bc, 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa, 76a91462e907b15cbf27d5425399ebf6f0fb50ebb88f1888ac",
    "bc, 3P14159f73E4gFr7JterCCQh9QjiTjiZrG, a914e9c3dd0c07aac76179ebc76a6c78d4d67c6c160a87",
    "tb, mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn, 76a914243f1394f44554f4ce3fd68649c19adc483ce92488ac",
  })
  void readsEveryKind(String hrp, String text, String script) {
    var chain = AddressSamples.chain("bitcoin", hrp, Mode.LIVE);
    var address = format.parse(text, chain).orElseThrow();
    assertThat(address).hasToString(script);
    var bech32 = text.toLowerCase(Locale.ROOT).startsWith(hrp + "1");
    assertThat(format.text(address, chain))
        .isEqualTo(bech32 ? text.toLowerCase(Locale.ROOT) : text);
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "bc1",
    "tc1qw508d6qejxtdg4y5r3zarvary0c5xw7kg3g4ty",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
    "BC13W508D6QEJXTDG4Y5R3ZARVARY0C5XW7KN40WF2",
    "bc1rw5uspcuh",
    "bc10w508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kw5rljs90",
    "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kV8f3t4",
    "bc1zw508d6qejxtdg4y5r3zarvaryvqyzf3du",
    "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7k7grplx",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
    "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
    "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL",
    "bc1gmk9yu",
    "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7",
    "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn",
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
    "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
    "bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
  })
  void refuses(String text) {
    assertThat(format.parse(text, bitcoin)).isEmpty();
  }

  @Test
  void aNetworkTakesNoOtherNetworksAddress() {
    var address = format.derive(ABOUT.account(format.accountPath(Mode.TEST)), 0);
    for (var mine : List.of(bitcoin, testnet, regtest)) {
      for (var other : List.of(bitcoin, testnet, regtest)) {
        assertThat(format.parse(format.text(address, mine), other).isPresent())
            .isEqualTo(mine == other);
      }
    }
  }

  @Test
  void bip321() {
    var btc = AddressSamples.asset("BTC", Optional.empty(), 8);
    var to = format.parse("bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu", bitcoin).orElseThrow();
    var uri = "bitcoin:bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu";
    assertThat(format.paymentUri(to, btc, bitcoin, Optional.empty())).isEqualTo(uri);
    assertThat(format.paymentUri(to, btc, bitcoin, Optional.of(BigInteger.ONE)))
        .isEqualTo(uri + "?amount=0.00000001");
    assertThat(format.paymentUri(to, btc, bitcoin, Optional.of(BigInteger.valueOf(2_000_000_000))))
        .isEqualTo(uri + "?amount=20");
  }

  @Test
  void aScriptWithoutAnAddressIsWrittenAndNotRead() {
    for (var hex : List.of("6a0568656c6c6f", "51", "0015" + "00".repeat(21), "5103000000ff")) {
      var text = format.text(Address.of(HexFormat.of().parseHex(hex)), bitcoin);
      assertThat(text).isEqualTo("script:" + hex);
      assertThat(format.parse(text, bitcoin)).isEmpty();
    }
  }

  @Test
  void whateverIsWrittenIsReadAndSpoiledLettersAreNoticed() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      var address = Address.of(script(random));
      var chain = List.of(bitcoin, testnet, regtest).get(random.nextInt(3));
      var text = format.text(address, chain);
      assertThat(format.parse(text, chain)).as("seed %d: %s", seed, text).contains(address);
      var spoiled = AddressSamples.spoiled(text, random);
      if (!spoiled.equals(text)) assertThat(format.parse(spoiled, chain)).as(spoiled).isEmpty();
    }
  }

  private static byte[] script(Random random) {
    int kind = random.nextInt(5);
    int length =
        switch (kind) {
          case 3 -> 32;
          case 4 -> 2 + random.nextInt(39);
          default -> 20;
        };
    var hash = new byte[length];
    random.nextBytes(hash);
    var hex = HexFormat.of().formatHex(hash);
    return switch (kind) {
      case 0 -> HexFormat.of().parseHex("76a914" + hex + "88ac");
      case 1 -> HexFormat.of().parseHex("a914" + hex + "87");
      case 2, 3 -> OutputScript.witness(0, hash);
      default -> OutputScript.witness(1 + random.nextInt(16), hash);
    };
  }

  @Test
  void derivesFast() {
    assertThat(AddressSamples.speed(format)).isGreaterThan(1_000);
  }
}
