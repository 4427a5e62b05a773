package coffer.testnet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A real Ethereum node of a test's own: anvil on a free loopback port, a block a transaction,
/// `finalized` two epochs (64 blocks) behind the head unless told otherwise. Its ten accounts are
/// unlocked and rich. It ends when closed, and with the JVM.
///
/// Addresses, transaction ids and hashes are `0x` and lower case hex throughout.
public final class Anvil implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String GAS = "0x2dc6c0";
  // The shell holds our pipe as descriptor 3: when the JVM dies, the pipe closes and the node with
  // it.
  private static final String KEEPER =
      "exec 3<&0; \"$@\" </dev/null 3<&- & p=$!; (read -r _ <&3; kill -9 $p) >/dev/null 2>&1 & wait $p";

  private final Process process;
  private final int port;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<String> accounts;
  private boolean automine = true;

  private Anvil(Process process, int port) {
    this.process = process;
    this.port = port;
    this.accounts = rpc("eth_accounts").valueStream().map(JsonNode::asString).toList();
  }

  /// @param flags more of anvil's own, such as `--chain-id`, `56`
  public static Anvil start(String... flags) {
    var binary = AnvilBinary.orSkip().toString();
    var command = new ArrayList<>(List.of("sh", "-c", KEEPER, "keeper", binary, "--port", "0"));
    command.addAll(Arrays.asList(flags));
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return new Anvil(process, awaitPort(process));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// `finalized` trails the head by two blocks instead of 64.
  public static Anvil startWithQuickFinality() {
    return start("--slots-in-an-epoch", "1");
  }

  private static int awaitPort(Process process) throws IOException {
    var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    var said = new StringBuilder();
    for (String line; (line = reader.readLine()) != null; ) {
      said.append(line).append('\n');
      if (line.startsWith("Listening on")) {
        Thread.ofPlatform().daemon().start(() -> reader.lines().forEach(_ -> {}));
        return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1).strip());
      }
    }
    throw new IllegalStateException("anvil does not start:\n" + said);
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  public String wsUrl() {
    return "ws://127.0.0.1:" + port;
  }

  /// One of ten.
  public String account(int index) {
    return accounts.get(index);
  }

  public long chainId() {
    return quantity(rpc("eth_chainId")).longValueExact();
  }

  // Contracts

  /// @param name in testnet/contracts; account 0 becomes its owner and holds what it mints
  /// @param args of its constructor
  /// @return its address
  public String deploy(String name, Object... args) {
    var compiled = JSON.readTree(AnvilBinary.contract(name));
    var types =
        compiled
            .get("abi")
            .valueStream()
            .filter(entry -> entry.get("type").asString().equals("constructor"))
            .flatMap(entry -> entry.get("inputs").valueStream())
            .map(input -> input.get("type").asString())
            .toList();
    var code =
        compiled.get("bytecode").asString()
            + Abi.arguments("(" + String.join(",", types) + ")", args);
    var txid = rpc("eth_sendTransaction", new Deployment(account(0), code, GAS)).asString();
    return mined(txid).get("contractAddress").asString();
  }

  /// An ERC-20 with the given symbol and decimals; account 0 holds plenty.
  public String deployToken(String symbol, int decimals) {
    return deploy("StandardToken", "Test " + symbol, symbol, decimals);
  }

  private record Deployment(String from, String data, String gas) {}

  private record Transaction(String from, String to, String value, String data, String gas) {}

  // Transactions: mined in a block of their own while automine is on; a failed one is mined too

  public String sendEth(String from, String to, BigInteger wei) {
    return submit(new Transaction(from, to, hex(wei), "0x", GAS));
  }

  public String transfer(String token, String from, String to, BigInteger units) {
    return send(token, from, "transfer(address,uint256)", to, units);
  }

  public String send(String contract, String from, String signature, Object... args) {
    return sendValue(contract, from, BigInteger.ZERO, signature, args);
  }

  public String sendValue(
      String contract, String from, BigInteger wei, String signature, Object... args) {
    var data = "0x" + Abi.call(signature, args);
    return submit(new Transaction(from, contract, hex(wei), data, GAS));
  }

  /// Asks a contract for one number.
  public BigInteger call(String contract, String signature, Object... args) {
    var data = "0x" + Abi.call(signature, args);
    return quantity(
        rpc("eth_call", new Transaction(account(0), contract, "0x0", data, GAS), "latest"));
  }

  public BigInteger balance(String address) {
    return quantity(rpc("eth_getBalance", address, "latest"));
  }

  /// The signed bytes, for [#reorg] and [#resend].
  public String raw(String txid) {
    return rpc("eth_getRawTransactionByHash", txid).asString();
  }

  public String resend(String raw) {
    var txid = rpc("eth_sendRawTransaction", raw).asString();
    if (automine) mined(txid);
    return txid;
  }

  /// What the transaction cost its sender.
  public BigInteger fee(String txid) {
    var receipt = receipt(txid);
    return quantity(receipt.get("gasUsed")).multiply(quantity(receipt.get("effectiveGasPrice")));
  }

  public JsonNode receipt(String txid) {
    return rpc("eth_getTransactionReceipt", txid);
  }

  /// Throws away what waits to be mined.
  public void dropPending() {
    rpc("anvil_dropAllTransactions");
  }

  private String submit(Transaction transaction) {
    var txid = rpc("eth_sendTransaction", transaction).asString();
    if (automine) mined(txid);
    return txid;
  }

  private JsonNode mined(String txid) {
    return Awaitility.await("mined: " + txid)
        .pollInterval(Duration.ofMillis(2))
        .until(() -> receipt(txid), receipt -> !receipt.isNull());
  }

  // Blocks

  public long height() {
    return quantity(rpc("eth_blockNumber")).longValueExact();
  }

  public JsonNode block(long height) {
    return rpc("eth_getBlockByNumber", hex(height), true);
  }

  public String hash(long height) {
    return block(height).get("hash").asString();
  }

  public void mine(int blocks) {
    rpc("anvil_mine", hex(blocks));
  }

  public void mine(int blocks, Duration between) {
    rpc("anvil_mine", hex(blocks), hex(between.toSeconds()));
  }

  public void setAutomine(boolean on) {
    rpc("evm_setAutomine", on);
    automine = on;
  }

  public void setNextBlockTimestamp(Instant at) {
    rpc("evm_setNextBlockTimestamp", at.getEpochSecond());
  }

  /// Replaces the last blocks by as many new ones; their transactions are gone.
  public void reorg(int depth) {
    rpc("anvil_reorg", depth, List.of());
  }

  /// @param raw a signed transaction to mine again
  /// @param block in which of the new blocks, from 0
  public record Again(String raw, int block) {}

  /// Replaces the last blocks by as many new ones that hold these transactions, in this order.
  public void reorg(int depth, List<Again> again) {
    rpc("anvil_reorg", depth, again.stream().map(a -> List.of(a.raw, a.block)).toList());
  }

  public String snapshot() {
    return rpc("evm_snapshot").asString();
  }

  public void revert(String snapshot) {
    rpc("evm_revert", snapshot);
  }

  /// Puts a contract's code at another address.
  public void copyCode(String contract, String to) {
    rpc("anvil_setCode", to, rpc("eth_getCode", contract, "latest").asString());
  }

  /// Any method of the node.
  ///
  /// @throws IllegalStateException if it answers with an error
  public JsonNode rpc(String method, Object... params) {
    var body = JSON.writeValueAsString(new Request("2.0", 1, method, params));
    try {
      var request =
          HttpRequest.newBuilder(URI.create(url()))
              .header("content-type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      var answer = JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
      if (answer.has("error")) throw new IllegalStateException(method + ": " + answer);
      return answer.get("result");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private record Request(String jsonrpc, int id, String method, Object[] params) {}

  private static BigInteger quantity(JsonNode node) {
    return new BigInteger(node.asString().substring(2), 16);
  }

  private static String hex(BigInteger number) {
    return "0x" + number.toString(16);
  }

  private static String hex(long number) {
    return "0x" + Long.toHexString(number);
  }

  @Override
  public void close() {
    try {
      http.close();
      process.getOutputStream().close();
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (IOException _) {
      process.destroyForcibly();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
