package coffer.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// One payment from beginning to end, told on the console.
@Command(
    name = "demo",
    description = "Start everything on this machine and tell one payment from beginning to end.",
    mixinStandardHelpOptions = true)
final class Demo implements Callable<Integer> {
  private static final int INTERRUPTED = 130;

  private final AtomicBoolean stopping = new AtomicBoolean();

  @Option(names = "--once", description = "end when the payment has settled and its webhook came")
  private boolean once;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "0 = any free one; default: ${DEFAULT-VALUE}")
  private int port;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "demo-data",
      description = "default: ${DEFAULT-VALUE}")
  private Path data = Path.of("demo-data");

  @Option(
      names = "--info",
      paramLabel = "FILE",
      description = "when ready, write URL and keys there, as JSON")
  private @Nullable Path info;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var config = DemoConfig.create(data, port);
    Logs.configure(config.logs());
    out().println("Starting PostgreSQL, the simulated chains and the server in " + data + " ...");
    out().flush();
    var base = Base.open(config);
    var core = Core.of(base);
    try (var receiver = DemoReceiver.start()) {
      var shop = DemoShop.open(base, core, receiver.url());
      receiver.expect(shop.secret());
      var server = start(base, core);
      var stopped = stopAtTheEnd(base, server);
      var url = config.http().publicUrl().toString();
      if (info != null) write(info, url, shop);
      var client = new DemoClient(url, shop.key());
      var done = new DemoStory(client, receiver, out(), base.clock()).tell();
      if (once || !done) return done ? 0 : 1;
      invite(url, shop);
      stopped.await();
      return 0;
    } catch (IOException e) {
      // Ctrl-C in the middle of the story: the server that it speaks to is gone.
      if (!stopping.get()) throw e;
      return INTERRUPTED;
    }
  }

  private static Server start(Base base, Core core) {
    try {
      return Server.start(base, services -> Wiring.plug(services, core));
    } catch (RuntimeException e) {
      base.close();
      throw e;
    }
  }

  private CountDownLatch stopAtTheEnd(Base base, Server server) {
    var stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stopping.set(true);
                  server.close();
                  base.close();
                  stopped.countDown();
                }));
    return stopped;
  }

  /// What a program needs to use the demo: complete or not there at all, and for its owner's eyes
  /// only.
  private static void write(Path file, String url, DemoShop shop) throws IOException {
    var json = new LinkedHashMap<String, Object>();
    json.put("url", url);
    json.put("coffer", Map.of("api_key", shop.key(), "webhook_secret", shop.secret().text()));
    var folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    var draft = Files.createTempFile(folder, "info", ".json", owner);
    Files.writeString(draft, JsonMapper.shared().writeValueAsString(json) + "\n");
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void invite(String url, DemoShop shop) {
    out()
        .println(
            """

            It is your turn. Until Ctrl-C:

              API reference   %1$s/docs
              OpenAPI         %1$s/coffer/v1/openapi.json
              health          %1$s/health/ready
              metrics         %1$s/metrics

            Make an invoice with every coin, open its checkout_url in a browser, choose one:

              curl -s %1$s/coffer/v1/invoices -H 'Authorization: Bearer %2$s' \\
                -H 'Content-Type: application/json' -H 'Idempotency-Key: order-1' \\
                -d '{"amount":"25","currency":"EUR","order_id":"order-1"}'

            Pay it (its id in place of INVOICE; only once a coin is chosen):

              curl -s %1$s/coffer/v1/sandbox/pay -H 'Authorization: Bearer %2$s' \\
                -H 'Content-Type: application/json' -d '{"invoice":"INVOICE"}'

            See what came of it:

              curl -s %1$s/coffer/v1/balances -H 'Authorization: Bearer %2$s'
            """
                .formatted(url, shop.key()));
    out().flush();
  }

  private PrintWriter out() {
    return java.util.Objects.requireNonNull(spec).commandLine().getOut();
  }
}
