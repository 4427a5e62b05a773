package coffer.chain.evm;

import static coffer.chain.evm.EvmWorld.ALICE;
import static coffer.chain.evm.EvmWorld.BLOCKS;
import static coffer.chain.evm.EvmWorld.OFF;
import static coffer.chain.evm.EvmWorld.coin;
import static coffer.chain.evm.EvmWorld.lines;
import static coffer.chain.evm.EvmWorld.source;
import static coffer.chain.evm.EvmWorld.token;
import static coffer.chain.evm.EvmWorld.units;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.chain.SourceException;
import coffer.core.chain.Asset;
import coffer.testnet.Anvil;
import coffer.testnet.FaultyNode;
import coffer.testnet.Gate.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/// Providers that want to be asked for less, each in its own words, and nodes that lack a method:
/// one endpoint, hundreds of blocks behind, and all is found.
class ProvidersTest {
  private static final int BEHIND = 300;
  private static Anvil anvil;
  private static List<Asset> assets;
  private static FaultyNode node;

  @BeforeAll
  static void start() {
    anvil = Anvil.start("--slots-in-an-epoch", "2");
    node = FaultyNode.before(anvil.url());
    var six = anvil.deployToken("SIX", 6);
    assets = List.of(coin(), token(2, "SIX", six, 6));
    var rich = anvil.account(0);
    for (int i = 1; i <= 3; i++) {
      anvil.transfer(six, rich, ALICE, units(i));
      anvil.sendEth(rich, ALICE, units(10 + i));
      anvil.mine(BEHIND / 3);
    }
  }

  @AfterAll
  static void close() {
    if (anvil == null) return;
    node.close();
    anvil.close();
  }

  @AfterEach
  void heal() {
    node.heal();
  }

  private static final List<String> PAID =
      List.of(
          "SIX log:0 1",
          "ETH value 11",
          "SIX log:0 2",
          "ETH value 12",
          "SIX log:0 3",
          "ETH value 13");

  private static void allIsFound() {
    try (var source = source(anvil, BLOCKS, assets, node.url())) {
      assertThat(lines(new Follower(source, ALICE).catchUp(anvil.height()))).isEqualTo(PAID);
      assertThat(source.errors()).as("asking for less is no failure").isEmpty();
    }
  }

  /// Collected from public threads, documentation and tests of other programs.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Alchemy, free | 10 | 400 | {"jsonrpc":"2.0","id":0,"error":{"code":-32600,"message":"Under the Free tier plan, you can make eth_getLogs requests with up to a 10 block range. Based on your parameters, this block range should work: [0x1, 0xa]. Upgrade to PAYG for expanded block range."}}
          Alchemy       | 500 | 200 | {"jsonrpc":"2.0","id":0,"error":{"code":-32602,"message":"Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range and no limit on the response size, or you can request any block range with a cap of 10K logs in the response."}}
          Infura        | 60 | 200 | {"jsonrpc":"2.0","id":0,"error":{"code":-32602,"message":"range 1000000 exceeds limit of 60"}}
          Infura, dense | 40 | 200 | {"jsonrpc":"2.0","id":0,"error":{"code":-32005,"message":"query returned more than 10000 results. Try with this block range [0x1, 0x20].","data":{"from":"0x1","limit":10000,"to":"0x20"}}}
          QuickNode     | 5  | 413 | {"jsonrpc":"2.0","id":0,"error":{"code":-32615,"message":"eth_getLogs is limited to a 5 range"}}
          QuickNode     | 30 | 200 | {"jsonrpc":"2.0","id":0,"error":{"code":-32614,"message":"eth_getLogs is limited to a 10,000 range"}}
          Ankr          | 20 | 200 | {"jsonrpc":"2.0","id":0,"error":{"code":-32600,"message":"block range is too wide"}}
          dRPC          | 25 | 400 | {"id":0,"jsonrpc":"2.0","error":{"message":"ranges over 10000 blocks are not supported on freetier","code":35}}
          Chainstack    | 100 | 200 | {"jsonrpc":"2.0","id":0,"error":{"code":-32000,"message":"Block range limit exceeded. See more details at https://docs.chainstack.com/docs/limits#evm-range-limits"}}
          publicnode    | 50 | 200 | {"jsonrpc":"2.0","id":0,"error":{"code":-32701,"message":"exceed maximum block range: 50000"}}
          1rpc          | 50 | 200 | {"jsonrpc":"2.0","id":0,"error":{"code":-32602,"message":"eth_getLogs is limited to 0 - 50 blocks range"}}
          BSC dataseed  | 3  | 200 | {"jsonrpc":"2.0","id":0,"error":{"code":-32005,"message":"limit exceeded"}}
          Erigon        | 90 | 200 | {"jsonrpc":"2.0","id":0,"error":{"code":-32000,"message":"query block range exceeds server limit, narrow your filter: 1000"}}
          Moonbeam      | 70 | 200 | {"jsonrpc":"2.0","id":0,"error":{"code":-32603,"message":"block range is too wide (maximum 1024)"}}
          Nethermind    | 33 | 200 | {"jsonrpc":"2.0","id":0,"error":{"code":-32016,"message":"Too many logs requested. Max logs per response is 20000."}}
          geth          | 9  | 200 | {"jsonrpc":"2.0","id":0,"error":{"code":-32002,"message":"request timed out"}}
          others        | 8  | 200 | {"jsonrpc":"2.0","id":0,"error":{"code":-32012,"message":"requested range too large"}}
          a gateway     | 4  | 504 | <html><head><title>504 Gateway Time-out</title></head><body></body></html>
          a gateway     | 1  | 500 | Internal Server Error
          a gateway     | 6  | 200 | <html><body>Sorry</body></html>
          a gateway     | 7  | 200 | {"message":"something went wrong"}
          a gateway     | 2  | 400 |
          a gateway     | 12 | 200 |
          none of these | 11 | 200 | {"jsonrpc":"2.0","id":0,"error":{"code":77,"message":"nope"}}
          none of these | 13 | 418 | "nope"
          none of these | 14 | 200 | {"jsonrpc":"2.0","id":0,"error":"nope"}
          """)
  void rangesOfLogs(String provider, int most, int status, String body) {
    var words = body == null ? "" : body;
    node.gate(request -> wide(request) > most ? reply(status, words) : Optional.empty());
    allIsFound();
  }

  private static Optional<Reply> reply(int status, String body) {
    return Optional.of(new Reply(status, body));
  }

  /// How many blocks a range of logs has; 0 = it is another question.
  private static long wide(JsonNode request) {
    var filter = request.path("params").path(0);
    if (!filter.has("fromBlock")) return 0;
    return number(filter.get("toBlock")) - number(filter.get("fromBlock")) + 1;
  }

  private static long number(JsonNode quantity) {
    return Long.parseLong(quantity.asString().substring(2), 16);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          dRPC      | 3  | 500 | {"id":0,"jsonrpc":"2.0","error":{"message":"Batch of more than 3 requests are not allowed on free tier, to use this feature register paid account at drpc.org","code":31}}
          dRPC      | 3  | 200 | [{"id":0,"jsonrpc":"2.0","error":{"message":"Batch of more than 3 requests are not allowed on free tier, to use this feature register paid account at drpc.org","code":31}}]
          geth      | 10 | 200 | [{"jsonrpc":"2.0","id":0,"error":{"code":-32600,"message":"batch too large"}}]
          java-tron | 20 | 200 | {"jsonrpc":"2.0","id":null,"error":{"code":-32005,"message":"Batch size 100 exceeds the limit of 20"}}
          Ankr      | 30 | 400 | {"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"batch size exceeds limit"}}
          no batch  | 1  | 200 | {"jsonrpc":"2.0","id":0,"result":"0x1"}
          no batch  | 1  | 405 | <html><h1>Not Allowed</h1></html>
          no batch  | 1  | 200 | []
          a gateway | 5  | 413 | <html><head><title>413 Request Entity Too Large</title></head></html>
          a gateway | 7  | 200 |
          """)
  void batches(String provider, int most, int status, String body) {
    var words = body == null ? "" : body;
    node.gate(
        request ->
            request.isArray() && request.size() > most ? reply(status, words) : Optional.empty());
    allIsFound();
  }

  /// A size limit in the words of a limit on time.
  @Test
  void aSizeThatIsCalledTooManyRequests() {
    node.gate(
        request ->
            wide(request) > 10 || request.size() > 20 && request.isArray()
                ? reply(429, "Too Many Requests")
                : Optional.empty());
    try (var source = source(anvil, BLOCKS, assets, node.url())) {
      var follower = new Follower(source, ALICE);
      assertThat(lines(patient(follower))).isEqualTo(PAID);
      assertThat(source.errors().keySet()).containsExactly("LIMITED");
    }
  }

  private static List<coffer.core.chain.Transfer> patient(Follower follower) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsInstanceOf(SourceException.class)
        .until(
            () -> {
              follower.step();
              return follower.branch.size() > anvil.height();
            });
    return follower.all();
  }

  /// A provider that counts each call of a batch, and answers those that are within its limit.
  @Test
  void whatWasAnsweredIsNotAskedForAgain() {
    var refused = ConcurrentHashMap.<String>newKeySet();
    var seen = new AtomicInteger();
    node.answer(
        "eth_getBlockByNumber",
        (params, answer) -> {
          var height = params.get(0).asString();
          if (!height.startsWith("0x") || params.get(1).asBoolean()) seen.incrementAndGet();
          if (!height.startsWith("0x") || number(params.get(0)) % 4 != 0) return answer;
          if (!refused.add(height)) return answer;
          answer.remove("result");
          answer
              .putObject("error")
              .put("code", 429)
              .put("message", "Your app has exceeded its compute units per second capacity.");
          return answer;
        });
    try (var source = source(anvil, BLOCKS, assets, node.url())) {
      assertThat(lines(patient(new Follower(source, ALICE)))).isEqualTo(PAID);
    }
    assertThat(seen.get()).isBetween(BEHIND * 5 / 4, BEHIND * 3 / 2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void logsThatAreSwitchedOff(boolean receiptsToo) {
    var asked = node.asked("eth_getLogs");
    node.refuse("eth_getLogs", -32005, "limit exceeded");
    if (receiptsToo) node.refuse("eth_getBlockReceipts", -32601, "the method does not exist");
    allIsFound();
    assertThat(node.asked("eth_getLogs") - asked).as("not for each block").isLessThan(60);
  }

  @ParameterizedTest
  @ValueSource(strings = {"error", "null", "empty"})
  void blockReceiptsThatAreBrokenForSomeBlocks(String how) {
    var broken = anvil.height() - 1;
    var hash =
        anvil.rpc("eth_getBlockByNumber", "0x" + Long.toHexString(broken), false).get("hash");
    node.answer(
        "eth_getBlockReceipts",
        (params, answer) -> {
          if (!params.get(0).equals(hash)) return answer;
          answer.remove("result");
          switch (how) {
            case "null" -> answer.set("result", NullNode.instance);
            case "empty" -> answer.putObject("error").put("code", -32603).putNull("message");
            default -> answer.putObject("error").put("code", -32000).put("message", "missing trie");
          }
          return answer;
        });
    allIsFound();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -32000 | finalized block not found
          -39001 | Unknown block
          -32602 | Invalid params
          """)
  void nothingIsFinalYet(int code, String message) {
    node.answer(
        "eth_getBlockByNumber",
        (params, answer) -> {
          if (!params.get(0).asString().equals("finalized")) return answer;
          answer.remove("result");
          answer.putObject("error").put("code", code).put("message", message);
          return answer;
        });
    try (var source = source(anvil, OFF, assets, node.url())) {
      assertThat(source.tip().head().height()).isEqualTo(anvil.height());
      assertThat(source.tip().finalHeight()).contains(0L);
      assertThat(source.errors()).isEmpty();
    }
  }

  @Test
  void aWayThatIsRefusedIsToldThoughAnotherOneDoes() {
    node.refuse("eth_getBlockReceipts", -32601, "the method needs a paid plan");
    try (var source = source(anvil, BLOCKS, assets, node.url())) {
      new Follower(source, ALICE).catchUp(anvil.height());
      assertThat(source.unsupportedMethods())
          .singleElement()
          .satisfies(
              refusal -> {
                assertThat(refusal.method()).isEqualTo("block receipts");
                assertThat(refusal.message()).contains("the method needs a paid plan");
              });
    }
  }

  @Test
  void theProvidersSentenceIsShownAndNoKey() {
    var key = "a1b2c3d4e5f60718293a";
    var url = node.url() + "/v2/" + key;
    node.gate(
        request ->
            wide(request) > 0 || request.toString().contains("eth_getBlockReceipts")
                ? reply(
                    400, "{\"error\":{\"code\":-32600,\"message\":\"No\\nlogs for " + url + "\"}}")
                : Optional.empty());
    node.refuse("eth_getLogs", -32000, "key " + key + " may not");
    node.refuse("eth_getTransactionReceipt", -32000, "?apikey=abc may not");
    var limits = EvmWorld.LIMITS;
    var endpoint = new EvmEndpoint(url, Optional.empty(), Map.of());
    try (var source =
        new EvmSource(EvmWorld.chain(anvil), assets, OFF, List.of(endpoint), limits)) {
      var genesis = source.header(0).orElseThrow().ref();
      assertThatThrownBy(() -> source.blocks(genesis, 100, 100))
          .hasMessageContaining("eth_getBlockReceipts")
          .hasMessageContaining("No logs for http://127.0.0.1")
          .hasMessageContaining("key *** may not")
          .hasMessageContaining("?apikey=*** may not")
          .hasMessageNotContaining(key)
          .hasMessageNotContaining("\n");
    }
  }
}
