package coffer.app.command;

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
              .tx(tx -> infrastructure.merchants().createOrganization(tx, name, operator));
      say(made.publicId().toString());
    }
  }

  @Command(name = "list", description = "List all organizations.", mixinStandardHelpOptions = true)
  void list(@Mixin DatabaseOptions store) {
    var table = new TextTable("ID", "NAME", "");
    try (var infrastructure = store.open()) {
      for (var organization : infrastructure.db().tx(infrastructure.merchants()::organizations)) {
        table.row(
            organization.publicId(),
            organization.name(),
            organization.operator() ? "operator" : "");
      }
    }
    table.print(out());
  }
}
