package coffer.app;

import coffer.webhook.Deliveries;
import coffer.webhook.NewDestination;
import coffer.webhook.WebhookClient;
import coffer.webhook.WebhookSecret;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "webhook",
    description = "Where a project's events are told.",
    mixinStandardHelpOptions = true)
final class AdminWebhook extends Printing {
  @Command(name = "add", description = "Tell them at a URL.", mixinStandardHelpOptions = true)
  void add(
      @Mixin Store store,
      @Option(names = "--project", required = true, paramLabel = "ID") UUID project,
      @Option(
              names = "--dialect",
              defaultValue = "coffer",
              description = "default: ${DEFAULT-VALUE}")
          String dialect,
      @Option(
              names = "--type",
              split = ",",
              description = "invoice.settled, invoice.*; without it, all")
          @Nullable List<String> types,
      @Parameters(paramLabel = "URL") String url) {
    var named = Dialect.named(dialect).text();
    try (var base = store.open()) {
      var told = project(base, project);
      var command = new NewDestination(url, named, types == null ? List.of() : types);
      var made =
          base.db().tx(tx -> deliveries(base).create(tx, told, command, base.clock().instant()));
      say(made.publicId().toString());
    }
  }

  @Command(name = "list", description = "A project's.", mixinStandardHelpOptions = true)
  void list(
      @Mixin Store store,
      @Option(names = "--project", required = true, paramLabel = "ID") UUID project) {
    var table = new Columns("ID", "DIALECT", "TYPES", "URL");
    try (var base = store.open()) {
      var told = project(base, project);
      for (var destination : base.db().tx(tx -> deliveries(base).destinations(tx, told.id()))) {
        table.row(
            destination.publicId(),
            destination.dialect(),
            destination.types().isEmpty() ? "all" : String.join(",", destination.types()),
            destination.url());
      }
    }
    table.print(out());
  }

  @Command(
      name = "remove",
      description = "Tell nothing there any more.",
      mixinStandardHelpOptions = true)
  void remove(
      @Mixin Store store,
      @Option(names = "--project", required = true, paramLabel = "ID") UUID project,
      @Parameters(paramLabel = "ID") UUID id) {
    try (var base = store.open()) {
      var told = project(base, project);
      base.db().run(tx -> deliveries(base).delete(tx, told.id(), id));
      say("removed");
    }
  }

  @Command(
      name = "secret",
      description = "Print the key that a project's webhooks are signed with.",
      mixinStandardHelpOptions = true)
  void secret(
      @Mixin Store store,
      @Option(names = "--project", required = true, paramLabel = "ID") UUID project) {
    try (var base = store.open()) {
      var told = project(base, project);
      var secret = base.db().tx(tx -> base.merchants().webhookSecret(tx, told));
      say(new WebhookSecret(secret).text());
    }
  }

  private static Deliveries deliveries(Base base) {
    var client =
        new WebhookClient(
            base.config().webhooks().allow(),
            base.config().http().publicUrl().getHost(),
            Main.version());
    return new Deliveries(client, () -> {});
  }
}
