package coffer.chain.evm;

import coffer.core.chain.Address;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Parses the traces of one block: one frame per transaction, in the block's order.
final class TraceReader {
  private static final Set<String> MOVING = Set.of("CALL", "CREATE", "CREATE2", "SELFDESTRUCT");

  private final EvmRawBlock block;

  TraceReader(EvmRawBlock block) {
    this.block = block;
  }

  /// Parses the result of `debug_traceBlockByHash` with the callTracer.
  List<CallFrame> callTracer(JsonParser json) {
    EvmJsonValues.expect(json, JsonToken.START_ARRAY);
    var frames = new ArrayList<CallFrame>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (frames.size() == block.size())
        throw EvmJsonValues.inconsistent("more traces than transactions");
      frames.add(transaction(json, block.transactions().get(frames.size()).txid()));
    }
    if (frames.size() < block.size())
      throw EvmJsonValues.inconsistent("fewer traces than transactions");
    return frames;
  }

  private static CallFrame transaction(JsonParser json, String txid) {
    EvmJsonValues.expect(json, JsonToken.START_OBJECT);
    CallFrame frame = null;
    for (String name; (name = json.nextName()) != null; ) {
      json.nextToken();
      switch (name) {
        case "txHash" -> {
          if (!EvmJsonValues.hash(json, txid).equals(txid))
            throw EvmJsonValues.inconsistent("another trace");
        }
        case "result" -> frame = frame(json);
        default -> json.skipChildren();
      }
    }
    return EvmJsonValues.known(frame, "trace of " + txid);
  }

  private static CallFrame frame(JsonParser json) {
    EvmJsonValues.expect(json, JsonToken.START_OBJECT);
    var type = "";
    Address from = null;
    Address to = null;
    var value = BigInteger.ZERO;
    var failed = false;
    var calls = new ArrayList<CallFrame>();
    for (String name; (name = json.nextName()) != null; ) {
      if (json.nextToken() == JsonToken.VALUE_NULL) continue;
      switch (name) {
        case "type" -> type = EvmJsonValues.text(json);
        case "from" -> from = EvmJsonValues.address(json);
        case "to" -> to = EvmJsonValues.address(json);
        case "value" -> value = EvmJsonValues.number(json);
        case "error" -> {
          failed = true;
          json.skipChildren();
        }
        case "calls" -> {
          while (json.nextToken() != JsonToken.END_ARRAY) calls.add(frame(json));
        }
        default -> json.skipChildren();
      }
    }
    var moved = MOVING.contains(type) ? value : BigInteger.ZERO;
    return new CallFrame(Optional.ofNullable(from), Optional.ofNullable(to), moved, failed, calls);
  }

  /// Parses the result of `trace_block`: a flat list, parents before their children.
  List<CallFrame> traceBlock(JsonParser json) {
    EvmJsonValues.expect(json, JsonToken.START_ARRAY);
    var tops = new ArrayList<CallFrame>();
    while (json.nextToken() != JsonToken.END_ARRAY) flat(json, tops);
    if (tops.size() != block.size())
      throw EvmJsonValues.inconsistent("not as many traces as transactions");
    return tops;
  }

  private void flat(JsonParser json, List<CallFrame> tops) {
    EvmJsonValues.expect(json, JsonToken.START_OBJECT);
    var type = "";
    String txid = null;
    var action = new Action();
    var failed = false;
    var path = List.<Integer>of();
    for (String name; (name = json.nextName()) != null; ) {
      if (json.nextToken() == JsonToken.VALUE_NULL) continue;
      switch (name) {
        case "type" -> type = EvmJsonValues.text(json);
        case "transactionHash" -> txid = EvmJsonValues.hash(json, null);
        case "blockHash" -> {
          if (!EvmJsonValues.text(json).equals(block.header().hash())) {
            throw EvmJsonValues.inconsistent("a trace of another block");
          }
        }
        case "action", "result" -> action.read(json);
        case "error" -> {
          failed = true;
          json.skipChildren();
        }
        case "traceAddress" -> path = path(json);
        default -> json.skipChildren();
      }
    }
    if (txid == null) return; // a block reward
    add(tops, path, action.frame(type, failed), txid);
  }

  private void add(List<CallFrame> tops, List<Integer> path, CallFrame frame, String txid) {
    if (path.isEmpty()) {
      var place = tops.size();
      if (place == block.size() || !block.transactions().get(place).txid().equals(txid)) {
        throw EvmJsonValues.inconsistent("a trace of another transaction");
      }
      tops.add(frame);
      return;
    }
    if (tops.isEmpty()) throw EvmJsonValues.inconsistent("a trace without its transaction");
    var parent = tops.getLast();
    for (var step : path.subList(0, path.size() - 1)) {
      if (step >= parent.calls().size())
        throw EvmJsonValues.inconsistent("a trace without its parent");
      parent = parent.calls().get(step);
    }
    parent.calls().add(frame);
  }

  private static List<Integer> path(JsonParser json) {
    EvmJsonValues.expect(json, JsonToken.START_ARRAY);
    var path = new ArrayList<Integer>();
    while (json.nextToken() != JsonToken.END_ARRAY) path.add(json.getIntValue());
    return path;
  }

  /// The parts of a flat trace whose meaning depends on its type.
  private static final class Action {
    private String callType = "";
    private @Nullable Address from;
    private @Nullable Address to;
    private @Nullable Address contract;
    private BigInteger value = BigInteger.ZERO;

    void read(JsonParser json) {
      EvmJsonValues.expect(json, JsonToken.START_OBJECT);
      for (String name; (name = json.nextName()) != null; ) {
        if (json.nextToken() == JsonToken.VALUE_NULL) continue;
        switch (name) {
          case "callType" -> callType = EvmJsonValues.text(json);
          case "from" -> from = EvmJsonValues.address(json);
          case "to", "refundAddress" -> to = EvmJsonValues.address(json);
          case "value", "balance" -> value = EvmJsonValues.number(json);
          // The created contract (in the result), or the one that self-destructs (in the action).
          case "address" -> contract = EvmJsonValues.address(json);
          default -> json.skipChildren();
        }
      }
    }

    CallFrame frame(String type, boolean failed) {
      var moves = !type.equals("call") || callType.equals("call");
      return new CallFrame(
          Optional.ofNullable(type.equals("suicide") ? contract : from),
          Optional.ofNullable(type.equals("create") ? contract : to),
          moves ? value : BigInteger.ZERO,
          failed,
          new ArrayList<>());
    }
  }
}
