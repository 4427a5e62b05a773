package coffer.app.command;

import coffer.app.server.Infrastructure;
import coffer.core.chain.Address;
import coffer.core.chain.Chain;
import coffer.core.chain.Mode;
import coffer.core.merchant.Organization;
import coffer.core.user.Audit;
import coffer.core.wallet.OwnAddresses;
import coffer.db.Tx;
import coffer.operator.UserError;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "address",
    description = {
      "Manage addresses that an organization owns outside its wallets.",
      "Transfers from these addresses are not payments: gas for a sweep, coins moved back."
    },
    mixinStandardHelpOptions = true)
final class AdminAddress extends AdminOutput {
  private final OwnAddresses addresses = new OwnAddresses();

  /// Identifies an address of an organization.
  static final class Which {
    @Option(names = "--organization", required = true, paramLabel = "ID")
    private UUID organization = new UUID(0, 0);

    @Option(names = "--mode", required = true, description = "live or test")
    private Mode mode = Mode.LIVE;

    @Option(names = "--family", required = true, description = "evm or tron")
    private String family = "";

    @Parameters(paramLabel = "ADDRESS")
    private String address = "";
  }

  @Command(
      name = "add",
      description = {
        "Add an address. It applies to blocks read from now on; existing payments stay as they are.",
        "Never add an address of an exchange: its other customers also pay from it."
      },
      mixinStandardHelpOptions = true)
  void add(
      @Mixin DatabaseOptions store,
      @Mixin Which which,
      @Option(names = "--name", defaultValue = "", description = "a note, up to 200 characters")
          String name) {
    try (var infrastructure = store.open()) {
      var owner = organization(infrastructure, which.organization);
      var address = parsed(infrastructure, which);
      if (name.length() > 200) throw new UserError("--name has more than 200 characters");
      var named =
          new OwnAddresses.Named(
              which.mode, which.family, address, name, infrastructure.clock().instant());
      infrastructure
          .db()
          .run(
              tx -> {
                addresses.add(tx, owner.id(), named);
                record(infrastructure, tx, owner, "own_address.add", which, Map.of("name", name));
              });
      say("added: from now on, transfers from this address are not payments");
    }
  }

  private static void record(
      Infrastructure infrastructure,
      Tx tx,
      Organization owner,
      String act,
      Which which,
      Map<String, Object> values) {
    CommandAudit.add(
        infrastructure,
        tx,
        CommandAudit.of(owner),
        Audit.Act.of(act, which.mode.text() + " " + which.family + " " + which.address, values));
  }

  @Command(name = "remove", description = "Remove an address.", mixinStandardHelpOptions = true)
  void remove(@Mixin DatabaseOptions store, @Mixin Which which) {
    try (var infrastructure = store.open()) {
      var owner = organization(infrastructure, which.organization);
      var address = parsed(infrastructure, which);
      boolean removed =
          infrastructure
              .db()
              .tx(
                  tx -> {
                    if (!addresses.remove(tx, owner.id(), which.mode, which.family, address)) {
                      return false;
                    }
                    record(infrastructure, tx, owner, "own_address.remove", which, Map.of());
                    return true;
                  });
      if (!removed) throw new UserError("the organization has not added this address");
      say("removed: from now on, transfers from this address are payments");
    }
  }

  @Command(name = "list", description = "List the addresses.", mixinStandardHelpOptions = true)
  void list(
      @Mixin DatabaseOptions store,
      @Option(names = "--organization", required = true, paramLabel = "ID") UUID organization) {
    var table = new TextTable("MODE", "FAMILY", "ADDRESS", "NAME");
    try (var infrastructure = store.open()) {
      var owner = organization(infrastructure, organization);
      for (var named : infrastructure.db().tx(tx -> addresses.list(tx, owner.id()))) {
        table.row(
            named.mode().text(),
            named.family(),
            infrastructure
                .chains()
                .text(named.address(), chain(infrastructure, named.family(), named.mode())),
            named.name());
      }
    }
    table.print(out());
  }

  private static Address parsed(Infrastructure infrastructure, Which which) {
    if (which.family.equals("bitcoin")) {
      throw new UserError(
          "a Bitcoin transaction does not contain its sender's address; Coffer recognizes"
              + " transactions that spend coins of the organization's wallets without this command");
    }
    var chain = chain(infrastructure, which.family, which.mode);
    return infrastructure
        .chains()
        .format(chain)
        .parse(which.address, chain)
        .orElseThrow(
            () -> new UserError(which.address + " is not a valid " + which.family + " address"));
  }

  private static Chain chain(Infrastructure infrastructure, String family, Mode mode) {
    return infrastructure.chains().all().stream()
        .filter(known -> known.family().equals(family) && known.mode() == mode)
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    "the catalogue has no %s chain of the family %s"
                        .formatted(mode.text(), family)));
  }
}
