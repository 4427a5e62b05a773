package coffer.chain.evm;

/// Where moves of the chain's own coin are read: one source for every height. It may change: a move
/// that another source showed before is recognised when it is booked.
///
/// Whatever the source, unless it is [Off], every transaction also gives a candidate of position
/// `fee`, from its sender to nobody: what a watch-only owner's spending cost him.
public sealed interface NativeSource {
  /// The value of each transaction (position `value`). What contracts pay is not seen.
  record Blocks() implements NativeSource {}

  /// The same, and what contracts pay inside a transaction (`call:path`). The node must offer
  /// `debug_traceBlockByHash` with its callTracer, or `trace_block`.
  record Traces() implements NativeSource {}

  /// Each move has a log of the system address (EIP-7708), and so a position `log:n`.
  ///
  /// @param from the first height that has such logs
  /// @param before the source below it
  record Log7708(long from, NativeSource before) implements NativeSource {
    public Log7708 {
      if (before instanceof Log7708) throw new IllegalArgumentException("logs before logs");
    }
  }

  /// The coin is not watched.
  record Off() implements NativeSource {}

  /// Reads a setting: `blocks`, `traces`, `off`, or `log7708:22000000` for logs from that height
  /// on and blocks below it.
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

  /// The source for a height: never [Log7708] below its first.
  default NativeSource at(long height) {
    return this instanceof Log7708(var from, var before) && height < from ? before : this;
  }

  /// The last height up to which the source is the same as at this one.
  default long sameUntil(long height) {
    return this instanceof Log7708(var from, _) && height < from ? from - 1 : Long.MAX_VALUE;
  }
}
