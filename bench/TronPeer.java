package coffer.bench;

import io.javalin.Javalin;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.json.JsonMapper;

/// The node that the TRON chain is read from: a process of its own, which tells [TronBlocks] up to
/// a height that is set over HTTP. Everything is solidified.
final class TronPeer {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final TronBlocks blocks;
  private final AtomicLong head = new AtomicLong(TronBlocks.BASE);

  private TronPeer(TronBlocks blocks) {
    this.blocks = blocks;
  }

  /// @param args time of the blocks
  public static void main(String[] args) throws IOException {
    var peer = new TronPeer(new TronBlocks(Long.parseLong(args[0])));
    var server =
        Javalin.create(
                config -> {
                  config.concurrency.useVirtualThreads = true;
                  config.startup.showJavalinBanner = false;
                  config.routes.post("/head/{height}", peer::announce);
                  config.routes.post("/{api}/{method}", peer::answer);
                })
            .start("127.0.0.1", 0);
    System.out.println(server.port());
    var _ = System.in.read();
    System.exit(0);
  }

  private void announce(Context ctx) {
    head.set(Long.parseLong(ctx.pathParam("height")));
  }

  private void answer(Context ctx) throws IOException {
    var asked = MAPPER.readTree(ctx.bodyAsBytes());
    ctx.contentType("application/json");
    var out = ctx.res().getOutputStream();
    var number = asked.path("num").asLong(0);
    switch (ctx.pathParam("method")) {
      case "getblock" -> {
        var which = asked.path("id_or_num").asString("");
        header(out, which.isEmpty() ? head.get() : Long.parseLong(which));
      }
      case "getblockbynum" -> {
        if (number <= head.get()) blocks.block(out, number);
        else write(out, "{}");
      }
      case "getblockbylimitnext" -> {
        var until = Math.min(asked.path("endNum").asLong(0), head.get() + 1);
        blocks.blocks(out, asked.path("startNum").asLong(0), until);
      }
      case "gettransactioninfobyblocknum" -> blocks.infos(out, number);
      case "triggerconstantcontract" ->
          write(out, "{\"constant_result\":[\"%064x\"]}".formatted(6));
      default -> throw new IllegalArgumentException(ctx.path());
    }
  }

  private void header(OutputStream out, long height) throws IOException {
    if (height == 0) write(out, TronBlocks.first());
    else if (height > head.get()) write(out, "{}");
    else blocks.header(out, height);
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /// The process, from outside.
  record Remote(Child process, int port) implements AutoCloseable {
    static Remote start(long time) throws IOException {
      var jvm = List.of("-Xmx1g", "-Dorg.slf4j.simpleLogger.defaultLogLevel=off");
      var child = Child.start(jvm, "coffer.bench.TronPeer", String.valueOf(time));
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
