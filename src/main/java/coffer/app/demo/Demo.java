package coffer.app.demo;

import coffer.app.config.DemoConfig;
import coffer.app.config.Dialects;
import coffer.app.server.Domain;
import coffer.app.server.Infrastructure;
import coffer.app.server.Logs;
import coffer.app.server.Server;
import coffer.app.server.Shutdown;
import coffer.app.server.Wiring;
import coffer.core.merchant.ApiKey;
import coffer.core.user.Role;
import coffer.core.user.SignInLinks;
import coffer.core.user.Users;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Runs one payment from start to end, and describes it on the console.
@Command(
    name = "demo",
    description = "Start everything on this machine and show one payment from start to end.",
    mixinStandardHelpOptions = true)
public final class Demo implements Callable<Integer> {
  private static final int INTERRUPTED = 130;

  private final AtomicBoolean stopping = new AtomicBoolean();

  @Option(
      names = "--once",
      description = "exit after the payment has settled and its webhook has arrived")
  private boolean once;

  private static final String OWNER = "owner@example.com";

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
      description = "when ready, write URL and keys to this file, as JSON")
  private @Nullable Path info;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (port < 0 || port > 65_535) {
      throw new ParameterException(line(), "--port is not between 0 and 65535");
    }
    var config = DemoConfig.create(data, port);
    Logs.configure(config.logs());
    out().println("Starting PostgreSQL, the simulated chains and the server in " + data + " ...");
    out().flush();
    var infrastructure = Infrastructure.open(config);
    var domain = Domain.of(infrastructure);
    try (var receiver = DemoReceiver.start()) {
      var shop = DemoShop.open(infrastructure, domain, receiver.url());
      receiver.expect(shop.secret());
      var url = config.http().publicUrl().toString();
      var client = new DemoClient(url, shop.keys().coffer());
      var server = start(infrastructure, domain, new DemoPages(client, receiver));
      var shutdown = stopAtTheEnd(infrastructure, server);
      var done = new DemoStory(client, receiver, out(), infrastructure.clock()).tell();
      var samples = new DemoSamples(infrastructure, domain, shop, client, receiver.otherUrl());
      if (info != null && done) {
        new DemoInfo(url, config.dialects(), shop, samples.make(config.dialects())).write(info);
      }
      if (once || !done) return done ? 0 : 1;
      invite(url, config.dialects(), shop);
      out().println("The cabinet. This link signs you in once; choose a password there:\n");
      out().println("  " + url + "/cabinet/link/" + signInLink(infrastructure, shop));
      out().flush();
      shutdown.await();
      return 0;
    } catch (IOException e) {
      // Ctrl-C during the demo payment: the server has already stopped.
      if (!stopping.get()) throw e;
      return INTERRUPTED;
    }
  }

  /// A link for the owner of the demo's organization.
  private static String signInLink(Infrastructure infrastructure, DemoShop shop) {
    var users = new Users();
    return infrastructure
        .db()
        .tx(
            tx -> {
              var now = infrastructure.clock().instant();
              var owner =
                  users
                      .find(tx, OWNER)
                      .or(() -> users.create(tx, Users.Draft.invited(OWNER), now))
                      .orElseThrow();
              users.join(tx, owner.id(), shop.project().organizationId(), Role.OWNER, now);
              return new SignInLinks().create(tx, owner.id(), now).text();
            });
  }

  private static Server start(Infrastructure infrastructure, Domain domain, DemoPages shop) {
    try {
      return Server.start(infrastructure, services -> Wiring.plug(services, domain).with(shop));
    } catch (RuntimeException e) {
      infrastructure.close();
      throw e;
    }
  }

  private Shutdown stopAtTheEnd(Infrastructure infrastructure, Server server) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stopping.set(true)));
    return Shutdown.of(infrastructure, server);
  }

  private void invite(String url, Dialects dialects, DemoShop shop) {
    out()
        .println(
            """

            It is your turn. The server runs until Ctrl-C:

              a small shop    %1$s/demo
              API reference   %1$s/docs
              OpenAPI         %1$s/coffer/v1/openapi.json
              health          %1$s/health/ready
              metrics         %1$s/metrics

            Create an invoice with all assets, open its checkout_url in a browser, choose one:

              curl -s %1$s/coffer/v1/invoices -H 'Authorization: Bearer %2$s' \\
                -H 'Content-Type: application/json' -H 'Idempotency-Key: order-1' \\
                -d '{"amount":"25","currency":"EUR","order_id":"order-1"}'

            Pay it, after an asset is chosen (replace INVOICE by its id):

              curl -s %1$s/coffer/v1/sandbox/pay -H 'Authorization: Bearer %2$s' \\
                -H 'Content-Type: application/json' -d '{"invoice":"INVOICE"}'

            Show the balances:

              curl -s %1$s/coffer/v1/balances -H 'Authorization: Bearer %2$s'
            """
                .formatted(url, shop.keys().coffer()));
    others(url, dialects, shop);
    out().flush();
  }

  private void others(String url, Dialects dialects, DemoShop shop) {
    out()
        .println(
            """
            A client that was written for another gateway needs this address and a key of this server
            (--info FILE writes all of them):
            """);
    for (var dialect : dialects.all()) {
      var setup = dialect.clientSetup(shop.project());
      if (dialect.name().equals("coffer")) continue;
      var key = shop.keys().key(dialect.name(), ApiKey.Kind.PROJECT);
      out()
          .printf(
              "  %-11s %-38s %s%n",
              dialect.title(), url + setup.path(), setup.header().formatted(key));
      setup.ids().forEach((name, id) -> out().printf("  %-11s %s %s%n", "", name, id));
    }
    out().println();
  }

  private PrintWriter out() {
    return line().getOut();
  }

  private CommandLine line() {
    return Objects.requireNonNull(spec).commandLine();
  }
}
