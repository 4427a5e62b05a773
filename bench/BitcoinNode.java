package coffer.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.javalin.Javalin;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A bitcoind that tells [BitcoinBlocks] up to a height that is set over HTTP: a process of its
/// own.
final class BitcoinNode {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final BitcoinBlocks blocks;
  private final AtomicLong head = new AtomicLong(BitcoinBlocks.BASE);
  private final Map<String, Long> heights = new ConcurrentHashMap<>();

  private BitcoinNode(BitcoinBlocks blocks) {
    this.blocks = blocks;
  }

  /// @param args the time of the block at the base
  public static void main(String[] args) throws IOException {
    var node = new BitcoinNode(new BitcoinBlocks(Long.parseLong(args[0])));
    var server =
        Javalin.create(
                config -> {
                  config.concurrency.useVirtualThreads = true;
                  config.startup.showJavalinBanner = false;
                  config.http.maxRequestSize = 1 << 24;
                  config.routes.post("/", node::answer);
                  config.routes.post(
                      "/head/{height}",
                      ctx -> node.head.set(Long.parseLong(ctx.pathParam("height"))));
                })
            .start("127.0.0.1", 0);
    System.out.println(server.port());
    var _ = System.in.read();
    System.exit(0);
  }

  private void answer(Context ctx) throws IOException {
    var asked = MAPPER.readTree(ctx.bodyAsBytes());
    ctx.contentType("application/json");
    if (asked.isArray()) {
      var answers = asked.valueStream().map(this::one).collect(Collectors.joining(",", "[", "]"));
      ctx.result(answers.getBytes(US_ASCII));
    } else if (asked.get("method").asString().equals("getblock")) {
      block(ctx, heights.get(asked.get("params").get(0).asString()));
    } else {
      ctx.result(one(asked).getBytes(US_ASCII));
    }
  }

  private void block(Context ctx, long height) throws IOException {
    var parts = blocks.block(height);
    var begin = "{\"result\":\"".getBytes(US_ASCII);
    var end = "\",\"error\":null,\"id\":0}\n".getBytes(US_ASCII);
    var length = begin.length + parts.get(0).length + parts.get(1).length + end.length;
    ctx.res().setContentLength(length);
    var out = ctx.res().getOutputStream();
    for (var part : List.of(begin, parts.get(0), parts.get(1), end)) out.write(part);
  }

  private String one(JsonNode call) {
    var params = call.get("params");
    var result =
        switch (call.get("method").asString()) {
          case "getblockchaininfo" ->
              """
              {"chain":"main","blocks":%d,"headers":%d,"bestblockhash":%s,"initialblockdownload":false}"""
                  .formatted(head.get(), head.get(), hash(head.get()));
          case "getbestblockhash" -> hash(head.get());
          case "getblockhash" ->
              params.get(0).asLong() > head.get() ? "" : hash(params.get(0).asLong());
          case "getblockheader" ->
              "\""
                  + HexFormat.of().formatHex(blocks.header(heights.get(params.get(0).asString())))
                  + "\"";
          case "getmempoolinfo" -> "{\"loaded\":true}";
          case "getrawmempool" -> "[]";
          default -> throw new IllegalArgumentException(call.toString());
        };
    var end = ",\"id\":" + call.get("id") + "}";
    return result.isEmpty()
        ? "{\"result\":null,\"error\":{\"code\":-8,\"message\":\"Block height out of range\"}" + end
        : "{\"result\":" + result + ",\"error\":null" + end;
  }

  private String hash(long height) {
    var hash = blocks.hash(height);
    heights.put(hash, height);
    return "\"" + hash + "\"";
  }

  /// The process, from outside.
  record Remote(Child process, int port) implements AutoCloseable {
    static Remote start(long time) throws IOException {
      var child =
          Child.start(
              List.of("-Xmx1g", "-Dorg.slf4j.simpleLogger.defaultLogLevel=off"),
              "coffer.bench.BitcoinNode",
              String.valueOf(time));
      for (String line; ; ) {
        line = child.line();
        if (line.matches("[0-9]+")) return new Remote(child, Integer.parseInt(line));
      }
    }

    void head(long height) throws IOException {
      try (var line = new Line(port)) {
        line.ask(Line.post("/head/" + height, Map.of(), new byte[0]));
      }
    }

    @Override
    public void close() {
      process.close();
    }
  }
}
