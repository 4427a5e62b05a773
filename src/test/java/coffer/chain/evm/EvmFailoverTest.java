package coffer.chain.evm;

import static coffer.chain.evm.EvmWorld.BLOCKS;
import static coffer.chain.evm.EvmWorld.coin;
import static coffer.chain.evm.EvmWorld.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import coffer.testnet.Anvil;
import coffer.testnet.FaultyNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Which of several endpoints is asked.
class EvmFailoverTest {
  private static Anvil anvil;

  @BeforeAll
  static void start() {
    anvil = Anvil.start();
    anvil.mine(50);
  }

  @AfterAll
  static void close() {
    if (anvil != null) anvil.close();
  }

  @Test
  void aWrongChainIsNeverUsed() {
    try (var node = FaultyNode.before(anvil.url());
        var source = source(anvil, BLOCKS, List.of(coin()), node.url(), anvil.url());
        var alone = source(anvil, BLOCKS, List.of(coin()), node.url())) {
      node.chainId(5);
      assertThat(source.tip().head().height()).isEqualTo(50);
      assertThat(source.endpoint()).isEqualTo(name(anvil.url()));
      assertThatThrownBy(alone::tip)
          .isInstanceOfSatisfying(
              SourceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.WRONG_CHAIN));
      assertThat(alone.agreed(anvilBlock(source))).isFalse();
      assertThat(node.asked("eth_getBlockByNumber")).isZero();
      assertThat(source.errors()).containsExactly(Map.entry("WRONG_CHAIN", 1L));
    }
  }

  private static coffer.core.chain.BlockRef anvilBlock(EvmSource source) {
    return source.header(3).orElseThrow().ref();
  }

  @Test
  void theNextIsAskedUntilTheFirstIsBack() {
    try (var node = FaultyNode.before(anvil.url());
        var source = source(anvil, BLOCKS, List.of(coin()), node.url(), anvil.url())) {
      source.tip();
      assertThat(source.endpoint()).isEqualTo(name(node.url()));
      node.down();
      for (int i = 0; i < 5; i++) assertThat(source.tip().head().height()).isEqualTo(50);
      assertThat(source.endpoint()).isEqualTo(name(anvil.url()));
      node.up();
      Awaitility.await()
          .until(
              () -> {
                source.tip();
                return source.endpoint().equals(name(node.url()));
              });
    }
  }

  @Test
  void theNextIsAskedWhereNobodyListens() {
    // Port 1 is none that the system hands out: nobody takes it meanwhile.
    try (var source = source(anvil, BLOCKS, List.of(coin()), "http://127.0.0.1:1", anvil.url())) {
      assertThat(source.tip().head().height()).isEqualTo(50);
      assertThat(source.endpoint()).isEqualTo(name(anvil.url()));
      assertThat(source.errors().keySet()).containsExactly("UNREACHABLE");
    }
  }

  /// Blocks that were fetched ahead and are not wanted any more: whoever breaks off learns nothing
  /// of the node.
  @Test
  void breakingOffIsNoFailureOfTheEndpoint() {
    try (var node = FaultyNode.before(anvil.url());
        var source = source(anvil, BLOCKS, List.of(coin()), node.url(), anvil.url())) {
      source.tip();
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> source.header(3)).isInstanceOf(SourceException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(source.errors()).isEmpty();
      assertThat(source.endpoint()).isEqualTo(name(node.url()));
    }
  }

  @Test
  void oneThatIsFarBehindIsPassedOver() {
    try (var node = FaultyNode.before(anvil.url());
        var source = source(anvil, BLOCKS, List.of(coin()), node.url(), anvil.url())) {
      node.headAt(20);
      assertThat(source.tip().head().height()).isEqualTo(50);
      assertThat(source.header(30)).isPresent();
      var at = source.header(30).orElseThrow().ref();
      assertThat(source.blocks(at, 40, 0)).isNotEmpty();
      assertThat(source.errors().keySet()).containsExactly("BEHIND");
    }
  }

  /// Whoever names a head that it cannot show makes nobody else late.
  @Test
  void aHeadThatIsNotShownIsNotBelieved() {
    try (var liar = FaultyNode.before(anvil.url());
        var source = source(anvil, BLOCKS, List.of(coin()), anvil.url(), liar.url())) {
      liar.result("eth_blockNumber", _ -> StringNode.valueOf("0xf4240"));
      assertThat(source.tip().head().height()).isEqualTo(50);
      assertThat(source.endpoint()).isEqualTo(name(anvil.url()));
      assertThat(source.errors()).isEmpty();
    }
  }

  @Test
  void whoeverNamesAHeadWithoutTheBlocksBelowItIsPassedOver() {
    try (var liar = FaultyNode.before(anvil.url());
        var source = source(anvil, BLOCKS, List.of(coin()), anvil.url(), liar.url())) {
      var high = StringNode.valueOf("0xf4240");
      liar.result("eth_blockNumber", _ -> high);
      liar.answer("eth_getBlockByNumber", (params, answer) -> madeUp(params, answer, high));
      var read = source.header(50).orElseThrow().ref();
      assertThat(source.tip().head().height()).isEqualTo(1_000_000);
      assertThatThrownBy(() -> source.blocks(read, 60, 0)).isInstanceOf(SourceException.class);
      Awaitility.await()
          .ignoreExceptionsInstanceOf(SourceException.class) // both rest for a moment
          .untilAsserted(
              () -> {
                assertThat(source.tip().head().height()).isEqualTo(50);
                assertThat(source.endpoint()).isEqualTo(name(anvil.url()));
              });
    }
  }

  private static ObjectNode madeUp(JsonNode params, ObjectNode answer, StringNode high) {
    var asked = params.get(0).asString();
    if (!asked.equals("latest") && !asked.equals(high.asString())) return answer;
    var latest = (ObjectNode) anvil.rpc("eth_getBlockByNumber", "latest", false);
    latest.set("number", high);
    return answer.set("result", latest);
  }

  @Test
  void whenAllAreBehindTheyAreBelieved() {
    try (var one = FaultyNode.before(anvil.url());
        var two = FaultyNode.before(anvil.url());
        var source = source(anvil, BLOCKS, List.of(coin()), one.url(), two.url())) {
      assertThat(source.tip().head().height()).isEqualTo(50);
      one.headAt(20);
      two.headAt(21);
      assertThat(source.tip().head().height()).isBetween(20L, 21L);
    }
  }

  @Test
  void afterFailuresInARowAnEndpointRests() {
    var limits =
        new EvmLimits(
            10,
            10,
            4,
            1 << 20,
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1));
    try (var node = FaultyNode.before(anvil.url());
        var source =
            new EvmSource(
                EvmWorld.chain(anvil),
                List.of(coin()),
                BLOCKS,
                List.of(EvmEndpoint.of(node.url())),
                limits)) {
      node.fail(500, 100);
      for (int i = 0; i < 10; i++) {
        assertThatThrownBy(source::tip).isInstanceOf(SourceException.class);
      }
      assertThat(source.errors()).containsExactly(Map.entry("UNREACHABLE", 2L));
    }
  }

  @Test
  void newHeadsWakeUp() throws Exception {
    var endpoint = new EvmEndpoint(anvil.url(), Optional.of(anvil.wsUrl()), Map.of());
    try (var source =
        new EvmSource(
            EvmWorld.chain(anvil), List.of(coin()), BLOCKS, List.of(endpoint), EvmWorld.LIMITS)) {
      source.await(Duration.ofMillis(1));
      var woken = CompletableFuture.runAsync(() -> await(source));
      Awaitility.await()
          .until(
              () -> {
                anvil.rpc("evm_mine");
                return woken.isDone();
              });
      woken.join();
      anvil.reorg(1);
    } finally {
      anvil.rpc("anvil_rollback", anvil.height() - 50);
    }
  }

  private static void await(EvmSource source) {
    try {
      source.await(Duration.ofMinutes(1));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void keysAreNotShown() {
    var endpoint =
        new EvmEndpoint(
            "https://user:word@node.example/v3/0123456789",
            Optional.of("wss://node.example/v3/0123456789"),
            Map.of("x-api-key", "secret"));
    assertThat(endpoint.toString()).isEqualTo("node.example:443");
  }

  private static String name(String url) {
    return url.substring("http://".length());
  }
}
