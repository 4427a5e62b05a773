package coffer.app.command;

import static coffer.core.Field.Admin.XPUB;

import coffer.app.server.Infrastructure;
import coffer.core.Rejection;
import coffer.core.chain.Mode;
import coffer.core.user.Audit;
import coffer.core.wallet.AccountPreview;
import coffer.core.wallet.AccountPreview.Read;
import coffer.core.wallet.KeyOrigin;
import coffer.operator.UserError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "wallet",
    description = "Manage the wallets that receive an organization's payments.",
    mixinStandardHelpOptions = true)
final class AdminWallet extends AdminOutput {
  private static final int SHOWN = 3;

  @Command(
      name = "set-xpub",
      description = {
        "Receive payments at addresses of an account. Its private keys stay outside of Coffer.",
        "Without --first-address or --yes, this only shows the account's first addresses."
      },
      mixinStandardHelpOptions = true)
  void setXpub(
      @Mixin DatabaseOptions store,
      @Mixin Account account,
      @Option(
              names = "--first-address",
              paramLabel = "ADDRESS",
              description = "the first address that your own wallet shows for the account")
          @Nullable String expected,
      @Option(names = "--yes", description = "set it without comparing the first address")
          boolean yes,
      @Option(
              names = "--replace",
              description =
                  "derive new addresses from this account; addresses of the old account stay watched")
          boolean replace) {
    try (var infrastructure = store.open()) {
      var owner = organization(infrastructure, account.organization);
      var addresses = firstAddresses(infrastructure, account);
      if (!yes) compare(addresses, Optional.ofNullable(expected));
      set(infrastructure, owner.id(), account, replace);
      say("set; the first address is " + addresses.getFirst());
    }
  }

  private static void set(
      Infrastructure infrastructure, long owner, Account account, boolean replace) {
    var wallets = infrastructure.wallets();
    var now = infrastructure.clock().instant();
    infrastructure
        .db()
        .run(
            tx -> {
              var wallet =
                  wallets.set(
                      tx,
                      owner,
                      account.mode,
                      account.family,
                      account.xpub,
                      replace,
                      Audit.Actor.COMMAND.name(),
                      now);
              CommandAudit.add(
                  infrastructure,
                  tx,
                  Audit.Place.organization(owner),
                  Audit.Act.of(
                      replace ? "wallet.replace" : "wallet.set",
                      account.mode.text() + " " + account.family,
                      Map.of("xpub", wallet.xpub())));
            });
  }

  /// Identifies an account and its organization.
  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  static final class Account {
    @Option(names = "--organization", required = true, paramLabel = "ID")
    private UUID organization;

    @Option(names = "--mode", required = true, description = "live or test")
    private Mode mode;

    @Option(names = "--family", required = true, description = "evm, bitcoin or tron")
    private String family;

    @Parameters(
        paramLabel = "XPUB",
        description = "the account's extended public key, or on Bitcoin its descriptor")
    private String xpub;
  }

  /// Compares the first address. A typing error in the key is not visible in the key, and payments
  /// would go to addresses that the owner cannot use.
  private static void compare(List<String> addresses, Optional<String> expected) {
    if (expected.isPresent()) {
      if (expected.get().equalsIgnoreCase(addresses.getFirst())) return;
      throw new UserError(
          "nothing was set: the first address of this account is "
              + addresses.getFirst()
              + ", not "
              + expected.get());
    }
    throw new UserError(
        """
        nothing was set. The first addresses of this account are
          %s
        Compare them with the addresses in your own wallet. If they are the same, repeat the command with
          --first-address %s"""
            .formatted(String.join("\n  ", addresses), addresses.getFirst()));
  }

  /// @throws Rejection.Refused InvalidField `xpub`
  private static List<String> firstAddresses(Infrastructure infrastructure, Account account) {
    var format =
        infrastructure.chains().formats().stream()
            .filter(each -> each.family().equals(account.family))
            .findFirst()
            .orElseThrow(() -> new UserError("the families are evm, bitcoin and tron"));
    var chain = AddressList.chain(infrastructure, account.family, account.mode);
    return switch (AccountPreview.read(format, account.mode, chain, account.xpub, SHOWN)) {
      case Read.Account(var preview) -> preview.addresses();
      case Read.Refused(var problem) ->
          throw new Rejection.InvalidField(XPUB, problem.text()).asException();
    };
  }

  @Command(
      name = "addresses",
      description = "List an organization's addresses and their balances, as CSV.",
      mixinStandardHelpOptions = true)
  void addresses(
      @Mixin DatabaseOptions store,
      @Option(names = "--organization", required = true, paramLabel = "ID") UUID organization,
      @Option(names = "--all", description = "include addresses without a balance") boolean all) {
    try (var infrastructure = store.open()) {
      var owner = organization(infrastructure, organization);
      new AddressList(infrastructure, owner.id(), out()).print(owner.id(), all);
    }
  }

  @Command(
      name = "list",
      description = "List an organization's wallets.",
      mixinStandardHelpOptions = true)
  void list(
      @Mixin DatabaseOptions store,
      @Option(names = "--organization", required = true, paramLabel = "ID") UUID organization) {
    var table = new TextTable("MODE", "FAMILY", "STATE", "KEYS", "ORIGIN", "XPUB");
    try (var infrastructure = store.open()) {
      var owner = organization(infrastructure, organization);
      for (var wallet :
          infrastructure.db().tx(tx -> infrastructure.wallets().list(tx, owner.id()))) {
        table.row(
            wallet.mode().text(),
            wallet.family(),
            wallet.replacedAt().isPresent() ? "replaced" : "current",
            wallet.seedId().isPresent() ? "a seed here" : "elsewhere",
            wallet.origin().map(KeyOrigin::text).orElse("-"),
            wallet.xpub());
      }
    }
    table.print(out());
  }
}
