package coffer.app;

import static coffer.core.Field.Term.XPUB;

import coffer.core.Rejection;
import coffer.core.chain.Mode;
import coffer.core.wallet.KeyOrigin;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "wallet",
    description = "Where an organization's money goes.",
    mixinStandardHelpOptions = true)
final class AdminWallet extends Printing {
  private static final int SHOWN = 3;

  @Command(
      name = "set-xpub",
      description = {
        "Take payments at addresses of an account whose private keys are kept elsewhere.",
        "Without --first-address or --yes this shows the account's first addresses and sets nothing."
      },
      mixinStandardHelpOptions = true)
  void setXpub(
      @Mixin Store store,
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
                  "take new addresses from this account from now on; those of the old one stay watched")
          boolean replace) {
    try (var base = store.open()) {
      var owner = organization(base, account.organization);
      var addresses = firstAddresses(base, account);
      if (!yes) compare(addresses, Optional.ofNullable(expected));
      set(base, owner.id(), account, replace);
      say("set; its first address is " + addresses.getFirst());
    }
  }

  private static void set(Base base, long owner, Account account, boolean replace) {
    var wallets = base.wallets();
    var now = base.clock().instant();
    base.db()
        .run(
            tx -> {
              if (replace) {
                wallets.replace(tx, owner, account.mode, account.family, XPUB, account.xpub, now);
              } else {
                wallets.watch(tx, owner, account.mode, account.family, XPUB, account.xpub, now);
              }
            });
  }

  /// Which account of whom.
  @SuppressWarnings("NullAway.Init") // the parser fills them in
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

  /// A slip in the key cannot be seen in the key: its owner would see no money.
  private static void compare(List<String> addresses, Optional<String> expected) {
    if (expected.isPresent()) {
      if (expected.get().equalsIgnoreCase(addresses.getFirst())) return;
      throw new IllegalStateException(
          "nothing was set: the first address of this account is "
              + addresses.getFirst()
              + ", not "
              + expected.get());
    }
    throw new IllegalStateException(
        """
        nothing is set yet. The first addresses of this account are
          %s
        Compare them with those that your own wallet shows. If they are the same, repeat the command with
          --first-address %s"""
            .formatted(String.join("\n  ", addresses), addresses.getFirst()));
  }

  /// @throws Rejection.Refused InvalidField `xpub`
  private static List<String> firstAddresses(Base base, Account account) {
    var format =
        base.chains().formats().stream()
            .filter(each -> each.family().equals(account.family))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("the families are evm, bitcoin and tron"));
    format
        .refuseAccount(account.xpub, account.mode)
        .ifPresent(
            reason -> {
              throw new Rejection.InvalidField(XPUB, reason).asException();
            });
    var xpub = format.normalAccount(account.xpub);
    var chain = AddressList.chain(base, account.family, account.mode);
    return LongStream.range(0, SHOWN)
        .mapToObj(index -> format.text(format.derive(xpub, index), chain))
        .toList();
  }

  @Command(
      name = "addresses",
      description = "An organization's addresses with what lies there, as CSV.",
      mixinStandardHelpOptions = true)
  void addresses(
      @Mixin Store store,
      @Option(names = "--organization", required = true, paramLabel = "ID") UUID organization,
      @Option(names = "--all", description = "also addresses with nothing on them") boolean all) {
    try (var base = store.open()) {
      var owner = organization(base, organization);
      new AddressList(base, owner.id(), out()).print(owner.id(), all);
    }
  }

  @Command(name = "list", description = "An organization's.", mixinStandardHelpOptions = true)
  void list(
      @Mixin Store store,
      @Option(names = "--organization", required = true, paramLabel = "ID") UUID organization) {
    var table = new Columns("MODE", "FAMILY", "STATE", "KEYS", "ORIGIN", "XPUB");
    try (var base = store.open()) {
      var owner = organization(base, organization);
      for (var wallet : base.db().tx(tx -> base.wallets().list(tx, owner.id()))) {
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
