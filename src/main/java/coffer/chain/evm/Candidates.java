package coffer.chain.evm;

import coffer.chain.ChainSource.Candidate;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockHeader;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes candidates of what was read of a block. Where its receipts are at hand, they are final:
/// failed transactions left out, fees filled in.
final class Candidates {
  static final String VALUE = "value";
  static final String FEE = "fee";

  private final Pinned pinned;
  private final Traces traces;

  Candidates(Pinned pinned, Traces traces) {
    this.pinned = pinned;
    this.traces = traces;
  }

  /// @param receipts of the whole block; empty if they are not at hand
  List<Candidate> of(
      Node node, RawBlock block, List<TransferLog> logs, Optional<List<Receipt>> receipts) {
    var candidates = new ArrayList<Candidate>(logs.size() + 2 * block.transactions().size());
    var source = pinned.source().at(block.header().height());
    var fromReceipts = receipts.stream().flatMap(List::stream).anyMatch(r -> !r.logs().isEmpty());
    if (fromReceipts) {
      receipts.get().forEach(receipt -> placed(block.header(), receipt, source, candidates));
    } else {
      logs.forEach(log -> log(block.header(), log, source, candidates));
    }
    pinned.coin().ifPresent(coin -> coin(coin, node, block, receipts, source, candidates));
    return candidates;
  }

  private void placed(
      BlockHeader header, Receipt receipt, NativeSource source, List<Candidate> into) {
    if (!receipt.success()) return;
    for (var placed : receipt.logs()) {
      if (!counts(placed.log(), source)) continue;
      var locator = new Locator.Known("log:" + placed.place());
      into.add(candidate(header, placed.log(), locator));
    }
  }

  private void log(BlockHeader header, TransferLog log, NativeSource source, List<Candidate> into) {
    if (counts(log, source)) into.add(candidate(header, log, new Locator.Log(log.index())));
  }

  /// Zero moves nothing; a log of the coin counts only where logs are its source.
  private static boolean counts(TransferLog log, NativeSource source) {
    if (log.units().signum() == 0) return false;
    return !log.asset().isNative() || source instanceof NativeSource.Log7708;
  }

  private static Candidate candidate(BlockHeader header, TransferLog log, Locator locator) {
    return new Candidate(
        Optional.of(header),
        log.txid(),
        log.asset(),
        Optional.of(log.from()),
        Optional.of(log.to()),
        log.units(),
        locator);
  }

  private void coin(
      Asset coin,
      Node node,
      RawBlock block,
      Optional<List<Receipt>> receipts,
      NativeSource source,
      List<Candidate> into) {
    var known = byTxid(receipts.orElse(List.of()));
    if (source instanceof NativeSource.Off) return;
    var values = !(source instanceof NativeSource.Log7708);
    for (var transaction : block.transactions()) {
      var receipt = known.get(transaction.txid());
      if (receipts.isPresent() && receipt == null) {
        throw Decode.inconsistent("no receipt of " + transaction.txid());
      }
      if (values) value(coin, block.header(), transaction, receipt, into);
      fee(coin, block.header(), transaction, receipt, into);
    }
    if (source instanceof NativeSource.Traces && !block.transactions().isEmpty()) {
      for (var move : traces.of(node, block)) {
        into.add(
            candidate(
                coin,
                block.header(),
                move.txid(),
                move.from(),
                Optional.of(move.to()),
                move.value(),
                new Locator.Moved("call:" + move.path())));
      }
    }
  }

  private static Map<String, Receipt> byTxid(List<Receipt> receipts) {
    var map = HashMap.<String, Receipt>newHashMap(receipts.size());
    for (var receipt : receipts) map.put(receipt.txid(), receipt);
    return map;
  }

  private static void value(
      Asset coin,
      BlockHeader header,
      RawBlock.Transaction transaction,
      @Nullable Receipt receipt,
      List<Candidate> into) {
    if (transaction.value().signum() == 0) return;
    if (receipt != null && !receipt.success()) return;
    var locator = receipt == null ? new Locator.Moved(VALUE) : new Locator.Known(VALUE);
    var to = Optional.ofNullable(transaction.to());
    var value = transaction.value();
    into.add(candidate(coin, header, transaction.txid(), transaction.from(), to, value, locator));
  }

  /// Also of a failed transaction. Where the receipt is not at hand, one unit stands for the fee
  /// until it is resolved.
  private static void fee(
      Asset coin,
      BlockHeader header,
      RawBlock.Transaction transaction,
      @Nullable Receipt receipt,
      List<Candidate> into) {
    if (receipt != null && receipt.fee().signum() == 0) return;
    var fee = receipt == null ? BigInteger.ONE : receipt.fee();
    var locator = receipt == null ? new Locator.Fee() : new Locator.Known(FEE);
    var nobody = Optional.<Address>empty();
    into.add(candidate(coin, header, transaction.txid(), transaction.from(), nobody, fee, locator));
  }

  private static Candidate candidate(
      Asset coin,
      BlockHeader header,
      String txid,
      Address from,
      Optional<Address> to,
      BigInteger units,
      Locator locator) {
    return new Candidate(Optional.of(header), txid, coin, Optional.of(from), to, units, locator);
  }
}
