package coffer.chain.evm;

import coffer.chain.ChainSource.BlockTransfers;
import coffer.chain.ChainSource.Candidate;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.wallet.AddressFilter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The transfers of one block. Candidates are only created for transfers that may involve our
/// addresses. If the block's receipts were read, the candidates are resolved already: failed
/// transactions are left out and fees filled in.
///
/// @param receipts empty if they were not read
/// @param coin empty if the chain's own coin is not looked for
/// @param byTxid the receipts of all transactions, if they were read and the coin is looked for
/// @param inside transfers that contracts make inside transactions
record EvmBlockTransfers(
    EvmRawBlock block,
    List<EvmTransferLog> logs,
    List<Receipt> receipts,
    Optional<Asset> coin,
    NativeSource source,
    Map<String, Receipt> byTxid,
    List<InternalTransfers.Move> inside)
    implements BlockTransfers {
  static final String VALUE = "value";
  static final String FEE = "fee";

  @Override
  public List<Candidate> involving(AddressFilter addresses) {
    var found = new ArrayList<Candidate>();
    if (receipts.stream().anyMatch(receipt -> !receipt.logs().isEmpty())) {
      placed(addresses, found);
    } else {
      for (var log : logs) {
        if (counts(log, addresses))
          found.add(candidate(log, new CandidateLocator.Log(log.index())));
      }
    }
    coin.ifPresent(asset -> coin(asset, addresses, found));
    return found;
  }

  private void placed(AddressFilter addresses, List<Candidate> into) {
    for (var receipt : receipts) {
      if (!receipt.success()) continue;
      for (var placed : receipt.logs()) {
        if (!counts(placed.log(), addresses)) continue;
        into.add(candidate(placed.log(), new CandidateLocator.Known("log:" + placed.place())));
      }
    }
  }

  /// Ignores logs with the amount zero; a log of the coin only counts if logs are its source.
  private boolean counts(EvmTransferLog log, AddressFilter addresses) {
    if (!log.move().touches(addresses) || log.move().units().signum() == 0) return false;
    return !log.asset().isNative() || source instanceof NativeSource.Log7708;
  }

  private Candidate candidate(EvmTransferLog log, CandidateLocator locator) {
    var move = log.move();
    return candidate(log.asset(), move, Optional.ofNullable(move.to()), move.units(), locator);
  }

  private void coin(Asset coin, AddressFilter addresses, List<Candidate> into) {
    var values = !(source instanceof NativeSource.Log7708);
    for (var transaction : block.transactions()) {
      if (!transaction.touches(addresses)) continue;
      var receipt = byTxid.get(transaction.txid());
      if (values) value(coin, transaction, receipt, into);
      if (transaction.isFrom(addresses)) fee(coin, transaction, receipt, into);
    }
    for (var move : inside) {
      if (!addresses.mayContain(move.from()) && !addresses.mayContain(move.to())) continue;
      var locator = new CandidateLocator.Moved("call:" + move.path());
      into.add(
          candidate(coin, move.txid(), move.from(), Optional.of(move.to()), move.value(), locator));
    }
  }

  private void value(
      Asset coin, RawTransfer transaction, @Nullable Receipt receipt, List<Candidate> into) {
    if (transaction.units().signum() == 0) return;
    if (receipt != null && !receipt.success()) return;
    var locator =
        receipt == null ? new CandidateLocator.Moved(VALUE) : new CandidateLocator.Known(VALUE);
    var to = Optional.ofNullable(transaction.to());
    into.add(candidate(coin, transaction, to, transaction.units(), locator));
  }

  /// Adds the fee, also of a failed transaction. Without the receipt, the amount is one unit until
  /// the candidate is resolved.
  private void fee(
      Asset coin, RawTransfer transaction, @Nullable Receipt receipt, List<Candidate> into) {
    if (receipt != null && receipt.fee().signum() == 0) return;
    var fee = receipt == null ? BigInteger.ONE : receipt.fee();
    var locator = receipt == null ? new CandidateLocator.Fee() : new CandidateLocator.Known(FEE);
    into.add(candidate(coin, transaction, Optional.empty(), fee, locator));
  }

  private Candidate candidate(
      Asset asset,
      RawTransfer move,
      Optional<Address> to,
      BigInteger units,
      CandidateLocator locator) {
    return candidate(asset, move.txid(), move.from(), to, units, locator);
  }

  private Candidate candidate(
      Asset asset,
      String txid,
      Address from,
      Optional<Address> to,
      BigInteger units,
      CandidateLocator locator) {
    return new Candidate(
        Optional.of(block.header()), txid, asset, Optional.of(from), to, units, locator);
  }
}
