package coffer.app;

import coffer.core.chain.Chain;
import coffer.core.chain.Mode;
import coffer.core.wallet.Custody;
import coffer.core.wallet.Custody.Holding;
import coffer.core.wallet.Wallet;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The addresses of an organization's wallets with what lies there, as CSV.
final class AddressList {
  private static final String TITLES = "family,mode,wallet,index,path,address,chain,asset,balance";

  private final Base base;
  private final Map<Long, Wallet> wallets;
  private final PrintWriter out;

  AddressList(Base base, long organizationId, PrintWriter out) {
    this.base = base;
    this.out = out;
    this.wallets =
        base.db().tx(tx -> base.wallets().list(tx, organizationId)).stream()
            .collect(Collectors.toMap(Wallet::id, Function.identity()));
  }

  void print(long organizationId, boolean all) {
    out.println(TITLES);
    base.db().run(tx -> new Custody().each(tx, organizationId, all, this::line));
    out.flush();
  }

  private void line(Holding holding) {
    var wallet = wallets.get(holding.walletId());
    if (wallet == null) return; // made a moment ago
    var asset = holding.assetId().map(base.chains()::asset);
    var chain =
        asset
            .map(base.chains()::chainOf)
            .orElseGet(() -> chain(base, wallet.family(), wallet.mode()));
    var balance = asset.map(a -> new BigDecimal(holding.units(), a.decimals()));
    out.println(
        String.join(
            ",",
            wallet.family(),
            wallet.mode().text(),
            wallet.xpub(),
            Long.toString(holding.hdIndex()),
            wallet.path(holding.hdIndex()),
            base.chains().text(holding.address(), chain),
            asset.isPresent() ? chain.name() : "",
            asset.map(a -> a.code()).orElse(""),
            balance.map(b -> b.stripTrailingZeros().toPlainString()).orElse("0")));
  }

  /// A chain on which addresses of a family are written, by the catalogue: the database may have
  /// none yet.
  static Chain chain(Base base, String family, Mode mode) {
    return base.config().chains().catalogue().chains().stream()
        .filter(c -> c.family().equals(family) && c.mode() == mode)
        .findFirst()
        .map(c -> new Chain(0, c.name(), c.network(), family, mode, Optional.empty(), c.spec()))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the catalogue has no %s chain of the family %s"
                        .formatted(mode.text(), family)));
  }
}
