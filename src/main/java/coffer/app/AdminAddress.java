package coffer.app;

import coffer.core.chain.Address;
import coffer.core.chain.Chain;
import coffer.core.chain.Mode;
import coffer.core.wallet.OwnAddresses;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "address",
    description = {
      "Addresses outside its wallets that an organization calls its own.",
      "What comes from them is no payment: gas for a sweep, coins moved back."
    },
    mixinStandardHelpOptions = true)
final class AdminAddress extends Printing {
  private final OwnAddresses addresses = new OwnAddresses();

  /// Whose address, and which.
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
        "Name one. It holds for what is read from now on, and changes no payment of the past.",
        "Never name an address of an exchange: its other customers pay from it, too."
      },
      mixinStandardHelpOptions = true)
  void add(
      @Mixin Store store,
      @Mixin Which which,
      @Option(names = "--name", defaultValue = "", description = "for people, up to 200 characters")
          String name) {
    try (var base = store.open()) {
      var owner = organization(base, which.organization);
      var address = parsed(base, which);
      if (name.length() > 200) throw new IllegalStateException("--name has over 200 characters");
      var named =
          new OwnAddresses.Named(which.mode, which.family, address, name, base.clock().instant());
      base.db().run(tx -> addresses.add(tx, owner.id(), named));
      say("added: what comes from it is no payment from now on");
    }
  }

  @Command(name = "remove", description = "Forget one.", mixinStandardHelpOptions = true)
  void remove(@Mixin Store store, @Mixin Which which) {
    try (var base = store.open()) {
      var owner = organization(base, which.organization);
      var address = parsed(base, which);
      boolean removed =
          base.db().tx(tx -> addresses.remove(tx, owner.id(), which.mode, which.family, address));
      if (!removed) throw new IllegalStateException("the organization did not name it");
      say("removed: what comes from it is a payment from now on");
    }
  }

  @Command(name = "list", description = "An organization's.", mixinStandardHelpOptions = true)
  void list(
      @Mixin Store store,
      @Option(names = "--organization", required = true, paramLabel = "ID") UUID organization) {
    var table = new Columns("MODE", "FAMILY", "ADDRESS", "NAME");
    try (var base = store.open()) {
      var owner = organization(base, organization);
      for (var named : base.db().tx(tx -> addresses.list(tx, owner.id()))) {
        table.row(
            named.mode().text(),
            named.family(),
            base.chains().text(named.address(), chain(base, named.family(), named.mode())),
            named.name());
      }
    }
    table.print(out());
  }

  private static Address parsed(Base base, Which which) {
    if (which.family.equals("bitcoin")) {
      throw new IllegalStateException(
          "a Bitcoin transaction does not name its sender; what spends coins of an"
              + " organization's wallets is known without this");
    }
    var chain = chain(base, which.family, which.mode);
    return base.chains()
        .format(chain)
        .parse(which.address, chain)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    which.address + " is no " + which.family + " address, or it has a slip in it"));
  }

  private static Chain chain(Base base, String family, Mode mode) {
    return base.chains().all().stream()
        .filter(known -> known.family().equals(family) && known.mode() == mode)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the catalogue has no %s chain of the family %s"
                        .formatted(mode.text(), family)));
  }
}
