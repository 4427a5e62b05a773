package coffer.chain.evm;

import coffer.chain.AdaptiveSize;
import coffer.chain.Endpoint;
import coffer.chain.FallbackMethods;
import coffer.chain.NodeErrorResponse;
import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import coffer.chain.UnsupportedMethod;
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

/// One endpoint: which methods it supports, and how many items it accepts per request. Thread-safe.
final class EvmNodeClient extends Endpoint {
  /// How to read blocks below the final height.
  enum Reading {
    /// the logs of many blocks by `eth_getLogs`
    LOGS_OF_RANGES,
    /// one by one, with a method of [Holding]
    BLOCK_BY_BLOCK
  }

  /// How to read the contents of one block.
  enum Holding {
    /// `eth_getBlockReceipts`
    BLOCK_RECEIPTS,
    /// `eth_getLogs` by the block's hash
    LOGS,
    /// `eth_getTransactionReceipt` of each of its transactions
    RECEIPTS
  }

  /// How to read the internal transfers of one block.
  enum Tracing {
    /// `debug_traceBlockByHash` with the callTracer
    CALL_TRACER,
    /// `trace_block`
    TRACE_BLOCK
  }

  private final EvmEndpoint endpoint;
  private final EvmRpc rpc;
  private final EvmLimits limits;
  private final long chainId;
  private final FallbackMethods<Reading> reading;
  private final FallbackMethods<Holding> holding;
  private final FallbackMethods<Tracing> tracing;
  private final AdaptiveSize atOnce;
  private final AdaptiveSize range;
  private final Map<String, AdaptiveSize> batches = new ConcurrentHashMap<>();

  EvmNodeClient(EvmEndpoint endpoint, EvmRpc rpc, EvmLimits limits, long chainId) {
    super(endpoint.name(), endpoint.redaction(), limits.rest(), limits.longestRest());
    this.endpoint = endpoint;
    this.rpc = rpc;
    this.limits = limits;
    this.chainId = chainId;
    this.reading = new FallbackMethods<>(this, Reading.class);
    this.holding = new FallbackMethods<>(this, Holding.class);
    this.tracing = new FallbackMethods<>(this, Tracing.class);
    this.atOnce = new AdaptiveSize(limits.range(), limits.rest());
    this.range = new AdaptiveSize(limits.range(), limits.rest());
  }

  EvmEndpoint endpoint() {
    return endpoint;
  }

  // Requests

  @Override
  protected void ask() {
    var answer =
        rpc.call(new EvmRpc.Call("eth_chainId", "[]"), EvmJsonValues::quantity).orElse(-1L);
    if (answer != chainId) {
      throw new SourceException(
          Kind.WRONG_CHAIN, name() + " is on chain " + answer + ", not on " + chainId);
    }
  }

  <T> Optional<T> call(String method, String params, EvmRpc.Reader<T> reader) {
    return rpc.call(new EvmRpc.Call(method, params), reader);
  }

  /// Makes all calls, in as many requests as the node requires.
  ///
  /// @throws SourceException if a call is rejected
  <T> List<Optional<T>> batch(List<EvmRpc.Call> calls, EvmRpc.Reader<T> reader) {
    var results = new ArrayList<Optional<T>>(Collections.nCopies(calls.size(), Optional.empty()));
    batch(calls, reader, results::set);
    return results;
  }

  /// The same, but passes on each result at once: it is kept if other calls are rejected.
  ///
  /// @param calls of one method
  /// @param each gets the index of a call and its result; throws [NodeErrorResponse] if the result
  ///     is unusable
  <T> void batch(
      List<EvmRpc.Call> calls, EvmRpc.Reader<T> reader, BiConsumer<Integer, Optional<T>> each) {
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
          NodeErrorResponse response = null;
          for (int i = 0; i < places.size(); i++) {
            try {
              each.accept(places.get(i), answers.get(i).orThrow());
              answered.set(places.get(i));
            } catch (NodeErrorResponse e) {
              if (response == null || e.kind() == Kind.LIMITED) response = e;
            }
          }
          if (response != null) throw named(method, response);
        });
  }

  private static NodeErrorResponse named(String method, NodeErrorResponse e) {
    var message = String.valueOf(e.getMessage());
    return message.startsWith(method)
        ? e
        : new NodeErrorResponse(e.kind(), method + ": " + message, e);
  }

  Optional<EvmRawBlock> block(long height) {
    return call(
        "eth_getBlockByNumber", "[\"" + EvmHex.text(height) + "\",false]", EvmJsonValues::block);
  }

  /// Whether this block is in the node's branch; empty if its head is lower.
  Optional<Boolean> has(BlockRef block) {
    return block(block.height()).map(found -> found.header().hash().equals(block.hash()));
  }

  // Supported methods and accepted sizes

  @Override
  protected List<UnsupportedMethod> unsupportedMethods() {
    return Stream.of(reading, holding, tracing)
        .flatMap(methods -> methods.unsupportedMethods().stream())
        .toList();
  }

  FallbackMethods<Reading> reading() {
    return reading;
  }

  FallbackMethods<Holding> holding() {
    return holding;
  }

  FallbackMethods<Tracing> tracing() {
    return tracing;
  }

  /// The number of blocks per call of a reader.
  AdaptiveSize atOnce() {
    return atOnce;
  }

  /// The number of blocks per range of logs.
  AdaptiveSize range() {
    return range;
  }
}
