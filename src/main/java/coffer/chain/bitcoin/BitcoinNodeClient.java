package coffer.chain.bitcoin;

import coffer.chain.AdaptiveSize;
import coffer.chain.Endpoint;
import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.Address;
import coffer.core.chain.BlockRef;
import coffer.core.chain.Outpoint;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// One bitcoind and the requests that Coffer sends to it.
final class BitcoinNodeClient extends Endpoint {
  /// The maximum size of a block: four million weight units.
  private static final int MAX_BLOCK_BYTES = 4_000_000;

  /// The timeout of a search of all unspent outputs.
  private static final Duration SEARCH_TIMEOUT = Duration.ofMinutes(15);

  /// The networks that share a human-readable part of addresses.
  private static final Map<String, Set<String>> NETWORKS =
      Map.of(
          "bc", Set.of("main"),
          "tb", Set.of("test", "testnet4", "signet"),
          "bcrt", Set.of("regtest"));

  /// The node's state.
  ///
  /// @param network `main`, `test`, `testnet4`, `signet`, `regtest`
  /// @param height of its newest block
  /// @param known the height of its best header
  /// @param best the hash of its newest block
  /// @param syncing whether it is in its initial block download: far behind the network
  record State(String network, long height, long known, String best, boolean syncing) {
    /// Whether it keeps up with the network; always true on regtest, which makes blocks on demand.
    boolean inStep() {
      return !syncing || network.equals("regtest");
    }
  }

  private final BitcoinEndpoint endpoint;
  private final BitcoinRpc rpc;
  private final AdaptiveSize batch;
  private final String reference;

  /// @param reference the human-readable part of the chain's addresses
  BitcoinNodeClient(
      BitcoinEndpoint endpoint, BitcoinRpc rpc, BitcoinLimits limits, String reference) {
    super(endpoint.name(), endpoint.redaction(), limits.rest(), limits.longestRest());
    if (!NETWORKS.containsKey(reference)) {
      throw new IllegalArgumentException(reference + " is no network of Bitcoin: bc, tb or bcrt");
    }
    this.endpoint = endpoint;
    this.rpc = rpc;
    this.batch = new AdaptiveSize(limits.batch(), limits.rest());
    this.reference = reference;
  }

  BitcoinEndpoint endpoint() {
    return endpoint;
  }

  @Override
  protected void ask() {
    var network = state().network;
    if (!NETWORKS.getOrDefault(reference, Set.of()).contains(network)) {
      throw new SourceException(
          Kind.WRONG_CHAIN,
          "%s is on the network %s; this chain's addresses begin with %s1"
              .formatted(name(), network, reference));
    }
  }

  State state() {
    return rpc.call("getblockchaininfo", "[]", BitcoinJsonValues::state);
  }

  BlockRef newest() {
    var state = state();
    return new BlockRef(state.height, state.best);
  }

  /// The hash of its newest block.
  String best() {
    return rpc.call("getbestblockhash", "[]", BitcoinJsonValues::hash);
  }

  /// The hash of its block at a height; empty above its head.
  Optional<String> hash(long height) {
    return hashes(height, height).stream().findFirst();
  }

  /// The hashes of its blocks in a range of heights, up to its head.
  List<String> hashes(long first, long last) {
    var calls =
        LongStream.rangeClosed(first, last)
            .mapToObj(height -> new BitcoinRpc.Call("getblockhash", "[" + height + "]"))
            .toList();
    var hashes = new ArrayList<String>(calls.size());
    for (var answer : batch(calls, BitcoinJsonValues::hash)) {
      if (answer.refused().map(BitcoinNodeError::code).orElse(0) == BitcoinNodeError.BAD_PARAMETER)
        break;
      hashes.add(answer.orThrow());
    }
    return hashes;
  }

  /// Whether this block is in its branch; empty if its head is lower.
  Optional<Boolean> has(BlockRef block) {
    return hash(block.height()).map(block.hash()::equals);
  }

  List<RawHeader> headers(List<String> hashes) {
    var calls =
        hashes.stream()
            .map(hash -> new BitcoinRpc.Call("getblockheader", "[\"" + hash + "\",false]"))
            .toList();
    var headers = new ArrayList<RawHeader>(hashes.size());
    for (var answer : batch(calls, json -> RawHeader.of(BitcoinJsonValues.bytes(json)))) {
      var header = answer.orThrow();
      if (!header.hash().equals(hashes.get(headers.size()))) throw other("header");
      headers.add(header);
    }
    return headers;
  }

  /// A block with all of its transactions.
  ///
  /// @throws SourceException that names the height, if the node pruned the block
  BitcoinRawBlock block(String hash, long height) {
    try {
      var bytes = rpc.bytes("getblock", "[\"" + hash + "\",0]", MAX_BLOCK_BYTES);
      var block = BitcoinRawBlock.read(bytes);
      if (!block.header().hash().equals(hash)) throw other("block");
      return block;
    } catch (MalformedBytes e) {
      throw new SourceException(Kind.BROKEN, "block " + height + ": " + e.getMessage(), e);
    } catch (BitcoinNodeError e) {
      throw missing(e, height);
    }
  }

  /// A missing block is never skipped.
  private static SourceException missing(BitcoinNodeError e, long height) {
    var message = String.valueOf(e.getMessage());
    if (message.contains("pruned")) {
      return new SourceException(
          Kind.BROKEN,
          "it has pruned block %d, which is still to be read: name an endpoint that has it"
              .formatted(height),
          e);
    }
    return new SourceException(Kind.BROKEN, "block " + height + ": " + message, e);
  }

  private static SourceException other(String what) {
    return new SourceException(Kind.INCONSISTENT, "another " + what + " than the one asked for");
  }

  // Unconfirmed transactions

  /// Whether the node has restored the mempool that it saved when it stopped.
  boolean mempoolLoaded() {
    return rpc.call("getmempoolinfo", "[]", BitcoinJsonValues::loaded);
  }

  /// The ids of all transactions in the mempool.
  Set<Hash256> waiting() {
    return rpc.call("getrawmempool", "[]", BitcoinJsonValues::hashes);
  }

  boolean waits(String txid) {
    var answer =
        rpc.batch(
            List.of(new BitcoinRpc.Call("getmempoolentry", "[\"" + txid + "\"]")),
            BitcoinJsonValues::skip);
    if (answer.getFirst().refused().map(BitcoinNodeError::code).orElse(0)
        == BitcoinNodeError.NOT_FOUND) return false;
    return answer.getFirst().orThrow();
  }

  /// Transactions in the mempool, without their witnesses; empty for one that has left it.
  List<Optional<RawTransaction>> transactions(List<Hash256> ids) {
    var calls =
        ids.stream()
            .map(id -> new BitcoinRpc.Call("getrawtransaction", "[\"" + id + "\",false]"))
            .toList();
    var found = new ArrayList<Optional<RawTransaction>>(calls.size());
    for (var answer :
        batch(calls, json -> RawTransaction.of(BitcoinJsonValues.bytes(json)).stripped())) {
      if (answer.refused().map(BitcoinNodeError::code).orElse(0) == BitcoinNodeError.NOT_FOUND) {
        found.add(Optional.empty());
        continue;
      }
      var transaction = answer.orThrow();
      if (!transaction.txid().equals(ids.get(found.size()))) throw other("transaction");
      found.add(Optional.of(transaction));
    }
    return found;
  }

  // Unspent outputs

  /// The value of each of these outputs in satoshis; zero if it is spent or unknown.
  List<BigInteger> unspent(List<Outpoint> outputs) {
    var calls =
        outputs.stream()
            .map(
                output ->
                    new BitcoinRpc.Call(
                        "gettxout", "[\"%s\",%d,false]".formatted(output.txid(), output.n())))
            .toList();
    return batch(calls, BitcoinJsonValues::value).stream()
        .map(answer -> answer.refused().isEmpty() ? answer.result() : Optional.of(answer.orThrow()))
        .map(value -> value.orElse(BigInteger.ZERO))
        .toList();
  }

  /// Searches all unspent outputs. This takes minutes on the main network.
  ///
  /// @throws SourceException also if another search is running: a node runs one at a time
  BitcoinBalances.Unspent search(Collection<Address> scripts) {
    var wanted =
        scripts.stream()
            .map(script -> "\"raw(" + script + ")\"")
            .collect(Collectors.joining(",", "[\"start\",[", "]]"));
    return rpc.within(SEARCH_TIMEOUT).call("scantxoutset", wanted, BitcoinJsonValues::unspent);
  }

  /// Makes all calls, in as many requests as the node requires.
  private <T> List<BitcoinRpc.Answer<T>> batch(
      List<BitcoinRpc.Call> calls, BitcoinRpc.Reader<T> reader) {
    var answers = new HashMap<Integer, BitcoinRpc.Answer<T>>();
    batch.each(
        IntStream.range(0, calls.size()).boxed().toList(),
        answers::containsKey,
        places -> {
          var portion = rpc.batch(places.stream().map(calls::get).toList(), reader);
          for (int i = 0; i < places.size(); i++) answers.put(places.get(i), portion.get(i));
        });
    return IntStream.range(0, calls.size()).mapToObj(answers::get).toList();
  }
}
