package coffer.chain.tron;

import static coffer.chain.tron.TronWorld.ALICE;
import static coffer.chain.tron.TronWorld.lines;
import static coffer.chain.tron.TronWorld.read;
import static coffer.chain.tron.TronWorld.to;
import static coffer.chain.tron.TronWorld.units;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.BlockRef;
import coffer.testnet.TronChain;
import coffer.testnet.TronNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Endpoints that fail, lie and come back.
class TronNodesTest {
  private static final String KEY = "8d5e3c1a-secret-key";
  private static final String SUSPENDED =
      "{\"Error\":\"The key %s exceeds the frequency limit(15), and the query server is suspended"
          + " for 30s\"}";
  private static final String OVERLOADED =
      "{\"Error\":\"class java.lang.IllegalAccessException : lack of computing resources\"}";
  @AutoClose private final TronWorld world = new TronWorld();
  private final TronChain chain = world.chain;
  private final TronNode node = world.node;

  TronNodesTest() {
    chain.mine(1);
    chain.pay(world.rich, ALICE, 7);
    chain.transfer(world.rich, world.token, ALICE, units(5));
    chain.mine(6);
  }

  private void paid(TronSource source) {
    assertThat(lines(to(source, read(source, world.first()), ALICE)))
        .containsExactly("TRX value 7", "USDT log:0 5");
  }

  private static Kind kind(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return catchThrowableOfType(SourceException.class, call).kind();
  }

  @Test
  void theTipIsSolidifiedBehindTheHead() {
    var source = world.source();
    assertThat(source.tip().head().hash()).isEqualTo(chain.id(7));
    assertThat(source.tip().finalHeight()).contains(5L);
    assertThat(source.tip().clock()).isEqualTo(chain.headTime());
    chain.skip(4);
    chain.mine(1);
    assertThat(source.tip().head().at()).isEqualTo(chain.headTime());
  }

  /// A node's second port, where solidified blocks are told, may not be open to us.
  @Test
  void whatIsSolidifiedIsToldInSeveralPlaces() {
    for (var missing :
        List.of(
            new String[] {},
            new String[] {"walletsolidity/getblock"},
            new String[] {"walletsolidity/getblock", "walletsolidity/getnowblock"},
            new String[] {
              "walletsolidity/getblock", "walletsolidity/getnowblock", "wallet/getblock"
            })) {
      node.lacks(missing);
      var source = world.source();
      assertThat(source.tip().finalBlock()).contains(source.header(5).orElseThrow().ref());
      assertThat(source.tip().head().height()).isEqualTo(7);
      paid(source);
      assertThat(source.header(99)).isEmpty();
      node.heal();
    }
    assertThat(node.asked("wallet/getnodeinfo")).isPositive();
  }

  @Test
  void theOrderOfMembersDoesNotMatter() {
    node.backwards();
    paid(world.source());
  }

  @Test
  void infosMayComeInAnotherOrder() {
    node.answer(
        "wallet/gettransactioninfobyblocknum",
        infos -> {
          var other = JsonNodeFactory.instance.arrayNode();
          infos.valueStream().toList().reversed().forEach(other::add);
          return other;
        });
    paid(world.source());
  }

  @Test
  void theKeyIsSentAndNeverShown() {
    var endpoint = new TronEndpoint(node.url(), Optional.empty(), Map.of("TRON-PRO-API-KEY", KEY));
    var source = world.source(List.of(endpoint));
    paid(source);
    assertThat(node.keys()).containsExactly(KEY);
    assertThat(endpoint.toString()).doesNotContain(KEY);
    assertThat(source.endpoint()).startsWith("127.0.0.1:");
    node.fail(403, SUSPENDED.formatted(KEY), 1);
    assertThatThrownBy(source::tip).hasMessageContaining("frequency").hasMessageNotContaining(KEY);
    var inPath = "http://127.0.0.1:1/" + KEY;
    assertThatThrownBy(() -> world.source(List.of(TronEndpoint.of(inPath))).tip())
        .hasMessageNotContaining(KEY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "429|{}|LIMITED",
        "403|{\"Error\":\"the query server is suspended for 5s\"}|LIMITED",
        "503|{\"Error\":\"The key exceeds the frequency limit(15)\"}|LIMITED",
        "200|{\"Error\":\"class java.lang.Exception : lack of computing resources\"}|LIMITED",
        "200|{\"Error\":\"class java.lang.NullPointerException : null\"}|BROKEN",
        "200|this API is closed because this node is a lite fullnode|BROKEN",
        "200|<html><body>Welcome</body></html>|BROKEN",
        "200|[]|BROKEN",
        "200|{\"blockID\":\"00\"}|BROKEN",
        "401|no|BROKEN",
        "502|<html>bad gateway</html>|UNREACHABLE"
      })
  void answersThatAreNone(int status, String body, Kind kind) {
    node.fail(status, body, 99);
    var source = world.source();
    assertThat(kind(source::tip)).isEqualTo(kind);
    assertThat(source.errors()).containsKey(kind.name());
    node.heal();
    var second = world.another();
    node.fail(status, body, 99);
    paid(world.source(node, second));
  }

  @Test
  void connectionsThatBreak() {
    node.truncate(1);
    var source = world.source();
    assertThat(kind(source::tip)).isEqualTo(Kind.UNREACHABLE);
    node.heal();
    node.down();
    var other = world.source(node, world.another());
    paid(other);
    assertThat(other.errors()).containsKey("UNREACHABLE");
  }

  @Test
  void anotherChain() {
    var wrong =
        new TronSource(
            TronWorld.chain("728126428"),
            world.assets(),
            List.of(TronEndpoint.of(node.url())),
            TronWorld.LIMITS);
    assertThat(kind(wrong::tip)).isEqualTo(Kind.WRONG_CHAIN);
    wrong.close();
  }

  @Test
  void fewerInfosThanTransactions() {
    node.hideInfos(1);
    var source = world.source();
    assertThatThrownBy(() -> read(source, world.first()))
        .hasMessageContaining("1 infos of the 2 transactions");
    assertThat(node.asked("wallet/gettransactioninfobyblocknum")).isGreaterThanOrEqualTo(3);
    node.heal();
    node.hideInfos(99);
    assertThat(kind(() -> read(world.source(), world.first()))).isEqualTo(Kind.INCONSISTENT);
    paid(world.source(node, world.another()));
  }

  /// Behind one address there may be several nodes, of which one is a moment late.
  @Test
  void infosThatComeWhenAskedAgain() {
    var times = new java.util.concurrent.atomic.AtomicInteger(2);
    node.answer(
        "wallet/gettransactioninfobyblocknum",
        infos -> times.getAndDecrement() > 0 ? JsonNodeFactory.instance.arrayNode() : infos);
    paid(world.source());
  }

  @Test
  void infosOfAnotherBlock() {
    node.infos(info -> info.put("blockTimeStamp", 1));
    assertThat(kind(() -> read(world.source(), world.first()))).isEqualTo(Kind.INCONSISTENT);
    node.heal();
    node.infos(info -> info.put("id", "ab".repeat(32)));
    assertThat(kind(() -> read(world.source(), world.first()))).isEqualTo(Kind.INCONSISTENT);
  }

  @Test
  void aBlockThatHidesItsTransactions() {
    node.answer("wallet/getblockbylimitnext", TronNodesTest::bare);
    assertThatThrownBy(() -> read(world.source(), world.first()))
        .hasMessageContaining("root of transactions");
  }

  private static tools.jackson.databind.JsonNode bare(tools.jackson.databind.JsonNode answer) {
    answer.path("block").forEach(block -> ((ObjectNode) block).remove("transactions"));
    return answer;
  }

  @Test
  void aBlockIdThatIsNotOfItsHeight() {
    var source = world.source();
    source.tip();
    node.answer("wallet/getblock", json -> ((ObjectNode) json).put("blockID", "0".repeat(64)));
    assertThat(kind(source::tip)).isEqualTo(Kind.INCONSISTENT);
  }

  @Test
  void decimalsMustBeTheCatalogues() {
    var assets = List.of(TronWorld.coin(), TronWorld.token(2, "USDT", world.token, 18));
    var source = world.source(List.of(TronEndpoint.of(node.url())), assets);
    var contradiction = source.doubts().get(assets.getLast());
    assertThat(contradiction.contradicts()).isTrue();
    assertThat(contradiction.why()).contains("has 6 decimals, the catalogue has 18");
    var nobody = List.of(TronWorld.coin(), TronWorld.token(2, "USDT", ALICE, 6));
    var none = world.source(List.of(TronEndpoint.of(node.url())), nobody);
    var silence = none.doubts().get(nobody.getLast());
    assertThat(silence.contradicts()).isFalse();
    assertThat(silence.why())
        .contains("did not tell its decimals: CONTRACT_VALIDATE_ERROR: Smart contract");
  }

  @Test
  void twoAssetsOfOneContractAreNone() {
    var twice =
        List.of(
            TronWorld.token(1, "USDT", world.token, 6), TronWorld.token(2, "X", world.token, 6));
    var endpoints = List.of(TronEndpoint.of(node.url()));
    assertThatThrownBy(() -> world.source(endpoints, twice))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anEndpointThatIsBehindOrStandsStill() {
    chain.mine(200);
    var second = world.another();
    node.headAt(5);
    assertThat(world.source(node, second).tip().head().height()).isEqualTo(207);
    node.heal();
    node.solidityAt(3);
    var both = world.source(node, second);
    assertThat(both.tip().finalHeight()).contains(205L);
    assertThat(world.source().tip().finalHeight()).as("nobody else to ask").contains(3L);
  }

  @Test
  void onlyAnotherEndpointCanAgree() {
    var head = new BlockRef(7, chain.id(7));
    assertThat(world.source().agreed(head)).isFalse();
    var second = world.another();
    var source = world.source(node, second);
    source.tip();
    assertThat(source.agreed(head)).isTrue();
    var other = chain.twin();
    other.reorg(3, TronChain.Fate.DROPPED);
    second.follow(other);
    assertThat(source.agreed(head)).isFalse();
    assertThat(source.agreed(new BlockRef(4, chain.id(4)))).isTrue();
  }

  @Test
  void answersThatAreTooLongAreAskedForInParts() {
    for (int i = 0; i < 6; i++) {
      for (int j = 0; j < 20; j++) chain.pay(world.rich, ALICE, 1 + i);
      chain.mine(1);
    }
    chain.mine(3);
    var small =
        new TronLimits(
            100,
            2,
            16,
            60_000,
            TronWorld.LIMITS.timeout(),
            TronWorld.LIMITS.again(),
            TronWorld.LIMITS.rest(),
            TronWorld.LIMITS.longestRest());
    try (var source =
        new TronSource(
            TronWorld.chain(chain.reference()),
            world.assets(),
            List.of(TronEndpoint.of(node.url())),
            small)) {
      assertThat(to(source, read(source, world.first()), ALICE)).hasSize(122);
    }
    assertThat(node.asked("wallet/getblockbylimitnext")).isGreaterThan(1);
  }

  @Test
  void whereThereIsJsonRpcLogsAreCountedTwice() {
    var endpoint = new TronEndpoint(node.url(), Optional.of(node.jsonrpc()), Map.of());
    paid(world.source(List.of(endpoint)));
    assertThat(node.asked("jsonrpc")).isPositive();
    assertThat(node.asked("wallet/triggerconstantcontract")).isZero();
    node.infos(
        info -> {
          info.remove("log");
          return info;
        });
    assertThatThrownBy(() -> read(world.source(List.of(endpoint)), world.first()))
        .hasMessageContaining("0 transfers in the infos")
        .hasMessageContaining("1 in eth_getLogs");
    node.heal();
    node.answer("jsonrpc", _ -> overloaded());
    assertThat(kind(() -> read(world.source(List.of(endpoint)), world.first())))
        .isEqualTo(Kind.LIMITED);
  }

  private static ObjectNode overloaded() {
    return (ObjectNode) new JsonMapper().readTree(OVERLOADED);
  }

  @Test
  void rangesAreReadInPartsAndHeadsOneByOne() {
    chain.mine(10);
    var source = world.source();
    var blocks = read(source, world.first());
    assertThat(blocks).hasSize(17);
    assertThat(node.asked("wallet/getblockbylimitnext")).isEqualTo(5);
    assertThat(node.asked("wallet/getblockbynum")).isEqualTo(2);
    assertThat(node.asked("wallet/gettransactioninfobyblocknum"))
        .as("empty blocks need none")
        .isEqualTo(1);
    assertThatThrownBy(() -> source.blocks(new BlockRef(17, chain.id(17)), 18, 0))
        .isInstanceOfSatisfying(
            SourceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BEHIND));
  }
}
