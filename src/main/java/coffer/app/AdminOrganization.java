package coffer.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "organization", description = "Merchants.", mixinStandardHelpOptions = true)
final class AdminOrganization extends Printing {
  @Command(name = "create", description = "Make one.", mixinStandardHelpOptions = true)
  void create(
      @Mixin Store store,
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--operator", description = "the one that runs this server")
          boolean operator) {
    try (var base = store.open()) {
      var made = base.db().tx(tx -> base.merchants().createOrganization(tx, name, operator));
      say(made.publicId().toString());
    }
  }

  @Command(name = "list", description = "All of them.", mixinStandardHelpOptions = true)
  void list(@Mixin Store store) {
    var table = new Columns("ID", "NAME", "");
    try (var base = store.open()) {
      for (var organization : base.db().tx(base.merchants()::organizations)) {
        table.row(
            organization.publicId(),
            organization.name(),
            organization.operator() ? "operator" : "");
      }
    }
    table.print(out());
  }
}
