package coffer.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.core.chain.Catalogue;
import coffer.core.chain.Catalogue.AssetEntry;
import coffer.core.chain.Catalogue.ChainEntry;
import coffer.core.chain.Chain.Finality;
import coffer.core.chain.Mode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How catalogues are read.
class CatalogueFileTest {
  private static final Catalogue CATALOGUE = CatalogueFile.bundled().catalogue();

  @Test
  void aChainWithoutAWatcherIsNotOffered() {
    var without = CatalogueFile.with(Map.of("own.toml", "bsc.watched = false")).catalogue();
    assertThat(without.chain("bsc")).isEmpty();
    assertThat(without.chain("ethereum")).isPresent();
  }

  @Test
  void aRegtestOfOnesOwnMayStandBesideTheSimulatedChain() {
    var own =
        """
        [regtest]
        title = "Regtest"
        network = "regtest"
        family = "bitcoin"
        mode = "test"
        reference = "bcrt"
        block_time = "10m"
        finality = 6
        min_depth = 1
        [regtest.assets.BTC]
        decimals = 8
        precision = 8
        """;
    var read = CatalogueFile.with(Map.of("own.toml", own)).catalogue();
    assertThat(read.chain("regtest")).isPresent();
  }

  @Test
  void aChainIsReadWithAllItSays() {
    var bsc = chain("bsc");
    assertThat(bsc.network()).isEqualTo("bsc");
    assertThat(bsc.family()).isEqualTo("evm");
    assertThat(bsc.mode()).isEqualTo(Mode.LIVE);
    assertThat(bsc.spec().title()).isEqualTo("BNB Smart Chain");
    assertThat(bsc.spec().reference()).isEqualTo("56");
    assertThat(bsc.spec().blockTime()).isEqualTo(Duration.ofMillis(450));
    assertThat(bsc.spec().finality()).isEqualTo(new Finality.Tag());
    assertThat(bsc.spec().explorerTx()).isEqualTo("https://bscscan.com/tx/{txid}");
    assertThat(chain("bitcoin-sandbox").spec().finality()).isEqualTo(new Finality.Depth(2));
    assertThat(asset("bsc", "USDT").minUnits()).isEqualTo(BigInteger.TEN.pow(17));
    assertThat(asset("bsc", "USDT").minDepth()).isEqualTo(45);
  }

  @Test
  void aTokenThatRoundsAndChargesHasSlack() {
    var trub = asset("tron-sandbox", "TRUB");
    assertThat(trub.slackUnits()).isEqualTo(BigInteger.TWO);
    assertThat(trub.slackPercent()).isEqualByComparingTo(new BigDecimal("0.2"));
  }

  @Test
  void anOperatorAddsAChainAndAToken() {
    var own =
        """
        [base]
        title = "Base"
        network = "base"
        family = "evm"
        mode = "live"
        reference = "8453"
        block_time = "2s"
        finality = "tag"
        min_depth = 30
        [base.assets.ETH]
        decimals = 18
        precision = 8
        min = 0.001
        [ethereum.assets.DAI]
        contract = "0x6B175474E89094C44Da98b954EedeAC495271d0F"
        decimals = 18
        precision = 6
        """;
    var read = CatalogueFile.with(Map.of("own.toml", own)).catalogue();
    assertThat(read.chain("base").orElseThrow().assets().getFirst().minUnits())
        .isEqualTo(BigInteger.TEN.pow(15));
    assertThat(codes(read.chain("ethereum").orElseThrow())).contains("DAI", "USDT");
    assertThat(codes(read.chain("ethereum-sandbox").orElseThrow())).contains("DAI");
  }

  @Test
  void everyProblemIsToldAtOnceWithItsKey() {
    var wrong =
        """
        [Bad]
        title = "Bad"
        network = "bad"
        family = "solana"
        mode = "live"
        reference = "one"
        block_time = "soon"
        finality = "never"
        min_depth = 0
        explorer_tx = "http://x/{txid}"
        color = "red"
        [Bad.assets.coin]
        decimals = 37
        precision = 9
        min = "-1"
        [Bad.assets.T]
        contract = "0x00000000000000000000000000000000000000AA"
        decimals = 2
        precision = 4
        dust = "0.001"
        slack_percent = "101"
        [Bad.assets.UU]
        contract = "0x00000000000000000000000000000000000000aa"
        precision = "2"
        [box]
        sandbox_of = "nowhere"
        """;
    assertThat(problems(wrong))
        .extracting(problem -> problem.substring(0, problem.indexOf(':')))
        .containsExactlyInAnyOrder(
            "Bad",
            "Bad.family",
            "Bad.reference",
            "Bad.block_time",
            "Bad.finality",
            "Bad.min_depth",
            "Bad.explorer_tx",
            "Bad.color",
            "Bad.assets.coin",
            "Bad.assets.coin.decimals",
            "Bad.assets.coin.precision",
            "Bad.assets.coin.min",
            "Bad.assets.T",
            "Bad.assets.T.precision",
            "Bad.assets.T.dust",
            "Bad.assets.T.slack_percent",
            "Bad.assets.UU.decimals",
            "Bad.assets.UU.precision",
            "Bad.assets.UU.contract",
            "box.sandbox_of");
  }

  /// One character of the true contract is another one, or another letter's case.
  @ParameterizedTest
  @CsvSource({
    "ethereum, 0xdAC17F958D2ee523a2206206994597C13D831ec8",
    "ethereum, 0xDAC17F958D2ee523a2206206994597C13D831ec7",
    "ethereum, 0xdAC17F958D2ee523a2206206994597C13D831e",
    "ethereum, TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
    "tron, TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u",
    "tron, 0xdAC17F958D2ee523a2206206994597C13D831ec7",
    "bitcoin, 0xdAC17F958D2ee523a2206206994597C13D831ec7",
  })
  void aSlipInAContractIsFound(String chain, String contract) {
    var own = "[%s.assets.NEW]\ncontract = \"%s\"\ndecimals = 6\nprecision = 6\n";
    assertThatThrownBy(() -> CatalogueFile.with(Map.of("own.toml", own.formatted(chain, contract))))
        .hasMessageContaining(chain + ".assets.NEW.contract: is no address");
  }

  @Test
  void chainsMustAgree() {
    var own =
        """
        [twin]
        title = "Twin"
        network = "tron"
        family = "evm"
        mode = "live"
        reference = "1"
        block_time = "1s"
        finality = 1
        min_depth = 1
        [twin.assets.AAA]
        decimals = 1
        precision = 1
        [twin.assets.BBB]
        decimals = 1
        precision = 1
        """;
    assertThatThrownBy(() -> CatalogueFile.with(Map.of("own.toml", own)))
        .hasMessageContaining("twin.family: of the network tron is tron elsewhere")
        .hasMessageContaining("twin.reference: is that of ethereum")
        .hasMessageContaining("twin.assets: exactly one asset has no contract, not 2");
  }

  @Test
  void aFileThatIsNoTomlSaysWhere() {
    assertThat(problems("[ok]\nx = = 1\n").getFirst()).startsWith("the file, line 2");
    assertThat(problems("bitcoin = 1\n").getFirst()).isEqualTo("bitcoin: is not a table");
  }

  private static List<String> problems(String toml) {
    try {
      CatalogueFile.of(toml);
      return List.of();
    } catch (CatalogueFile.Problems e) {
      return e.problems();
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
}
