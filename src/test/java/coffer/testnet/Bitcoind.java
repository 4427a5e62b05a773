package coffer.testnet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A real Bitcoin node of a test's own: bitcoind on regtest, on free loopback ports and a folder
/// that is removed. Blocks are mined when told. Its wallet is rich, spends confirmed coins only and
/// lets everything be replaced; outputs may be as small as one likes. It ends when closed, and with
/// the JVM.
public final class Bitcoind implements AutoCloseable {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final int RICH = 160;
  // The shell holds our pipe as descriptor 3: when the JVM dies, the pipe closes and the node with
  // it.
  private static final String KEEPER =
      "exec 3<&0; \"$@\" </dev/null 3<&- & p=$!; (read -r _ <&3; kill -9 $p) >/dev/null 2>&1 & wait $p";

  private final Path folder;
  private final int port;
  private final int zmq;
  private final List<String> flags;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Process process;
  private String path = "/";

  /// An output to be paid.
  ///
  /// @param script in hex
  public record Out(String script, long satoshis) {}

  private Bitcoind(Path folder, List<String> flags) throws IOException {
    this.folder = folder;
    this.flags = flags;
    this.port = freePort();
    this.zmq = freePort();
    this.process = run();
  }

  /// With a wallet that has coins to spend.
  ///
  /// @param flags more of bitcoind's own
  public static Bitcoind start(String... flags) {
    var node = bare(flags);
    node.rpc("createwallet", "payer");
    node.path = "/wallet/payer";
    node.mine(RICH);
    return node;
  }

  /// With the first block only, and no wallet.
  public static Bitcoind bare(String... flags) {
    try {
      BitcoindBinary.orSkip();
      var node = new Bitcoind(Files.createTempDirectory("coffer-bitcoind-"), List.of(flags));
      node.awaitReady();
      return node;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process run() throws IOException {
    var command =
        new ArrayList<>(
            List.of("sh", "-c", KEEPER, "keeper", BitcoindBinary.orSkip().toString(), "-regtest"));
    command.addAll(List.of("-datadir=" + folder, "-rpcport=" + port, "-listen=0", "-dnsseed=0"));
    command.addAll(List.of("-printtoconsole=0", "-fallbackfee=0.0001", "-spendzeroconfchange=0"));
    command.addAll(
        List.of(
            "-dustrelayfee=0", "-acceptnonstdtxn=1", "-dbcache=4", "-par=1", "-mempoolexpiry=1"));
    for (var topic : List.of("hashblock", "hashtx")) {
      command.add("-zmqpub" + topic + "=" + zmqUrl());
    }
    command.addAll(flags);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("out.log").toFile())
        .start();
  }

  private void awaitReady() {
    Awaitility.await("bitcoind")
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new AssertionError(Files.readString(folder.resolve("out.log"), UTF_8));
              }
              return rpc("getblockcount").isNumber();
            });
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /// Where the node writes who may ask it.
  public Path cookie() {
    return folder.resolve("regtest").resolve(".cookie");
  }

  /// The address with the cookie in it.
  public String loginUrl() {
    try {
      return url().replace("://", "://" + Files.readString(cookie(), UTF_8).strip() + "@");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String zmqUrl() {
    return "tcp://127.0.0.1:" + zmq;
  }

  // Payments: they wait until a block is mined

  /// Pays as a wallet does.
  public String pay(String address, String coins) {
    return rpc("sendtoaddress", address, new BigDecimal(coins)).asString();
  }

  /// One transaction with these outputs, in this order, and one for the change.
  public String send(Out... outs) {
    return send(Arrays.asList(outs));
  }

  public String send(List<Out> outs) {
    return submit(signed(outs));
  }

  /// Such a transaction, not sent.
  public String signed(List<Out> outs) {
    var options = Map.of("changePosition", outs.size(), "replaceable", true, "lockUnspents", true);
    var funded = rpc("fundrawtransaction", unsigned(outs), options, false).get("hex").asString();
    return sign(funded);
  }

  /// Signs what spends outputs of the wallet, spent already though they may be.
  ///
  /// @param spent `txid`, `vout`, `scriptPubKey` and `amount` of each
  public String sign(String transaction, List<Map<String, Object>> spent) {
    return rpc("signrawtransactionwithwallet", transaction, spent).get("hex").asString();
  }

  /// Signs what spends outputs of the wallet.
  public String sign(String transaction) {
    return rpc("signrawtransactionwithwallet", transaction).get("hex").asString();
  }

  public String submit(String transaction) {
    return rpc("sendrawtransaction", transaction, 0).asString();
  }

  private static String unsigned(List<Out> outs) {
    if (outs.size() > 252) throw new IllegalArgumentException("too many outputs");
    var text = new StringBuilder("0200000000%02x".formatted(outs.size()));
    for (var out : outs) {
      text.append(HexFormat.of().toHexDigits(Long.reverseBytes(out.satoshis)));
      text.append("%02x".formatted(out.script.length() / 2)).append(out.script);
    }
    return text.append("00000000").toString();
  }

  public String raw(String txid) {
    return rpc("gettransaction", txid).get("hex").asString();
  }

  public boolean waits(String txid) {
    return rpc("getrawmempool").valueStream().anyMatch(id -> id.asString().equals(txid));
  }

  /// The node forgets what waits in its mempool, as it does with what is old.
  public void evictAll() {
    var now = System.currentTimeMillis() / 1000;
    rpc("setmocktime", now + 3 * 3600);
    pay(newAddress(), "0.001");
    rpc("setmocktime", 0);
  }

  // Addresses

  /// One of the node's own wallet.
  public String newAddress() {
    return rpc("getnewaddress").asString();
  }

  public String script(String address) {
    return rpc("getaddressinfo", address).get("scriptPubKey").asString();
  }

  // Blocks

  public long height() {
    return rpc("getblockcount").asLong();
  }

  public String hash(long height) {
    return rpc("getblockhash", height).asString();
  }

  /// Blocks with all that waits; returns their hashes.
  public List<String> mine(int blocks) {
    return rpc("generatetoaddress", blocks, newAddress())
        .valueStream()
        .map(JsonNode::asString)
        .toList();
  }

  /// A block with these transactions only: ids of some that wait, or signed bytes.
  public String mineOnly(String... transactions) {
    return rpc("generateblock", newAddress(), List.of(transactions)).get("hash").asString();
  }

  /// A block whose coins go to an address.
  public String mineTo(String address) {
    return rpc("generatetoaddress", 1, address).get(0).asString();
  }

  /// Undoes the newest blocks; what was in them waits again.
  public void undo(int blocks) {
    rpc("invalidateblock", hash(height() - blocks + 1));
  }

  /// Gives another node all blocks that it does not have.
  public void copyTo(Bitcoind other) {
    for (var height = 1L; height <= height(); height++) {
      var hash = hash(height);
      if (other.height() >= height && other.hash(height).equals(hash)) continue;
      other.rpc("submitblock", rpc("getblock", hash, 0).asString());
    }
  }

  /// Stops the node and starts it again.
  public void restart() {
    stop();
    try {
      process = run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitReady();
    if (!path.equals("/") && rpc("listwallets").isEmpty()) rpc("loadwallet", "payer");
  }

  /// Ends it, in order, if it runs.
  public void stop() {
    if (!process.isAlive()) return;
    try {
      rpc("stop");
      if (!process.waitFor(20, TimeUnit.SECONDS)) process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Any method of the node.
  ///
  /// @throws IllegalStateException if it answers with an error
  public JsonNode rpc(String method, Object... params) {
    return post(path, method, params);
  }

  /// A method of a wallet, which is made when it is first named.
  public JsonNode wallet(String name, String method, Object... params) {
    if (rpc("listwallets").valueStream().noneMatch(each -> each.asString().equals(name))) {
      rpc("createwallet", name);
    }
    return post("/wallet/" + name, method, params);
  }

  private JsonNode post(String path, String method, Object... params) {
    var body = JSON.writeValueAsString(new Request(method, params));
    try {
      var login = Base64.getEncoder().encodeToString(Files.readAllBytes(cookie()));
      var request =
          HttpRequest.newBuilder(URI.create(url() + path))
              .header("authorization", "Basic " + login)
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      var answer = JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
      if (!answer.get("error").isNull()) throw new IllegalStateException(method + ": " + answer);
      return answer.get("result");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private record Request(String method, Object[] params) {}

  /// In satoshis.
  public static BigInteger satoshis(JsonNode coins) {
    return coins.decimalValue().movePointRight(8).toBigIntegerExact();
  }

  @Override
  public void close() {
    try {
      http.close();
      process.getOutputStream().close(); // what it wrote is thrown away: it need not end in order
      process.waitFor(5, TimeUnit.SECONDS);
      try (var files = Files.walk(folder)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException _) {
      process.destroyForcibly();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
