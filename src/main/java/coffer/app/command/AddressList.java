package coffer.app.command;

import coffer.app.server.Infrastructure;
import coffer.core.chain.Chain;
import coffer.core.chain.Mode;
import coffer.core.wallet.Custody;
import coffer.core.wallet.Custody.Holding;
import coffer.core.wallet.Wallet;
import coffer.operator.UserError;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Prints the addresses of an organization's wallets and their balances as CSV.
final class AddressList {
  private static final String TITLES = "family,mode,wallet,index,path,address,chain,asset,balance";

  private final Infrastructure infrastructure;
  private final Map<Long, Wallet> wallets;
  private final PrintWriter out;

  AddressList(Infrastructure infrastructure, long organizationId, PrintWriter out) {
    this.infrastructure = infrastructure;
    this.out = out;
    this.wallets =
        infrastructure.db().tx(tx -> infrastructure.wallets().list(tx, organizationId)).stream()
            .collect(Collectors.toMap(Wallet::id, Function.identity()));
  }

  void print(long organizationId, boolean all) {
    out.println(TITLES);
    infrastructure.db().run(tx -> new Custody().each(tx, organizationId, all, this::line));
    out.flush();
  }

  private void line(Holding holding) {
    var wallet = wallets.get(holding.walletId());
    if (wallet == null) return; // created after the wallets were read
    var asset = holding.assetId().map(infrastructure.chains()::asset);
    var chain =
        asset
            .map(infrastructure.chains()::chainOf)
            .orElseGet(() -> chain(infrastructure, wallet.family(), wallet.mode()));
    var balance = asset.map(a -> new BigDecimal(holding.units(), a.decimals()));
    out.println(
        String.join(
            ",",
            wallet.family(),
            wallet.mode().text(),
            wallet.xpub(),
            Long.toString(holding.hdIndex()),
            wallet.path(holding.hdIndex()),
            infrastructure.chains().text(holding.address(), chain),
            asset.isPresent() ? chain.name() : "",
            asset.map(a -> a.code()).orElse(""),
            balance.map(b -> b.stripTrailingZeros().toPlainString()).orElse("0")));
  }

  /// A chain that defines the text format of a family's addresses. It is taken from the catalogue,
  /// because the database may contain none yet.
  static Chain chain(Infrastructure infrastructure, String family, Mode mode) {
    return infrastructure.config().chains().catalogue().chains().stream()
        .filter(c -> c.family().equals(family) && c.mode() == mode)
        .findFirst()
        .map(c -> new Chain(0, c.name(), c.network(), family, mode, Optional.empty(), c.spec()))
        .orElseThrow(
            () ->
                new UserError(
                    "the catalogue has no %s chain of the family %s"
                        .formatted(mode.text(), family)));
  }
}
