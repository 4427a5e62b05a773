package coffer.api.coffer;

import coffer.api.ValueFormats;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.Chains;
import coffer.core.ledger.Ledger;
import coffer.core.ledger.LedgerQueries;
import coffer.core.money.Currency;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Ledger data in responses. Amounts are in whole coins and may be negative.
sealed interface LedgerWire {

  /// A project's balance of one asset.
  ///
  /// @param reserved reserved for withdrawals
  /// @param held blocked until a risk decision
  /// @param orphan unmatched payments, which belong to no invoice
  record BalanceWire(
      String asset,
      String network,
      String chain,
      String available,
      String reserved,
      String held,
      String orphan)
      implements LedgerWire {}

  /// @param basis the movement that the entry was made for, if any
  record EntryWire(
      String id, String kind, Instant at, Optional<BasisWire> basis, List<PostingWire> postings)
      implements LedgerWire {}

  /// @param type `payment` or `outflow`
  record BasisWire(String type, UUID id) implements LedgerWire {}

  /// @param account `address` is custody; all others are claims
  /// @param amount change of the account, negative for a decrease
  record PostingWire(
      String account,
      Optional<String> address,
      String asset,
      Optional<String> network,
      Optional<String> chain,
      String amount)
      implements LedgerWire {}

  static BalanceWire of(Ledger.Balance balance, Chains chains) {
    // A project's balances contain assets only, no fiat.
    var asset = (Asset) balance.currency();
    var chain = chains.chainOf(asset);
    return new BalanceWire(
        asset.code(),
        chain.network(),
        chain.name(),
        coins(balance.available(), asset),
        coins(balance.reserved(), asset),
        coins(balance.held(), asset),
        coins(balance.orphan(), asset));
  }

  static EntryWire of(LedgerQueries.JournalEntry line, Chains chains) {
    return new EntryWire(
        line.reference(),
        line.kind().text(),
        line.at(),
        line.basis().flatMap(type -> line.movement().map(id -> new BasisWire(type, id))),
        line.postings().stream().map(share -> of(share, chains)).toList());
  }

  private static PostingWire of(LedgerQueries.JournalPosting share, Chains chains) {
    var currency = share.account().currency();
    var chain =
        currency instanceof Asset asset
            ? Optional.of(chains.chainOf(asset))
            : Optional.<Chain>empty();
    return new PostingWire(
        share.account().kind().text(),
        share.address(),
        currency.code(),
        chain.map(Chain::network),
        chain.map(Chain::name),
        ValueFormats.plain(share.amount()));
  }

  private static String coins(BigInteger units, Currency currency) {
    return ValueFormats.plain(new BigDecimal(units, currency.decimals()));
  }
}
