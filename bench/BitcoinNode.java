package coffer.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
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
    var server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
    System.out.println(((InetSocketAddress) server.getLocalAddress()).getPort());
    Thread.ofPlatform().daemon().start(() -> node.accept(server));
    var _ = System.in.read();
    System.exit(0);
  }

  private void accept(ServerSocketChannel server) {
    while (true) {
      try {
        var channel = server.accept();
        Thread.ofPlatform().daemon().start(() -> serve(channel));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void serve(SocketChannel channel) {
    try (channel) {
      var in = new BufferedInputStream(channel.socket().getInputStream());
      for (String line; !(line = line(in)).isEmpty(); ) {
        var path = line.split(" ")[1];
        var length = 0;
        for (String header; !(header = line(in)).isEmpty(); ) {
          var lower = header.toLowerCase(Locale.ROOT);
          if (lower.startsWith("content-length:"))
            length = Integer.parseInt(lower.substring(15).strip());
        }
        var body = in.readNBytes(length);
        if (path.startsWith("/head/")) {
          head.set(Long.parseLong(path.substring(6)));
          send(channel, ByteBuffer.allocate(0));
        } else {
          answer(channel, body);
        }
      }
    } catch (IOException _) {
      // The other side has closed it.
    }
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c; (c = in.read()) != '\n'; ) {
      if (c < 0) return "";
      if (c != '\r') line.append((char) c);
    }
    return line.toString();
  }

  private static void send(SocketChannel channel, ByteBuffer... parts) throws IOException {
    var length = 0;
    for (var part : parts) length += part.remaining();
    var head =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + length
            + "\r\n\r\n";
    var all = new ByteBuffer[parts.length + 1];
    all[0] = ByteBuffer.wrap(head.getBytes(US_ASCII));
    System.arraycopy(parts, 0, all, 1, parts.length);
    while (all[parts.length].hasRemaining() || all[0].hasRemaining()) channel.write(all);
  }

  private void answer(SocketChannel channel, byte[] body) throws IOException {
    var asked = MAPPER.readTree(body);
    if (asked.isArray()) {
      var answers = asked.valueStream().map(this::one).collect(Collectors.joining(",", "[", "]"));
      send(channel, ByteBuffer.wrap(answers.getBytes(US_ASCII)));
    } else if (asked.get("method").asString().equals("getblock")) {
      var block = blocks.block(heights.get(asked.get("params").get(0).asString()));
      send(
          channel,
          ByteBuffer.wrap("{\"result\":\"".getBytes(US_ASCII)),
          ByteBuffer.wrap(block),
          blocks.rest(),
          ByteBuffer.wrap("\",\"error\":null,\"id\":0}\n".getBytes(US_ASCII)));
    } else {
      send(channel, ByteBuffer.wrap(one(asked).getBytes(US_ASCII)));
    }
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
      try (var line = new HttpLine(port)) {
        line.ask(HttpLine.post("/head/" + height, Map.of(), new byte[0]));
      }
    }

    @Override
    public void close() {
      process.close();
    }
  }
}
