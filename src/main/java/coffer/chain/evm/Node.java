package coffer.chain.evm;

import coffer.chain.AdaptiveSize;
import coffer.chain.Endpoint;
import coffer.chain.Refusal;
import coffer.chain.Refused;
import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import coffer.chain.Ways;
import coffer.core.chain.BlockRef;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// One endpoint: what it was found to be, and how much it takes at once. Safe to be used by several
/// threads.
final class Node extends Endpoint {
  /// How blocks below finality are read.
  enum Reading {
    /// the logs of many by `eth_getLogs`
    LOGS_OF_RANGES,
    /// one by one, by what [Holding] says
    BLOCK_BY_BLOCK
  }

  /// How it is found out what one block holds.
  enum Holding {
    /// `eth_getBlockReceipts`
    BLOCK_RECEIPTS,
    /// `eth_getLogs` by the block's hash
    LOGS,
    /// `eth_getTransactionReceipt` of each of its transactions
    RECEIPTS
  }

  enum Tracing {
    /// `debug_traceBlockByHash` with the callTracer
    CALL_TRACER,
    /// `trace_block`
    TRACE_BLOCK
  }

  private final EvmEndpoint endpoint;
  private final Rpc rpc;
  private final EvmLimits limits;
  private final long chainId;
  private final Ways<Reading> reading;
  private final Ways<Holding> holding;
  private final Ways<Tracing> tracing;
  private final AdaptiveSize atOnce;
  private final AdaptiveSize range;
  private final Map<String, AdaptiveSize> batches = new ConcurrentHashMap<>();

  Node(EvmEndpoint endpoint, Rpc rpc, EvmLimits limits, long chainId) {
    super(endpoint.name(), endpoint.redaction(), limits.rest(), limits.longestRest());
    this.endpoint = endpoint;
    this.rpc = rpc;
    this.limits = limits;
    this.chainId = chainId;
    this.reading = new Ways<>(this, Reading.class);
    this.holding = new Ways<>(this, Holding.class);
    this.tracing = new Ways<>(this, Tracing.class);
    this.atOnce = new AdaptiveSize(limits.range(), limits.rest());
    this.range = new AdaptiveSize(limits.range(), limits.rest());
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
  ///
  /// @throws SourceException if one is refused
  <T> List<Optional<T>> batch(List<Rpc.Call> calls, Rpc.Reader<T> reader) {
    var results = new ArrayList<Optional<T>>(Collections.nCopies(calls.size(), Optional.empty()));
    batch(calls, reader, results::set);
    return results;
  }

  /// The same, with what is answered handed on at once: it stands if others are refused.
  ///
  /// @param calls of one method
  /// @param each takes the place of a call and its result; throws [Refused] if that is no answer
  <T> void batch(
      List<Rpc.Call> calls, Rpc.Reader<T> reader, BiConsumer<Integer, Optional<T>> each) {
    if (calls.isEmpty()) return;
    var method = calls.getFirst().method();
    var size =
        batches.computeIfAbsent(method, _ -> new AdaptiveSize(limits.batch(), limits.rest()));
    var answered = new BitSet(calls.size());
    size.each(
        IntStream.range(0, calls.size()).boxed().toList(),
        answered::get,
        places -> {
          var answers = rpc.batch(places.stream().map(calls::get).toList(), reader);
          Refused refused = null;
          for (int i = 0; i < places.size(); i++) {
            try {
              each.accept(places.get(i), answers.get(i).orThrow());
              answered.set(places.get(i));
            } catch (Refused e) {
              if (refused == null || e.kind() == Kind.LIMITED) refused = e;
            }
          }
          if (refused != null) throw named(method, refused);
        });
  }

  private static Refused named(String method, Refused e) {
    var said = String.valueOf(e.getMessage());
    return said.startsWith(method) ? e : new Refused(e.kind(), method + ": " + said, e);
  }

  Optional<RawBlock> block(long height) {
    return call("eth_getBlockByNumber", "[\"" + Hex.text(height) + "\",false]", Decode::block);
  }

  /// Whether the node has this block in its branch; empty if it is not that far.
  Optional<Boolean> has(BlockRef block) {
    return block(block.height()).map(found -> found.header().hash().equals(block.hash()));
  }

  // What it can do, and how much it takes

  @Override
  protected List<Refusal> refusals() {
    return Stream.of(reading, holding, tracing).flatMap(ways -> ways.refusals().stream()).toList();
  }

  Ways<Reading> reading() {
    return reading;
  }

  Ways<Holding> holding() {
    return holding;
  }

  Ways<Tracing> tracing() {
    return tracing;
  }

  /// Blocks that are asked for in one go.
  AdaptiveSize atOnce() {
    return atOnce;
  }

  /// Blocks a range of logs.
  AdaptiveSize range() {
    return range;
  }
}
