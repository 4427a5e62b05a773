package coffer.app;

import static coffer.core.Field.Term.XPUB;

import coffer.core.chain.Mode;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "wallet",
    description = "Where an organization's money goes.",
    mixinStandardHelpOptions = true)
final class AdminWallet extends Printing {
  @Command(
      name = "set-xpub",
      description = {
        "Take payments at addresses of an account whose private keys are kept elsewhere.",
        "There is one wallet for each mode and family, and it is never changed."
      },
      mixinStandardHelpOptions = true)
  void setXpub(
      @Mixin Store store,
      @Option(names = "--organization", required = true, paramLabel = "ID") UUID organization,
      @Option(names = "--mode", required = true, description = "live or test") Mode mode,
      @Option(names = "--family", required = true, description = "evm, bitcoin or tron")
          String family,
      @Parameters(
              paramLabel = "XPUB",
              description = "the account's extended public key, or on Bitcoin its descriptor")
          String xpub) {
    try (var base = store.open()) {
      if (base.chains().formats().stream().noneMatch(format -> format.family().equals(family))) {
        throw new IllegalStateException("the families are evm, bitcoin and tron");
      }
      var owner = organization(base, organization);
      var now = base.clock().instant();
      var wallet =
          base.db().tx(tx -> base.wallets().watch(tx, owner.id(), mode, family, XPUB, xpub, now));
      var first = base.chains().format(family).derive(wallet.xpub(), 0);
      var chain =
          base.chains().all().stream()
              .filter(known -> known.family().equals(family) && known.mode() == mode)
              .findFirst();
      say(
          "set"
              + chain
                  .map(on -> "; its first address is " + base.chains().text(first, on))
                  .orElse("")
              + ": compare it with your wallet's");
    }
  }

  @Command(name = "list", description = "An organization's.", mixinStandardHelpOptions = true)
  void list(
      @Mixin Store store,
      @Option(names = "--organization", required = true, paramLabel = "ID") UUID organization) {
    var table = new Columns("MODE", "FAMILY", "KEYS", "XPUB");
    try (var base = store.open()) {
      var owner = organization(base, organization);
      for (var wallet : base.db().tx(tx -> base.wallets().list(tx, owner.id()))) {
        table.row(
            wallet.mode().text(),
            wallet.family(),
            wallet.seedId().isPresent() ? "a seed here" : "elsewhere",
            wallet.xpub());
      }
    }
    table.print(out());
  }
}
