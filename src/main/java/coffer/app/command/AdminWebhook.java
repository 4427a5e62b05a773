package coffer.app.command;

import coffer.app.server.Infrastructure;
import coffer.app.server.Version;
import coffer.core.user.Audit;
import coffer.webhook.Deliveries;
import coffer.webhook.NewDestination;
import coffer.webhook.WebhookClient;
import coffer.webhook.WebhookSecret;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "webhook",
    description = "Manage the URLs that receive a project's webhooks.",
    mixinStandardHelpOptions = true)
final class AdminWebhook extends AdminOutput {
  @Command(name = "add", description = "Send webhooks to a URL.", mixinStandardHelpOptions = true)
  void add(
      @Mixin DatabaseOptions store,
      @Option(names = "--project", required = true, paramLabel = "ID") UUID project,
      @Option(
              names = "--dialect",
              defaultValue = "coffer",
              description = "format of the webhooks; default: ${DEFAULT-VALUE}")
          String dialect,
      @Option(
              names = "--type",
              split = ",",
              description = "event types, for example invoice.settled or invoice.*; default: all")
          @Nullable List<String> types,
      @Parameters(paramLabel = "URL") String url) {
    try (var infrastructure = store.open()) {
      var named = infrastructure.config().dialects().named(dialect).name();
      var owner = project(infrastructure, project);
      var command = new NewDestination(url, named, types == null ? List.of() : types);
      var made =
          infrastructure
              .db()
              .tx(
                  tx -> {
                    var created =
                        deliveries(infrastructure)
                            .create(tx, owner, command, infrastructure.clock().instant());
                    var values = Map.<String, Object>of("url", url, "dialect", named);
                    CommandAudit.add(
                        infrastructure,
                        tx,
                        CommandAudit.of(owner),
                        Audit.Act.of("webhook.create", created.publicId(), values));
                    return created;
                  });
      say(made.publicId().toString());
    }
  }

  @Command(name = "list", description = "List a project's URLs.", mixinStandardHelpOptions = true)
  void list(
      @Mixin DatabaseOptions store,
      @Option(names = "--project", required = true, paramLabel = "ID") UUID project) {
    var table = new TextTable("ID", "DIALECT", "TYPES", "URL");
    try (var infrastructure = store.open()) {
      var owner = project(infrastructure, project);
      for (var destination :
          infrastructure.db().tx(tx -> deliveries(infrastructure).destinations(tx, owner.id()))) {
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
      description = "Stop sending webhooks to a URL.",
      mixinStandardHelpOptions = true)
  void remove(
      @Mixin DatabaseOptions store,
      @Option(names = "--project", required = true, paramLabel = "ID") UUID project,
      @Parameters(paramLabel = "ID") UUID id) {
    try (var infrastructure = store.open()) {
      var owner = project(infrastructure, project);
      infrastructure
          .db()
          .run(
              tx -> {
                deliveries(infrastructure).delete(tx, owner.id(), id);
                CommandAudit.add(
                    infrastructure, tx, CommandAudit.of(owner), Audit.Act.of("webhook.remove", id));
              });
      say("removed");
    }
  }

  @Command(
      name = "secret",
      description = "Print the secret that signs a project's webhooks.",
      mixinStandardHelpOptions = true)
  void secret(
      @Mixin DatabaseOptions store,
      @Option(names = "--project", required = true, paramLabel = "ID") UUID project) {
    try (var infrastructure = store.open()) {
      var owner = project(infrastructure, project);
      var secret =
          infrastructure.db().tx(tx -> infrastructure.merchants().webhookSecret(tx, owner));
      say(new WebhookSecret(secret).text());
    }
  }

  private static Deliveries deliveries(Infrastructure infrastructure) {
    var client =
        new WebhookClient(
            infrastructure.config().webhooks().allow(),
            infrastructure.config().http().publicUrl().getHost(),
            Version.text());
    return new Deliveries(client, () -> {});
  }
}
