package coffer.chain.evm;

/// How transfers of the chain's own coin are read: one source per height. It may be changed: a
/// transfer that another source found before is recognised when it is booked.
///
/// With every source except [Off], each transaction also yields a candidate with position `fee`,
/// from its sender and without a receiver: the cost of outflows of our addresses.
public sealed interface NativeSource {
  /// The value of each transaction (position `value`). Transfers made by contracts are not seen.
  record Blocks() implements NativeSource {}

  /// The same, and transfers that contracts make inside a transaction (`call:path`). The node must
  /// support `debug_traceBlockByHash` with the callTracer, or `trace_block`.
  record Traces() implements NativeSource {}

  /// Each transfer has a log of the system address (EIP-7708), and so a position `log:n`.
  ///
  /// @param from the first height with such logs
  /// @param before the source below that height
  record Log7708(long from, NativeSource before) implements NativeSource {
    public Log7708 {
      if (before instanceof Log7708) throw new IllegalArgumentException("logs before logs");
    }
  }

  /// The coin is not watched.
  record Off() implements NativeSource {}

  /// Parses a setting: `blocks`, `traces`, `off`, or `log7708:22000000` for logs from that height
  /// on and `blocks` below it.
  ///
  /// @throws IllegalArgumentException if it is none of these
  static NativeSource of(String setting) {
    if (setting.startsWith("log7708:")) {
      var from = Long.parseLong(setting.substring("log7708:".length()));
      return new Log7708(from, new Blocks());
    }
    return switch (setting) {
      case "blocks" -> new Blocks();
      case "traces" -> new Traces();
      case "off" -> new Off();
      default -> throw new IllegalArgumentException("not a source of the chain's coin: " + setting);
    };
  }

  /// The source for a height; never [Log7708] below its first height.
  default NativeSource at(long height) {
    return this instanceof Log7708(var from, var before) && height < from ? before : this;
  }

  /// The last height with the same source as this one.
  default long sameUntil(long height) {
    return this instanceof Log7708(var from, _) && height < from ? from - 1 : Long.MAX_VALUE;
  }
}
