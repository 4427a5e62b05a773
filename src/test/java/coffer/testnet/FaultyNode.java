package coffer.testnet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A JSON-RPC node that misbehaves on demand: a proxy in front of a real one. Faults are switched
/// on and off while it runs.
///
/// Faults of a request ([#fail]) are used up one by one; the others hold until [#heal].
public final class FaultyNode implements AutoCloseable {
  /// Changes the answer to one call.
  @FunctionalInterface
  public interface Fault {
    /// @param params of the call
    /// @param answer of JSON-RPC, with `result` or `error`
    /// @return what is answered instead
    JsonNode apply(JsonNode params, ObjectNode answer);
  }

  private static final JsonMapper JSON = new JsonMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private enum Cut {
    RESET,
    TRUNCATED
  }

  private record Rule(String method, Fault fault) {}

  private final URI target;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> asked = new ConcurrentHashMap<>();
  private final Deque<Integer> statuses = new ArrayDeque<>();
  private final Deque<Cut> cuts = new ArrayDeque<>();
  private final List<Rule> rules = new ArrayList<>();
  private final List<Gate> gates = new ArrayList<>();
  private final ServerSocket server;
  private boolean down;
  private Duration latency = Duration.ZERO;

  private FaultyNode(String target) {
    this.target = URI.create(target);
    try {
      this.server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /// @param target url of the real node, with a user and password if it wants them
  public static FaultyNode before(String target) {
    return new FaultyNode(target);
  }

  public String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /// How often a method was asked for since the start; in a batch, each call counts.
  public int asked(String method) {
    return asked.getOrDefault(method, 0);
  }

  // Faults of a request

  /// Resets connections, old and new, until [#up]. The port is kept all the while: another test's
  /// server would take it.
  public synchronized void down() {
    down = true;
    connections.forEach(FaultyNode::end);
  }

  public synchronized void up() {
    down = false;
  }

  /// Each request waits that long.
  public synchronized void latency(Duration each) {
    latency = each;
  }

  /// The next requests fail with this HTTP status.
  public synchronized void fail(int status, int times) {
    for (int i = 0; i < times; i++) statuses.add(status);
  }

  /// The next requests find their connection reset.
  public synchronized void reset(int times) {
    for (int i = 0; i < times; i++) cuts.add(Cut.RESET);
  }

  /// The answers to the next requests end in the middle of their JSON.
  public synchronized void truncate(int times) {
    for (int i = 0; i < times; i++) cuts.add(Cut.TRUNCATED);
  }

  /// Holds until [#heal].
  public synchronized void gate(Gate gate) {
    gates.add(gate);
  }

  // Faults of an answer

  /// Changes the answers to a method.
  public synchronized void answer(String method, Fault fault) {
    rules.add(new Rule(method, fault));
  }

  /// Changes the results of a method.
  public void result(String method, UnaryOperator<JsonNode> change) {
    answer(
        method,
        (_, answer) ->
            answer.has("result")
                ? answer.set("result", change.apply(answer.get("result")))
                : answer);
  }

  /// Ranges of logs wider than this are refused with -32005.
  public void rangeLimit(int blocks) {
    answer(
        "eth_getLogs",
        (params, answer) -> {
          var filter = params.get(0);
          if (!filter.has("fromBlock")) return answer;
          var wide = number(filter.get("toBlock")) - number(filter.get("fromBlock")) + 1;
          return wide > blocks
              ? error(answer, -32005, "query returned more than 10000 results")
              : answer;
        });
  }

  /// The method fails with an error of JSON-RPC.
  public void refuse(String method, int code, String message) {
    answer(method, (_, answer) -> error(answer, code, message));
  }

  public void chainId(long id) {
    result("eth_chainId", _ -> NODES.stringNode("0x" + Long.toHexString(id)));
  }

  /// As if it had stopped at this height.
  public void headAt(long height) {
    result("eth_blockNumber", _ -> NODES.stringNode("0x" + Long.toHexString(height)));
    answer("eth_getBlockByNumber", (params, answer) -> known(params, answer, height));
  }

  private JsonNode known(JsonNode params, ObjectNode answer, long height) {
    var tag = params.get(0).asString();
    if (tag.startsWith("0x")) {
      return number(params.get(0)) > height ? answer.set("result", NODES.nullNode()) : answer;
    }
    if (number(answer.at("/result/number")) <= height) return answer;
    var call = NODES.objectNode().put("jsonrpc", "2.0").put("method", "eth_getBlockByNumber");
    call.putArray("params").add("0x" + Long.toHexString(height)).add(false);
    call.set("id", answer.get("id"));
    return JSON.readTree(forward(JSON.writeValueAsBytes(call)));
  }

  /// Answers as if blocks had no logs, whichever way they are asked for.
  public void hideLogs() {
    hideLogsOfRanges();
    answer(
        "eth_getLogs",
        (_, answer) -> answer.has("result") ? answer.set("result", NODES.arrayNode()) : answer);
    result(
        "eth_getBlockReceipts",
        receipts -> {
          receipts.forEach(receipt -> ((ObjectNode) receipt).set("logs", NODES.arrayNode()));
          return receipts;
        });
    result(
        "eth_getTransactionReceipt",
        receipt -> ((ObjectNode) receipt).set("logs", NODES.arrayNode()));
  }

  /// Answers as if ranges had no logs; blocks that are asked for by hash have theirs.
  public void hideLogsOfRanges() {
    answer(
        "eth_getLogs",
        (params, answer) ->
            params.get(0).has("fromBlock") ? answer.set("result", NODES.arrayNode()) : answer);
  }

  /// Changes every log, wherever it is told.
  public void logs(UnaryOperator<ObjectNode> change) {
    result(
        "eth_getLogs",
        logs -> {
          logs.forEach(log -> change.apply((ObjectNode) log));
          return logs;
        });
    result(
        "eth_getBlockReceipts",
        receipts -> {
          receipts.forEach(
              receipt -> receipt.get("logs").forEach(log -> change.apply((ObjectNode) log)));
          return receipts;
        });
  }

  /// Logs claim to be of a sibling of their block.
  public void siblingLogs() {
    logs(log -> log.put("blockHash", "0x" + "5b".repeat(32)));
  }

  /// Logs claim to have been emitted by this contract.
  public void logsOf(String contract) {
    logs(log -> log.put("address", contract));
  }

  /// No more faults.
  public synchronized void heal() {
    rules.clear();
    gates.clear();
    statuses.clear();
    cuts.clear();
    latency = Duration.ZERO;
    up();
  }

  @Override
  public void close() {
    down();
    http.close();
    end(server);
  }

  private static void end(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long number(JsonNode quantity) {
    return Long.parseLong(quantity.asString().substring(2), 16);
  }

  private static JsonNode error(ObjectNode answer, int code, String message) {
    answer.remove("result");
    answer.putObject("error").put("code", code).put("message", message);
    return answer;
  }

  // Serving

  private void accept() {
    try {
      while (true) serveUnlessDown(server.accept());
    } catch (IOException _) {
      // closed
    }
  }

  private synchronized void serveUnlessDown(Socket socket) throws IOException {
    if (down) {
      socket.setSoLinger(true, 0);
      socket.close();
    } else {
      socket.setTcpNoDelay(true);
      connections.add(socket);
      Thread.ofVirtual().start(() -> serve(socket));
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var in = new BufferedInputStream(socket.getInputStream());
      for (Optional<byte[]> request; (request = Wire.request(in)).isPresent(); ) {
        if (!respond(socket, request.get())) return;
      }
    } catch (IOException | RuntimeException _) {
      // the connection ends
    } finally {
      connections.remove(socket);
    }
  }

  /// @return whether the connection may be used again
  private boolean respond(Socket socket, byte[] request) throws IOException {
    Duration wait;
    Optional<Integer> status;
    Optional<Cut> cut;
    synchronized (this) {
      wait = latency;
      status = Optional.ofNullable(statuses.poll());
      cut = status.isPresent() ? Optional.empty() : Optional.ofNullable(cuts.poll());
    }
    java.util.concurrent.locks.LockSupport.parkNanos(wait.toNanos());
    if (cut.equals(Optional.of(Cut.RESET))) {
      socket.setSoLinger(true, 0);
      return false;
    }
    if (status.isPresent()) {
      Wire.send(socket, status.get(), "no".getBytes(US_ASCII));
      return true;
    }
    var reply = gated(request);
    if (reply.isPresent()) {
      Wire.send(socket, reply.get().status(), reply.get().body().getBytes(UTF_8));
      return true;
    }
    var answer = answer(request);
    if (cut.isPresent()) answer = java.util.Arrays.copyOf(answer, answer.length * 2 / 3);
    Wire.send(socket, 200, answer);
    return true;
  }

  private Optional<Gate.Reply> gated(byte[] request) {
    var calls = JSON.readTree(request);
    for (var call : calls.isArray() ? calls : List.of(calls)) {
      asked.merge(call.get("method").asString(), 1, Integer::sum);
    }
    List<Gate> present;
    synchronized (this) {
      present = List.copyOf(gates);
    }
    return present.stream().flatMap(gate -> gate.apply(calls).stream()).findFirst();
  }

  private byte[] answer(byte[] request) {
    var calls = JSON.readTree(request);
    List<Rule> present;
    synchronized (this) {
      present = List.copyOf(rules);
    }
    var answer = forward(request);
    if (present.isEmpty()) return answer;
    var told = JSON.readTree(answer);
    if (!calls.isArray()) return JSON.writeValueAsBytes(changed(calls, told, present));
    var changed = NODES.arrayNode();
    for (int i = 0; i < calls.size(); i++) {
      changed.add(changed(calls.get(i), byId((ArrayNode) told, calls.get(i).get("id")), present));
    }
    return JSON.writeValueAsBytes(changed);
  }

  private static JsonNode byId(ArrayNode answers, JsonNode id) {
    return answers.valueStream().filter(a -> a.get("id").equals(id)).findFirst().orElseThrow();
  }

  private static JsonNode changed(JsonNode call, JsonNode answer, List<Rule> rules) {
    var changed = answer;
    for (var rule : rules) {
      if (rule.method.equals(call.get("method").asString())) {
        changed = rule.fault.apply(call.get("params"), (ObjectNode) changed);
      }
    }
    return changed;
  }

  private byte[] forward(byte[] request) {
    try {
      var post = HttpRequest.newBuilder(target).header("content-type", "application/json");
      Optional.ofNullable(target.getUserInfo())
          .map(login -> Base64.getEncoder().encodeToString(login.getBytes(US_ASCII)))
          .ifPresent(login -> post.header("authorization", "Basic " + login));
      post.POST(HttpRequest.BodyPublishers.ofByteArray(request));
      return http.send(post.build(), HttpResponse.BodyHandlers.ofByteArray()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
