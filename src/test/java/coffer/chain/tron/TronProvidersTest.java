package coffer.chain.tron;

import static coffer.chain.tron.TronWorld.ALICE;
import static coffer.chain.tron.TronWorld.lines;
import static coffer.chain.tron.TronWorld.read;
import static coffer.chain.tron.TronWorld.to;
import static coffer.chain.tron.TronWorld.units;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.chain.ChainSource;
import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import coffer.testnet.TronChain;
import coffer.testnet.TronNode;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// Endpoints that want to be asked for less, or in another way, each in its own words.
class TronProvidersTest {
  @AutoClose private final TronWorld world = new TronWorld();
  private final TronChain chain = world.chain;
  private final TronNode node = world.node;

  TronProvidersTest() {
    chain.mine(1);
    chain.pay(world.rich, ALICE, 7);
    chain.transfer(world.rich, world.token, ALICE, units(5));
    chain.mine(6);
  }

  private void paid(TronSource source) {
    assertThat(lines(to(source, read(source, world.first()), ALICE)))
        .containsExactly("TRX value 7", "USDT log:0 5");
  }

  /// One passing 404 must not be remembered for ever.
  @Test
  void whatWasMissingForAMomentIsAskedForAgain() {
    var source = world.source();
    node.lacks("walletsolidity/getblock", "walletsolidity/getnowblock", "wallet/getnodeinfo");
    assertThatThrownBy(source::tip).hasMessageContaining("/walletsolidity/getblock: HTTP 404");
    node.heal();
    node.lacks("wallet/getnodeinfo", "walletsolidity/getnowblock");
    assertThat(source.tip().finalHeight()).contains(5L);
    node.heal();
    node.lacks("walletsolidity/getblock", "walletsolidity/getnowblock");
    chain.mine(1);
    assertThat(source.tip().finalHeight()).contains(6L);
    node.heal();
    node.lacks("wallet/getnodeinfo");
    chain.mine(1);
    assertThat(source.tip().finalHeight()).contains(7L);
    paid(source);
  }

  /// A page of HTML does not help anybody.
  @ParameterizedTest
  @CsvSource({"404", "405"})
  void aPathThatIsNotThereIsNamedWithTheLikelyCause(int status) {
    node.fail(status, "<html><head><title>Error 405</title></head><body>%s</body></html>", 99);
    assertThatThrownBy(world.source()::tip)
        .hasMessageContaining("/wallet/getblock: HTTP " + status + ": Error 405 (nothing is served")
        .hasMessageContaining("on its port 8090")
        .hasMessageNotContaining("<");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-32602|exceed max block range: 2",
        "-32005|query returned more than 10000 results",
        "-32003|response too large",
        "-32000|something that nobody has seen before"
      })
  void rangesOfLogsAreHalvedWhateverTheWords(int code, String words) {
    chain.mine(20);
    node.answer(
        "jsonrpc",
        (asked, answer) -> {
          var filter = asked.at("/params/0");
          if (!filter.has("fromBlock")) return answer;
          var blocks = number(filter.get("toBlock")) - number(filter.get("fromBlock")) + 1;
          if (blocks <= 2) return answer;
          var refused = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
          refused.putObject("error").put("code", code).put("message", words);
          return refused;
        });
    var endpoint = new TronEndpoint(node.url(), Optional.of(node.jsonrpc()), Map.of());
    var source = world.source(List.of(endpoint));
    paid(source);
    assertThat(source.errors()).isEmpty();
  }

  private static long number(JsonNode quantity) {
    return Long.parseLong(quantity.asString().substring(2), 16);
  }

  /// As many requests as the plan allows, then nothing for a moment: what is asked for in one go
  /// shrinks until it fits.
  @Test
  void aPlanOfFewRequestsIsCaughtUpWith() {
    for (int i = 0; i < 60; i++) {
      chain.pay(world.rich, ALICE, 1 + i);
      chain.mine(1);
    }
    chain.mine(3);
    node.allow(9, Duration.ofMillis(30));
    var source = world.source();
    var at = world.first();
    while (at.height() < chain.height() - 2) {
      try {
        var tip = source.tip();
        var blocks =
            source.blocks(at, tip.finalHeight().orElseThrow(), tip.finalHeight().orElseThrow());
        at = blocks.getLast().header().ref();
      } catch (SourceException e) {
        assertThat(e.kind()).isEqualTo(Kind.LIMITED);
        LockSupport.parkNanos(1_000_000);
      }
    }
    assertThat(source.errors()).containsOnlyKeys("LIMITED");
  }

  /// java-tron as it comes out of the box.
  @Test
  void aNodeWithoutConstantCallsSaysSoItself() {
    node.answer(
        "wallet/triggerconstantcontract",
        _ ->
            new JsonMapper()
                .readTree(
                    "{\"result\":{\"code\":\"CONTRACT_VALIDATE_ERROR\",\"message\":\"%s\"}}"
                        .formatted(
                            HexFormat.of()
                                .formatHex(
                                    "Contract validate error : this node does not support constant"
                                        .getBytes(UTF_8)))));
    assertThat(world.source().doubts().values())
        .singleElement()
        .extracting(ChainSource.Doubt::why)
        .asString()
        .contains("CONTRACT_VALIDATE_ERROR", "this node does not support constant")
        .contains("vm.supportConstant = true");
    var endpoint = new TronEndpoint(node.url(), Optional.of(node.jsonrpc()), Map.of());
    assertThat(world.source(List.of(endpoint)).doubts()).isEmpty();
    paid(world.source(List.of(endpoint)));
  }
}
