package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.app.config.CatalogueFile;
import coffer.core.chain.Catalogue;
import coffer.core.chain.Catalogue.AssetEntry;
import coffer.core.chain.Catalogue.ChainEntry;
import coffer.core.chain.Chain.Finality;
import coffer.core.chain.Mode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.jcajce.provider.digest.Keccak;
import org.bouncycastle.jcajce.provider.digest.SHA256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the catalogue says that comes along, `assets.toml`.
class AssetsTest {
  private static final Catalogue CATALOGUE = CatalogueFile.bundled().catalogue();

  /// What goes wrong most: the same token has other decimals on another chain.
  @ParameterizedTest
  @CsvSource({
    "ethereum, ETH, 18, ",
    "ethereum, USDT, 6, 0xdAC17F958D2ee523a2206206994597C13D831ec7",
    "ethereum, USDC, 6, 0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48",
    "ethereum, A7A5, 6, 0x6fA0BE17e4beA2fCfA22ef89BF8ac9aab0AB0fc9",
    "bsc, BNB, 18, ",
    "bsc, USDT, 18, 0x55d398326f99059fF775485246999027B3197955",
    "bsc, USDC, 18, 0x8AC76a51cc950d9822D68b83fE1Ad97B32Cd580d",
    "ethereum-sandbox, USDT, 6, 0xdAC17F958D2ee523a2206206994597C13D831ec7",
    "bsc-sandbox, BNB, 18, ",
    "bsc-sandbox, USDT, 18, 0x55d398326f99059fF775485246999027B3197955",
    "bitcoin, BTC, 8, ",
    "tron, TRX, 6, ",
    "tron, USDT, 6, TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
    "tron, USDC, 6, TEkxiTehnzSmSe2XqrBj4w32RUN966rdz8",
    "tron, A7A5, 6, TLeVfrdym8RoJreJ23dAGyfJDygRtiWKBZ",
    "tron-nile, USDT, 6, TXLAQ63Xg1NAzckPwKHvzw7CSEmLMEqcdj",
    "bitcoin-sandbox, BTC, 8, ",
    "tron-sandbox, TRX, 6, ",
    "tron-sandbox, USDT, 6, TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
  })
  void tokensArePinned(String chain, String code, int decimals, String contract) {
    var asset = asset(chain, code);
    assertThat(asset.decimals()).isEqualTo(decimals);
    assertThat(asset.contract()).isEqualTo(Optional.ofNullable(contract));
  }

  @Test
  void contractsHaveTheirChecksums() {
    int checked = 0;
    for (var chain : CATALOGUE.chains()) {
      for (var asset : chain.assets()) {
        if (asset.contract().isEmpty()) continue;
        var contract = asset.contract().get();
        switch (chain.family()) {
          case "evm" -> assertThat(contract).isEqualTo(eip55(contract));
          case "tron" -> assertThat(isTron(contract)).as(contract).isTrue();
          default -> throw new AssertionError(chain.name() + " has no tokens");
        }
        checked++;
      }
    }
    assertThat(checked).isGreaterThanOrEqualTo(14);
  }

  @Test
  void everyNetworkHasItsSandboxWithTheSameTokens() {
    assertThat(names(CATALOGUE.chains().stream().filter(chain -> chain.spec().sandbox())))
        .containsExactlyInAnyOrder(
            "ethereum-sandbox",
            "bsc-sandbox",
            "polygon-sandbox",
            "bitcoin-sandbox",
            "tron-sandbox");
    for (var sandbox : CATALOGUE.chains()) {
      if (!sandbox.spec().sandbox()) continue;
      assertThat(sandbox.mode()).isEqualTo(Mode.TEST);
      assertThat(sandbox.spec().finality()).isInstanceOf(Finality.Depth.class);
      assertThat(sandbox.spec().explorerTx()).isEmpty();
      assertThat(sandbox.assets()).allMatch(AssetEntry::enabled).allMatch(a -> a.minDepth() == 1);
    }
    assertThat(codes(chain("bsc-sandbox"))).containsExactly("BNB", "USDT", "USDC");
    assertThat(codes(chain("polygon-sandbox"))).isEqualTo(codes(chain("polygon")));
    assertThat(codes(chain("tron-sandbox")))
        .containsExactlyInAnyOrder("TRX", "USDT", "USDC", "TRUB");
    // A payer's wallet must not take a simulated chain for the real one.
    assertThat(chain("ethereum-sandbox").spec().reference()).isNotEqualTo("1");
    assertThat(chain("bitcoin-sandbox").spec().reference()).isEqualTo("bcrt");
  }

  @Test
  void everyNetworkIsThereLiveAndForTests() {
    assertThat(names(real().filter(chain -> chain.mode() == Mode.LIVE)))
        .containsExactlyInAnyOrder("ethereum", "bsc", "polygon", "bitcoin", "tron");
    assertThat(names(real().filter(chain -> chain.mode() == Mode.TEST)))
        .containsExactlyInAnyOrder(
            "ethereum-sepolia", "bsc-testnet", "bitcoin-testnet", "tron-nile");
  }

  /// Or test money could be taken for real money.
  @Test
  void noTestNetworkHasTheReferenceOfAMainNetwork() {
    var live = references(real().filter(chain -> chain.mode() == Mode.LIVE));
    var test = references(CATALOGUE.chains().stream().filter(chain -> chain.mode() == Mode.TEST));
    assertThat(live).doesNotHaveDuplicates().doesNotContainAnyElementsOf(test);
    assertThat(live)
        .containsExactlyInAnyOrder("evm 1", "evm 56", "evm 137", "bitcoin bc", "tron 728126428");
  }

  @Test
  void sumsAreSuchAsOneCanPay() {
    for (var chain : CATALOGUE.chains()) {
      for (var asset : chain.assets()) {
        var name = asset.code() + " on " + chain.name();
        var typed = BigInteger.TEN.pow(asset.decimals() - asset.precision());
        assertThat(asset.minUnits()).as(name).isGreaterThanOrEqualTo(typed);
        assertThat(asset.dustUnits()).as(name).isPositive().isLessThan(asset.minUnits());
        assertThat(asset.minDepth()).as(name).isPositive();
      }
    }
  }

  @Test
  void explorersAreAskedForATransactionByHttps() {
    real()
        .map(chain -> chain.spec().explorerTx())
        .forEach(url -> assertThat(url).startsWith("https://").endsWith("/{txid}"));
    assertThat(real().map(chain -> chain.spec().explorerTx())).doesNotHaveDuplicates();
  }

  /// The number of coins decides, so one token's decimals must not be taken for another's.
  @Test
  void theSameDollarHasOtherUnitsOnAnotherChain() {
    var one = new BigDecimal("1");
    for (var code : List.of("USDT", "USDC")) {
      assertThat(one.movePointRight(asset("ethereum", code).decimals()))
          .isEqualByComparingTo("1e6");
      assertThat(one.movePointRight(asset("bsc", code).decimals())).isEqualByComparingTo("1e18");
      assertThat(one.movePointRight(asset("tron", code).decimals())).isEqualByComparingTo("1e6");
      assertThat(asset("bsc", code).precision()).as("what a payer types").isEqualTo(6);
      assertThat(contract("bsc", code)).isNotEqualTo(contract("ethereum", code));
    }
  }

  @Test
  void bitcoinWaitsLongerForMore() {
    var confirmations = asset("bitcoin", "BTC").confirmations();
    var depths =
        Stream.of("0.5", "5", "50")
            .map(coins -> new BigDecimal(coins).movePointRight(8).toBigIntegerExact())
            .map(units -> confirmations.depth(units).orElseThrow())
            .toList();
    assertThat(depths).hasToString("[2, 3, 6]");
  }

  private static Optional<String> contract(String chain, String code) {
    return asset(chain, code).contract();
  }

  private static Stream<ChainEntry> real() {
    return CATALOGUE.chains().stream().filter(chain -> !chain.spec().sandbox());
  }

  private static List<String> references(Stream<ChainEntry> chains) {
    return chains.map(chain -> chain.family() + " " + chain.spec().reference()).toList();
  }

  @Test
  void whatCannotBeHadAnyMoreIsOff() {
    assertThat(asset("tron", "USDC").enabled()).isFalse();
    assertThat(asset("tron", "A7A5").enabled()).isFalse();
    assertThat(asset("tron", "USDT").enabled()).isTrue();
  }

  @Test
  void aTokenToBeCarefulWithIsOffAndSaysWhyWhenEnabled() {
    assertThat(CatalogueFile.bundled().cautions()).isEmpty();
    var careful = List.of("ethereum A7A5 sanctions", "tron A7A5 sanctions", "tron USDC Circle");
    for (var each : careful) {
      var words = each.split(" ");
      var asset = asset(words[0], words[1]);
      assertThat(asset.enabled()).as(each).isFalse();
      var own = "[%s.assets.%s]\nenabled = true\n".formatted(words[0], words[1]);
      var read = CatalogueFile.with(Map.of("own.toml", own));
      assertThat(read.cautions())
          .singleElement()
          .asString()
          .startsWith(words[1] + " on " + words[0] + " is enabled, but ")
          .contains(words[2]);
      assertThat(asset(read.catalogue(), words[0], words[1]).enabled()).isTrue();
    }
  }

  private static ChainEntry chain(String name) {
    return CATALOGUE.chain(name).orElseThrow();
  }

  private static AssetEntry asset(String chain, String code) {
    return asset(CATALOGUE, chain, code);
  }

  private static AssetEntry asset(Catalogue catalogue, String chain, String code) {
    return catalogue.chain(chain).orElseThrow().assets().stream()
        .filter(asset -> asset.code().equals(code))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> codes(ChainEntry chain) {
    return chain.assets().stream().map(AssetEntry::code).toList();
  }

  private static List<String> names(Stream<ChainEntry> chains) {
    return chains.map(ChainEntry::name).toList();
  }

  /// Told apart from the code that reads addresses: this test judges the file alone.
  private static String eip55(String address) {
    var bare = address.substring(2).toLowerCase(Locale.ROOT);
    var hash =
        HexFormat.of()
            .formatHex(new Keccak.Digest256().digest(bare.getBytes(StandardCharsets.US_ASCII)));
    var out = new StringBuilder("0x");
    for (int i = 0; i < bare.length(); i++) {
      boolean upper = Character.digit(hash.charAt(i), 16) >= 8;
      out.append(upper ? Character.toUpperCase(bare.charAt(i)) : bare.charAt(i));
    }
    return out.toString();
  }

  private static boolean isTron(String address) {
    var alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    var number = BigInteger.ZERO;
    for (char c : address.toCharArray()) {
      number = number.multiply(BigInteger.valueOf(58)).add(BigInteger.valueOf(alphabet.indexOf(c)));
    }
    var bytes = number.toByteArray();
    if (bytes.length != 25 || bytes[0] != 0x41) return false;
    var sha = new SHA256.Digest();
    var check = sha.digest(sha.digest(Arrays.copyOf(bytes, 21)));
    return Arrays.equals(check, 0, 4, bytes, 21, 25);
  }
}
