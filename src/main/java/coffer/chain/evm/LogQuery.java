package coffer.chain.evm;

import coffer.chain.NodeErrorResponse;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.BlockHeader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// Requests logs and receipts. Every returned log is of a pinned contract and, by its hash, of a
/// requested block.
final class LogQuery {
  /// Some nodes truncate long answers silently, at a multiple of this number of logs.
  private static final int CUT_OFF_MULTIPLE = 1000;

  private final EvmPinnedAssets pinned;

  LogQuery(EvmPinnedAssets pinned) {
    this.pinned = pinned;
  }

  /// The logs of a range of heights, not yet compared with the headers.
  List<EvmTransferLog> range(EvmNodeClient node, long first, long last) {
    if (pinned.isEmpty()) return List.of();
    var params =
        "[{\"fromBlock\":\"%s\",\"toBlock\":\"%s\",%s}]"
            .formatted(EvmHex.text(first), EvmHex.text(last), pinned.filter());
    var logs = node.call("eth_getLogs", params, new LogReader(pinned)::logs);
    var found = logs.orElseThrow(LogQuery::none);
    if (last > first && !found.isEmpty() && found.size() % CUT_OFF_MULTIPLE == 0) {
      throw new NodeErrorResponse(Kind.BROKEN, found.size() + " logs: they may have been cut off");
    }
    for (var log : found) {
      if (log.height() < first || log.height() > last) {
        throw EvmJsonValues.inconsistent(
            "a log of block " + log.height() + ", outside of the range");
      }
    }
    return found;
  }

  /// The logs of ranges by block hash, without those above the last header.
  ///
  /// @param headers of every block of the ranges, in order
  static Map<String, List<EvmTransferLog>> ofBlocks(
      List<EvmTransferLog> logs, List<BlockHeader> headers) {
    var first = headers.getFirst().height();
    var found = new HashMap<String, List<EvmTransferLog>>();
    for (var log : logs) {
      var place = log.height() - first;
      if (place >= headers.size()) continue;
      check(log, headers.get((int) place));
      found.computeIfAbsent(log.block(), _ -> new ArrayList<>()).add(log);
    }
    found.values().forEach(LogQuery::distinct);
    return found;
  }

  private static void distinct(List<EvmTransferLog> ofOneBlock) {
    if (inOrder(ofOneBlock)) return;
    var distinct = ofOneBlock.stream().mapToLong(EvmTransferLog::index).distinct().count();
    if (distinct < ofOneBlock.size()) throw EvmJsonValues.inconsistent("a log that is told twice");
  }

  private static boolean inOrder(List<EvmTransferLog> logs) {
    for (int i = 1; i < logs.size(); i++) {
      if (logs.get(i - 1).index() >= logs.get(i).index()) return false;
    }
    return true;
  }

  /// Requests the logs of single blocks by hash.
  ///
  /// @param each gets the logs of a block as soon as they arrive
  void blocks(
      EvmNodeClient node,
      List<BlockHeader> headers,
      BiConsumer<BlockHeader, List<EvmTransferLog>> each) {
    node.batch(
        calls(headers, pinned.filter()),
        new LogReader(pinned)::logs,
        (place, answer) -> {
          var header = headers.get(place);
          var logs = answer.orElseThrow(LogQuery::none);
          for (var log : logs) check(log, header);
          distinct(logs);
          each.accept(header, logs);
        });
  }

  private static NodeErrorResponse none() {
    return new NodeErrorResponse(Kind.INCONSISTENT, "no logs, not even none");
  }

  /// All logs of a block of pinned contracts, if the logs of all contracts account for its Bloom
  /// filter.
  ///
  /// @throws coffer.chain.SourceException if logs are missing
  List<EvmTransferLog> whole(EvmNodeClient node, EvmRawBlock block) {
    var logs =
        node.holding()
            .ask(
                method -> {
                  var all = Bloom.empty();
                  var found = whole(node, block, method, new LogReader(pinned, all));
                  if (all.accountsFor(block.bloom())) return found;
                  var ref = block.header().ref();
                  throw new NodeErrorResponse(
                      Kind.INCONSISTENT, "logs of block " + ref + " are missing");
                });
    for (var log : logs) check(log, block.header());
    return logs;
  }

  private List<EvmTransferLog> whole(
      EvmNodeClient node, EvmRawBlock block, EvmNodeClient.Holding method, LogReader reader) {
    var hash = block.header().hash();
    return switch (method) {
      case BLOCK_RECEIPTS ->
          logs(
              node.call("eth_getBlockReceipts", "[\"" + hash + "\"]", reader::receipts)
                  .orElseThrow(
                      () -> new NodeErrorResponse(Kind.INCONSISTENT, "no receipts of " + hash)));
      case LOGS ->
          node.call("eth_getLogs", "[{\"blockHash\":\"" + hash + "\"}]", reader::logs)
              .orElseThrow(LogQuery::none);
      case RECEIPTS -> logs(receipts(node, block, reader));
    };
  }

  private static List<EvmTransferLog> logs(List<Receipt> receipts) {
    return receipts.stream()
        .flatMap(receipt -> receipt.logs().stream())
        .map(Receipt.Placed::log)
        .toList();
  }

  /// Requests the receipts of single blocks.
  ///
  /// @param each gets the receipts of a block as soon as they arrive
  void receipts(
      EvmNodeClient node, List<EvmRawBlock> blocks, BiConsumer<EvmRawBlock, List<Receipt>> each) {
    var calls =
        blocks.stream()
            .map(b -> new EvmRpc.Call("eth_getBlockReceipts", "[\"" + b.header().hash() + "\"]"))
            .toList();
    node.batch(
        calls,
        new LogReader(pinned)::receipts,
        (place, answer) -> {
          var block = blocks.get(place);
          each.accept(block, checked(answer.orElseThrow(() -> noReceipts(block)), block));
        });
  }

  private static NodeErrorResponse noReceipts(EvmRawBlock block) {
    return new NodeErrorResponse(Kind.INCONSISTENT, "no receipts of block " + block.header().ref());
  }

  /// The receipts of a block, requested one by one.
  List<Receipt> receipts(EvmNodeClient node, EvmRawBlock block) {
    return checked(receipts(node, block, new LogReader(pinned)), block);
  }

  private static List<Receipt> receipts(EvmNodeClient node, EvmRawBlock block, LogReader reader) {
    var calls =
        transactions(node, block).stream()
            .map(txid -> new EvmRpc.Call("eth_getTransactionReceipt", "[\"" + txid + "\"]"))
            .toList();
    return node.batch(calls, reader::receipt).stream()
        .map(answer -> answer.orElseThrow(() -> noReceipts(block)))
        .toList();
  }

  private static List<String> transactions(EvmNodeClient node, EvmRawBlock block) {
    var whole = block;
    if (block.transactions().size() < block.size()) {
      var hash = block.header().hash();
      whole =
          node.call("eth_getBlockByHash", "[\"" + hash + "\",true]", EvmJsonValues::block)
              .filter(answer -> answer.header().hash().equals(hash))
              .filter(answer -> answer.transactions().size() == block.size())
              .orElseThrow(() -> EvmJsonValues.inconsistent("no transactions of " + hash));
    }
    return whole.transactions().stream().map(RawTransfer::txid).toList();
  }

  private static List<Receipt> checked(List<Receipt> receipts, EvmRawBlock block) {
    var header = block.header();
    if (receipts.size() < block.size()) {
      throw new NodeErrorResponse(
          Kind.INCONSISTENT, "fewer receipts than transactions in block " + header.ref());
    }
    var txids = HashSet.<String>newHashSet(receipts.size());
    for (var receipt : receipts) {
      if (!txids.add(receipt.txid()))
        throw EvmJsonValues.inconsistent("a receipt that is told twice");
      if (!receipt.block().equals(header.hash())) {
        throw EvmJsonValues.inconsistent("a receipt of another block than " + header.ref());
      }
      for (var placed : receipt.logs()) check(placed.log(), header);
    }
    return receipts;
  }

  private static List<EvmRpc.Call> calls(List<BlockHeader> headers, String filter) {
    return headers.stream()
        .map(h -> "[{\"blockHash\":\"" + h.hash() + "\"," + filter + "}]")
        .map(params -> new EvmRpc.Call("eth_getLogs", params))
        .toList();
  }

  private static void check(EvmTransferLog log, BlockHeader header) {
    if (!log.block().equals(header.hash()) || log.height() != header.height()) {
      throw EvmJsonValues.inconsistent(
          "a log of block " + log.block() + " in answer for " + header.ref());
    }
  }
}
