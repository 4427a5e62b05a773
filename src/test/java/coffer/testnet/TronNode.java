package coffer.testnet;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A node of a [TronChain] that is asked over HTTP, and misbehaves on demand. Several may stand
/// before one chain.
///
/// Faults of a request ([#fail], [#say], [#truncate]) are used up one by one; the others hold until
/// [#heal].
public final class TronNode implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private record Fault(int status, String body) {}

  private record Rule(String path, BinaryOperator<JsonNode> change) {}

  private volatile TronChain chain;
  private final HttpServer server;
  private final Map<String, Integer> asked = new ConcurrentHashMap<>();
  private final Set<String> keys = ConcurrentHashMap.newKeySet();
  private final Deque<Fault> faults = new ArrayDeque<>();
  private final List<Rule> rules = new ArrayList<>();
  private final Set<String> missing = new HashSet<>();
  private volatile boolean internal;
  private int truncated;
  private int allowed;
  private Duration allowedIn = Duration.ZERO;
  private int inSpan;
  private long spanBegan;
  private boolean down;
  private OptionalLong solidity = OptionalLong.empty();
  private OptionalLong head = OptionalLong.empty();

  private TronNode(TronChain chain) {
    this.chain = chain;
    try {
      var local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      server = HttpServer.create(local, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::serve);
    server.start();
  }

  public static TronNode before(TronChain chain) {
    return new TronNode(chain);
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public String jsonrpc() {
    return url() + "/jsonrpc";
  }

  /// It follows another branch from now on.
  public void follow(TronChain other) {
    chain = other;
  }

  /// How often a path was asked for: `wallet/getblock`.
  public int asked(String path) {
    return asked.getOrDefault(path, 0);
  }

  /// The values of `TRON-PRO-API-KEY` that came.
  public Set<String> keys() {
    return keys;
  }

  // Faults

  /// The next requests fail with this status.
  public synchronized void fail(int status, String body, int times) {
    for (int i = 0; i < times; i++) faults.add(new Fault(status, body));
  }

  /// The next requests are answered with this text.
  public void say(String body, int times) {
    fail(200, body, times);
  }

  /// The answers to the next requests end in the middle.
  public synchronized void truncate(int times) {
    truncated += times;
  }

  /// Connections end without an answer.
  public synchronized void down() {
    down = true;
  }

  public synchronized void up() {
    down = false;
  }

  /// Changes the answers at a path; `*` = all.
  public void answer(String path, UnaryOperator<JsonNode> change) {
    answer(path, (_, answer) -> change.apply(answer));
  }

  /// The same, by the question and the answer.
  public synchronized void answer(String path, BinaryOperator<JsonNode> change) {
    rules.add(new Rule(path, change));
  }

  /// So many requests in each span of time; the others are refused with 429.
  public synchronized void allow(int requests, Duration span) {
    allowed = requests;
    allowedIn = span;
  }

  private boolean isTooMany() {
    if (allowed == 0) return false;
    var now = System.nanoTime();
    if (now - spanBegan > allowedIn.toNanos()) {
      spanBegan = now;
      inSpan = 0;
    }
    return ++inSpan > allowed;
  }

  /// It answers 404 there.
  public synchronized void lacks(String... paths) {
    missing.addAll(List.of(paths));
  }

  /// As with `vm.saveInternalTx = true`.
  public void keepInternalTransactions() {
    internal = true;
  }

  /// `/walletsolidity` stands still at this height.
  public synchronized void solidityAt(long height) {
    solidity = OptionalLong.of(height);
  }

  /// As if it had stopped at this height.
  public synchronized void headAt(long height) {
    head = OptionalLong.of(height);
  }

  /// The last so many infos of each block are missing.
  public void hideInfos(int count) {
    answer(
        "wallet/gettransactioninfobyblocknum",
        infos -> {
          var array = (ArrayNode) infos;
          for (int i = 0; i < count && !array.isEmpty(); i++) array.remove(array.size() - 1);
          return array;
        });
  }

  /// Changes each transaction info.
  public void infos(UnaryOperator<ObjectNode> change) {
    answer(
        "wallet/gettransactioninfobyblocknum",
        infos -> {
          infos.forEach(info -> change.apply((ObjectNode) info));
          return infos;
        });
  }

  /// Changes each transaction of blocks.
  public void transactions(UnaryOperator<ObjectNode> change) {
    UnaryOperator<JsonNode> block =
        json -> {
          json.path("transactions").forEach(each -> change.apply((ObjectNode) each));
          return json;
        };
    answer("wallet/getblockbynum", block);
    answer(
        "wallet/getblockbylimitnext",
        json -> {
          json.path("block").forEach(block::apply);
          return json;
        });
  }

  /// The members of objects come the other way round.
  public void backwards() {
    answer("*", TronNode::reversed);
  }

  private static JsonNode reversed(JsonNode node) {
    if (node.isArray()) {
      var array = JsonNodeFactory.instance.arrayNode();
      node.forEach(each -> array.add(reversed(each)));
      return array;
    }
    if (!node.isObject()) return node;
    var object = JsonNodeFactory.instance.objectNode();
    for (var entry : List.copyOf(node.properties()).reversed()) {
      object.set(entry.getKey(), reversed(entry.getValue()));
    }
    return object;
  }

  public synchronized void heal() {
    faults.clear();
    rules.clear();
    missing.clear();
    truncated = 0;
    allowed = 0;
    down = false;
    solidity = OptionalLong.empty();
    head = OptionalLong.empty();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  // Serving

  private void serve(HttpExchange exchange) throws IOException {
    var body = exchange.getRequestBody().readAllBytes();
    var path = exchange.getRequestURI().getPath().substring(1);
    asked.merge(path, 1, Integer::sum);
    Optional.ofNullable(exchange.getRequestHeaders().getFirst("TRON-PRO-API-KEY"))
        .ifPresent(keys::add);
    boolean cut;
    Optional<Fault> fault;
    synchronized (this) {
      if (down) {
        exchange.close();
        return;
      }
      fault = Optional.ofNullable(faults.poll());
      if (fault.isEmpty() && missing.contains(path)) {
        fault = Optional.of(new Fault(404, "<html>not here</html>"));
      }
      if (fault.isEmpty() && isTooMany()) fault = Optional.of(new Fault(429, "{}"));
      cut = fault.isEmpty() && truncated > 0;
      if (cut) truncated--;
    }
    try (exchange) {
      if (fault.isPresent()) {
        send(exchange, fault.get().status, fault.get().body.getBytes(UTF_8), false);
        return;
      }
      send(exchange, 200, JSON.writeValueAsBytes(answer(path, body)), cut);
    } catch (TronHttpApi.NoSuchPath e) {
      send(exchange, 404, "<html>404</html>".getBytes(UTF_8), false);
    }
  }

  private JsonNode answer(String path, byte[] body) {
    var json = JSON.readTree(body.length == 0 ? "{}".getBytes(UTF_8) : body);
    JsonNode answer;
    List<Rule> present;
    synchronized (this) {
      present = List.copyOf(rules);
    }
    var seen = head.isPresent() ? seen(head.getAsLong()) : chain;
    synchronized (seen) {
      var solidified = solidity.orElseGet(seen::solidified);
      answer =
          path.equals("jsonrpc")
              ? new TronRpcApi(seen).answer(json, solidified)
              : new TronHttpApi(seen, internal).answer(path, json, solidified);
    }
    for (var rule : present) {
      if (rule.path.equals(path) || rule.path.equals("*")) answer = rule.change.apply(json, answer);
    }
    return answer;
  }

  private TronChain seen(long height) {
    var twin = chain.twin();
    while (twin.height() > height) twin.blocks.removeLast();
    return twin;
  }

  private static void send(HttpExchange exchange, int status, byte[] body, boolean cut)
      throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length == 0) return;
    var told = cut ? Arrays.copyOf(body, body.length * 2 / 3) : body;
    exchange.getResponseBody().write(told);
    exchange.getResponseBody().flush();
  }
}
