package coffer.chain.evm;

import coffer.core.chain.BlockHeader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The questions whose answers are logs. Every log that is returned is of a pinned contract and of
/// a block that was asked about, by its hash.
final class LogQuery {
  /// Some nodes cut long answers off without a word, at a round number.
  private static final int CAP = 1000;

  private final Pinned pinned;

  LogQuery(Pinned pinned) {
    this.pinned = pinned;
  }

  /// The logs of a range, told by heights: not yet held against the headers.
  List<TransferLog> range(Node node, long first, long last) {
    if (pinned.isEmpty()) return List.of();
    var params =
        "[{\"fromBlock\":\"%s\",\"toBlock\":\"%s\",%s}]"
            .formatted(Hex.text(first), Hex.text(last), pinned.filter());
    var logs = node.call("eth_getLogs", params, new LogReader(pinned)::logs);
    var told = logs.orElseThrow(() -> Decode.inconsistent("no logs, not even none"));
    if (last > first && !told.isEmpty() && told.size() % CAP == 0) {
      throw new TooMuch(told.size() + " logs: they may have been cut off");
    }
    for (var log : told) {
      if (log.height() < first || log.height() > last) {
        throw Decode.inconsistent("a log of block " + log.height() + ", outside of the range");
      }
    }
    return told;
  }

  /// The logs of ranges by block hash, those above the last header left out.
  ///
  /// @param headers of every block of the ranges, in order
  static Map<String, List<TransferLog>> ofBlocks(
      List<TransferLog> told, List<BlockHeader> headers) {
    var first = headers.getFirst().height();
    var found = new HashMap<String, List<TransferLog>>();
    for (var log : told) {
      var place = log.height() - first;
      if (place >= headers.size()) continue;
      check(log, headers.get((int) place));
      found.computeIfAbsent(log.block(), _ -> new ArrayList<>()).add(log);
    }
    found.values().forEach(LogQuery::distinct);
    return found;
  }

  private static void distinct(List<TransferLog> ofOneBlock) {
    if (inOrder(ofOneBlock)) return;
    var distinct = ofOneBlock.stream().mapToLong(TransferLog::index).distinct().count();
    if (distinct < ofOneBlock.size()) throw Decode.inconsistent("a log that is told twice");
  }

  private static boolean inOrder(List<TransferLog> logs) {
    for (int i = 1; i < logs.size(); i++) {
      if (logs.get(i - 1).index() >= logs.get(i).index()) return false;
    }
    return true;
  }

  /// The logs of single blocks, asked for by their hashes, in the order of the headers.
  List<List<TransferLog>> blocks(Node node, List<BlockHeader> headers) {
    var answers = node.batch(calls(headers, pinned.filter()), new LogReader(pinned)::logs);
    var found = new ArrayList<List<TransferLog>>(headers.size());
    for (int i = 0; i < headers.size(); i++) {
      var logs = answers.get(i).orElseThrow(() -> Decode.inconsistent("no logs, not even none"));
      for (var log : logs) check(log, headers.get(i));
      distinct(logs);
      found.add(logs);
    }
    return found;
  }

  /// All that a block holds, if it accounts for the header's bloom.
  ///
  /// @throws coffer.chain.SourceException if logs are missing
  List<TransferLog> whole(Node node, RawBlock block) {
    var all = Bloom.empty();
    var logs = wholeByReceipts(node, block.header(), all);
    if (logs.isEmpty()) logs = Optional.of(wholeByLogs(node, block.header(), all));
    if (!all.accountsFor(block.bloom())) {
      throw Decode.inconsistent("logs of block " + block.header().ref() + " are missing");
    }
    for (var log : logs.get()) check(log, block.header());
    return logs.get();
  }

  private Optional<List<TransferLog>> wholeByReceipts(Node node, BlockHeader header, Bloom all) {
    if (!node.hasBlockReceipts()) return Optional.empty();
    try {
      return node.call(
              "eth_getBlockReceipts",
              "[\"" + header.hash() + "\"]",
              new LogReader(pinned, all)::receipts)
          .map(receipts -> receipts.stream().flatMap(LogQuery::logs).toList());
    } catch (Unsupported _) {
      node.lacksBlockReceipts();
      return Optional.empty();
    }
  }

  private List<TransferLog> wholeByLogs(Node node, BlockHeader header, Bloom all) {
    var params = "[{\"blockHash\":\"" + header.hash() + "\"}]";
    return node.call("eth_getLogs", params, new LogReader(pinned, all)::logs).orElse(List.of());
  }

  private static java.util.stream.Stream<TransferLog> logs(Receipt receipt) {
    return receipt.logs().stream().map(Receipt.Placed::log);
  }

  /// The receipts of single blocks, in the order of the headers.
  ///
  /// @return null if the node cannot tell receipts by block
  @Nullable List<List<Receipt>> receipts(Node node, List<RawBlock> blocks) {
    if (!node.hasBlockReceipts()) return null;
    var calls =
        blocks.stream()
            .map(b -> new Rpc.Call("eth_getBlockReceipts", "[\"" + b.header().hash() + "\"]"))
            .toList();
    try {
      var answers = node.batch(calls, new LogReader(pinned)::receipts);
      var found = new ArrayList<List<Receipt>>(blocks.size());
      for (int i = 0; i < blocks.size(); i++) found.add(checked(answers.get(i), blocks.get(i)));
      return found;
    } catch (Unsupported _) {
      node.lacksBlockReceipts();
      return null;
    }
  }

  private static List<Receipt> checked(Optional<List<Receipt>> answer, RawBlock block) {
    var header = block.header();
    var receipts =
        answer.orElseThrow(() -> Decode.inconsistent("no receipts of block " + header.ref()));
    if (receipts.size() < block.size()) {
      throw Decode.inconsistent("fewer receipts than transactions in block " + header.ref());
    }
    var txids = HashSet.<String>newHashSet(receipts.size());
    for (var receipt : receipts) {
      if (!txids.add(receipt.txid())) throw Decode.inconsistent("a receipt that is told twice");
      if (!receipt.block().equals(header.hash())) {
        throw Decode.inconsistent("a receipt of another block than " + header.ref());
      }
      for (var placed : receipt.logs()) check(placed.log(), header);
    }
    return receipts;
  }

  private static List<Rpc.Call> calls(List<BlockHeader> headers, String filter) {
    return headers.stream()
        .map(h -> "[{\"blockHash\":\"" + h.hash() + "\"," + filter + "}]")
        .map(params -> new Rpc.Call("eth_getLogs", params))
        .toList();
  }

  private static void check(TransferLog log, BlockHeader header) {
    if (!log.block().equals(header.hash()) || log.height() != header.height()) {
      throw Decode.inconsistent("a log of block " + log.block() + " in answer for " + header.ref());
    }
  }
}
