package coffer.app.command;

import coffer.app.server.Infrastructure;
import coffer.core.merchant.Organization;
import coffer.core.user.Audit;
import coffer.db.Tx;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "organization",
    description = "Manage organizations, which are the merchants.",
    mixinStandardHelpOptions = true)
final class AdminOrganization extends AdminOutput {
  @Command(
      name = "create",
      description = "Create an organization.",
      mixinStandardHelpOptions = true)
  void create(
      @Mixin DatabaseOptions store,
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--operator", description = "the organization that runs this server")
          boolean operator) {
    try (var infrastructure = store.open()) {
      var made =
          infrastructure
              .db()
              .tx(
                  tx -> {
                    var created = infrastructure.merchants().createOrganization(tx, name, operator);
                    CommandAudit.add(
                        infrastructure,
                        tx,
                        CommandAudit.of(created),
                        Audit.Act.of(
                            "organization.create",
                            created.publicId(),
                            Map.of("name", name, "operator", operator)));
                    return created;
                  });
      say(made.publicId().toString());
    }
  }

  @Command(name = "list", description = "List all organizations.", mixinStandardHelpOptions = true)
  void list(@Mixin DatabaseOptions store) {
    var table = new TextTable("ID", "NAME", "");
    try (var infrastructure = store.open()) {
      for (var organization : infrastructure.db().tx(infrastructure.merchants()::organizations)) {
        table.row(organization.publicId(), organization.name(), notes(organization));
      }
    }
    table.print(out());
  }

  private static String notes(Organization organization) {
    var notes = new ArrayList<String>();
    if (organization.operator()) notes.add("operator");
    organization.blockReason().ifPresent(reason -> notes.add("blocked: " + reason));
    return String.join(", ", notes);
  }

  @Command(
      name = "block",
      description = {
        "Block the prepaid balance of an organization.",
        "The organization sees the reason. A blocked balance still receives. No service is charged"
            + " to prepaid balances yet, so that nothing else changes."
      },
      mixinStandardHelpOptions = true)
  void block(
      @Mixin DatabaseOptions store,
      @Option(names = "--reason", required = true, paramLabel = "TEXT") String reason,
      @Parameters(paramLabel = "ID") UUID organization) {
    set(store, organization, Optional.of(reason));
  }

  @Command(
      name = "unblock",
      description = "Unblock the prepaid balance of an organization.",
      mixinStandardHelpOptions = true)
  void unblock(@Mixin DatabaseOptions store, @Parameters(paramLabel = "ID") UUID organization) {
    set(store, organization, Optional.empty());
  }

  private static void set(DatabaseOptions store, UUID id, Optional<String> reason) {
    try (var infrastructure = store.open()) {
      var organization = organization(infrastructure, id);
      infrastructure.db().run(tx -> set(infrastructure, tx, organization, reason));
    }
  }

  private static void set(
      Infrastructure infrastructure, Tx tx, Organization organization, Optional<String> reason) {
    infrastructure.merchants().block(tx, organization, reason);
    CommandAudit.add(
        infrastructure,
        tx,
        CommandAudit.of(organization),
        CommandAudit.change(
            reason.isPresent() ? "organization.block" : "organization.unblock",
            organization.publicId(),
            Map.of("reason", organization.blockReason().orElse("")),
            Map.of("reason", reason.orElse(""))));
  }
}
