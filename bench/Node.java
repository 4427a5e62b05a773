package coffer.bench;

import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.websocket.WsContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The node that the chain is read from: a process of its own, which tells [EvmBlocks] up to a
/// height that is set over HTTP.
final class Node implements AutoCloseable {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /// For any other method the node has the error that real nodes have.
  private static final Set<String> METHODS =
      Set.of(
          "eth_chainId",
          "eth_blockNumber",
          "eth_getBalance",
          "eth_call",
          "eth_getBlockByNumber",
          "eth_getLogs",
          "eth_getBlockReceipts",
          "eth_getTransactionReceipt");

  private final EvmBlocks blocks;
  private final long unfinal;
  private final AtomicLong head = new AtomicLong(EvmBlocks.BASE);
  private final Set<WsContext> listeners = ConcurrentHashMap.newKeySet();

  private Node(EvmBlocks blocks, long unfinal) {
    this.blocks = blocks;
    this.unfinal = unfinal;
  }

  /// @param args kind of blocks, how many of the newest are not final, time of the blocks
  public static void main(String[] args) throws IOException {
    var blocks = new EvmBlocks(EvmBlocks.Kind.valueOf(args[0]), Long.parseLong(args[2]));
    var node = new Node(blocks, Long.parseLong(args[1]));
    var server =
        Javalin.create(
                config -> {
                  config.concurrency.useVirtualThreads = true;
                  config.startup.showJavalinBanner = false;
                  config.http.maxRequestSize = 1 << 24;
                  config.routes.post("/", node::answer);
                  config.routes.post("/head/{height}", node::announce);
                  config.routes.ws(
                      "/ws",
                      ws -> {
                        ws.onMessage(node.listeners::add);
                        ws.onClose(node.listeners::remove);
                      });
                })
            .start("127.0.0.1", 0);
    System.out.println(server.port());
    var _ = System.in.read();
    System.exit(0);
  }

  private void announce(Context ctx) {
    head.set(Long.parseLong(ctx.pathParam("height")));
    for (var listener : listeners) {
      if (listener.session.isOpen()) {
        listener.send("{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\",\"params\":{}}");
      }
    }
  }

  private void answer(Context ctx) throws IOException {
    var asked = MAPPER.readTree(ctx.bodyAsBytes());
    ctx.contentType("application/json");
    // Written as it is made: no answer is held as a whole.
    var out = ctx.res().getOutputStream();
    if (asked.isArray()) {
      write(out, "[");
      for (int i = 0; i < asked.size(); i++) {
        if (i > 0) write(out, ",");
        one(out, asked.get(i));
      }
      write(out, "]");
    } else {
      one(out, asked);
    }
  }

  private void one(OutputStream out, JsonNode call) throws IOException {
    write(out, "{\"jsonrpc\":\"2.0\",\"id\":" + call.get("id") + ",");
    var method = call.get("method").asString();
    if (METHODS.contains(method)) {
      write(out, "\"result\":");
      result(out, method, call.get("params"));
    } else {
      write(out, "\"error\":{\"code\":-32601,\"message\":\"the method does not exist\"}");
    }
    write(out, "}");
  }

  private void result(OutputStream out, String method, JsonNode params) throws IOException {
    switch (method) {
      case "eth_chainId" -> write(out, "\"0x1092\"");
      case "eth_getBalance" -> write(out, "\"0x0\"");
      case "eth_blockNumber" -> write(out, "\"0x" + Long.toHexString(head.get()) + "\"");
      case "eth_call" -> write(out, "\"0x%064x\"".formatted(18));
      case "eth_getBlockByNumber" -> {
        var height = height(params.get(0).asString());
        if (height > head.get()) write(out, "null");
        else blocks.block(out, height, params.get(1).asBoolean());
      }
      case "eth_getLogs" -> logs(out, params.get(0));
      case "eth_getBlockReceipts" ->
          blocks.receipts(out, EvmBlocks.height(params.get(0).asString()));
      case "eth_getTransactionReceipt" -> blocks.receipt(out, params.get(0).asString());
      default -> throw new IllegalArgumentException(method);
    }
  }

  private void logs(OutputStream out, JsonNode filter) throws IOException {
    if (filter.has("blockHash")) {
      var height = EvmBlocks.height(filter.get("blockHash").asString());
      blocks.logs(out, height, height);
    } else {
      blocks.logs(
          out,
          height(filter.get("fromBlock").asString()),
          height(filter.get("toBlock").asString()));
    }
  }

  private long height(String text) {
    return switch (text) {
      case "latest" -> head.get();
      case "finalized" -> Math.max(0, head.get() - unfinal);
      default -> Long.parseLong(text, 2, text.length(), 16);
    };
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() {
    listeners.clear();
  }

  /// The process, from outside.
  record Remote(Child process, int port) implements AutoCloseable {
    static Remote start(EvmBlocks.Kind kind, int unfinal, long time) throws IOException {
      var child =
          Child.start(
              List.of("-Xmx1g", "-Dorg.slf4j.simpleLogger.defaultLogLevel=off"),
              "coffer.bench.Node",
              kind.name(),
              String.valueOf(unfinal),
              String.valueOf(time));
      for (String line; ; ) {
        line = child.line();
        if (line.matches("[0-9]+")) return new Remote(child, Integer.parseInt(line));
      }
    }

    void head(long height) throws IOException {
      try (var line = new HttpLine(port)) {
        line.ask(HttpLine.post("/head/" + height, java.util.Map.of(), new byte[0]));
      }
    }

    @Override
    public void close() {
      process.close();
    }
  }
}
