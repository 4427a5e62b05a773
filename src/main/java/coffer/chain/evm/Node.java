package coffer.chain.evm;

import coffer.chain.Endpoint;
import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.BlockRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One endpoint: what it was found to be, and how much it takes at once. Safe to be used by several
/// threads.
final class Node extends Endpoint {
  private static final int TAKEN_IN_A_ROW = 8;

  private final EvmEndpoint endpoint;
  private final Rpc rpc;
  private final EvmLimits limits;
  private final long chainId;
  private volatile boolean blockReceipts = true;
  private volatile boolean callTracer = true;
  private volatile int range;
  private volatile int batch;
  private int taken;

  Node(EvmEndpoint endpoint, Rpc rpc, EvmLimits limits, long chainId) {
    super(endpoint.name(), limits.rest(), limits.longestRest());
    this.endpoint = endpoint;
    this.rpc = rpc;
    this.limits = limits;
    this.chainId = chainId;
    this.range = limits.range();
    this.batch = limits.batch();
  }

  EvmEndpoint endpoint() {
    return endpoint;
  }

  // Asking

  @Override
  protected void ask() {
    var answer = rpc.call(new Rpc.Call("eth_chainId", "[]"), Decode::quantity).orElse(-1L);
    if (answer != chainId) {
      throw new SourceException(
          Kind.WRONG_CHAIN, name() + " is on chain " + answer + ", not on " + chainId);
    }
  }

  <T> Optional<T> call(String method, String params, Rpc.Reader<T> reader) {
    return rpc.call(new Rpc.Call(method, params), reader);
  }

  /// All calls, in as many requests as the node makes necessary.
  <T> List<Optional<T>> batch(List<Rpc.Call> calls, Rpc.Reader<T> reader) {
    var results = new ArrayList<Optional<T>>(calls.size());
    while (results.size() < calls.size()) {
      var size = Math.min(batch, calls.size() - results.size());
      try {
        results.addAll(rpc.batch(calls.subList(results.size(), results.size() + size), reader));
        if (size < limits.batch() && size == batch) batch = size + 1;
      } catch (TooMuch e) {
        if (size == 1) throw e;
        batch = size / 2;
      }
    }
    return results;
  }

  Optional<RawBlock> block(long height) {
    return call("eth_getBlockByNumber", "[\"" + Hex.text(height) + "\",false]", Decode::block);
  }

  /// Whether the node has this block in its branch; empty if it is not that far.
  Optional<Boolean> has(BlockRef block) {
    return block(block.height()).map(found -> found.header().hash().equals(block.hash()));
  }

  // What it can do

  boolean hasBlockReceipts() {
    return blockReceipts;
  }

  void lacksBlockReceipts() {
    blockReceipts = false;
  }

  boolean hasCallTracer() {
    return callTracer;
  }

  void lacksCallTracer() {
    callTracer = false;
  }

  // How much it takes

  /// Blocks a range of logs.
  int range() {
    return range;
  }

  /// @param asked the range that was too much
  /// @return whether a smaller one is worth a try
  synchronized boolean shrink(int asked) {
    range = Math.max(1, asked / 2);
    taken = 0;
    return asked > 1;
  }

  /// A range was taken; after several in a row a larger one is tried.
  synchronized void grow() {
    if (++taken < TAKEN_IN_A_ROW) return;
    taken = 0;
    range = Math.min(limits.range(), range + Math.max(1, range / 8));
  }

  @Override
  protected synchronized void failed(SourceException e) {
    if (e.kind() == Kind.LIMITED) shrink(range);
    super.failed(e);
  }
}
