package coffer.chain.bitcoin;

import coffer.core.chain.Outpoint;
import java.util.ArrayList;
import java.util.List;

/// A transaction inside a larger byte array. Nothing is copied: its parts are found by offsets.
final class RawTransaction {
  /// Called for each output, in order.
  @FunctionalInterface
  interface Output {
    /// @param value in satoshis
    /// @param script the script's offset
    void at(int number, long value, int script, int length);
  }

  /// Called for each input, in order.
  @FunctionalInterface
  interface Input {
    /// @param outpoint the offset of the id of the spent transaction, followed by the number of the
    ///     output in four bytes
    void at(int number, int outpoint);
  }

  static final int OUTPOINT = DoubleSha256.BYTES + 4;

  /// The minimum size of an input; below that of an output and of a whole transaction.
  private static final int INPUT = OUTPOINT + 5;

  private static final int OUTPUT = 9;
  static final int MIN_BYTES = 4 + 1 + INPUT + 1 + OUTPUT + 4;

  private static final long MAX_SATOSHIS = 21_000_000L * 100_000_000L;

  final byte[] bytes;
  private final int start;
  private final int inputs;
  private final int outputs;
  private final int witness;
  private final int end;

  /// @param inputs the offset of their count
  /// @param outputs the offset of their count
  /// @param witness the offset of the end of the outputs
  private RawTransaction(byte[] bytes, int start, int inputs, int outputs, int witness, int end) {
    this.bytes = bytes;
    this.start = start;
    this.inputs = inputs;
    this.outputs = outputs;
    this.witness = witness;
    this.end = end;
  }

  /// @throws MalformedBytes if the bytes are not exactly one transaction
  static RawTransaction of(byte[] bytes) {
    var wire = new ByteReader(bytes, 0, bytes.length);
    var transaction = read(wire);
    if (!wire.atEnd()) throw new MalformedBytes("more than a transaction");
    return transaction;
  }

  static RawTransaction read(ByteReader wire) {
    var start = wire.skip(4);
    var inputs = wire.at();
    var count = wire.count(1);
    var segwit = count == 0;
    if (segwit) {
      if (wire.u8() != 1) throw new MalformedBytes("a transaction without inputs");
      inputs = wire.at();
      count = wire.count(INPUT);
    }
    if (count == 0) throw new MalformedBytes("a transaction without inputs");
    for (int i = 0; i < count; i++) {
      wire.skip(OUTPOINT);
      wire.skip(wire.count(1));
      wire.skip(4);
    }
    var outputs = wire.at();
    skipOutputs(wire);
    var witness = wire.at();
    if (segwit) skipWitness(wire, count);
    wire.skip(4);
    return new RawTransaction(wire.bytes, start, inputs, outputs, witness, wire.at());
  }

  private static void skipOutputs(ByteReader wire) {
    var count = wire.count(OUTPUT);
    if (count == 0) throw new MalformedBytes("a transaction without outputs");
    for (int i = 0; i < count; i++) {
      var value = wire.i64();
      if (value < 0 || value > MAX_SATOSHIS) throw new MalformedBytes("more coins than there are");
      wire.skip(wire.count(1));
    }
  }

  private static void skipWitness(ByteReader wire, int inputs) {
    for (int i = 0; i < inputs; i++) {
      var items = wire.count(1);
      for (int j = 0; j < items; j++) wire.skip(wire.count(1));
    }
  }

  /// Writes its id: the hash of all bytes except those of the witness.
  void txid(DoubleSha256 sha, byte[] into, int at) {
    if (inputs == start + 4) {
      sha.add(bytes, start, end);
    } else {
      sha.add(bytes, start, start + 4).add(bytes, inputs, witness).add(bytes, end - 4, end);
    }
    sha.twice(into, at);
  }

  Hash256 txid() {
    var id = new byte[DoubleSha256.BYTES];
    txid(new DoubleSha256(), id, 0);
    return Hash256.at(id, 0);
  }

  /// Whether it is a coinbase transaction: its only input spends nothing.
  boolean coinbase() {
    var wire = new ByteReader(bytes, inputs, end);
    if (wire.count(INPUT) != 1) return false;
    for (int i = 0; i < DoubleSha256.BYTES; i++) {
      if (wire.u8() != 0) return false;
    }
    return wire.u32() == 0xffff_ffffL;
  }

  void inputs(Input each) {
    var wire = new ByteReader(bytes, inputs, end);
    var count = wire.count(INPUT);
    for (int i = 0; i < count; i++) {
      each.at(i, wire.skip(OUTPOINT));
      wire.skip(wire.count(1));
      wire.skip(4);
    }
  }

  void outputs(Output each) {
    var wire = new ByteReader(bytes, outputs, end);
    var count = wire.count(OUTPUT);
    for (int i = 0; i < count; i++) {
      var value = wire.i64();
      var length = wire.count(1);
      each.at(i, value, wire.skip(length), length);
    }
  }

  /// A copy without the witness: all that is needed while it is unconfirmed.
  RawTransaction stripped() {
    var head = 4;
    var body = witness - inputs;
    var copy = new byte[head + body + 4];
    System.arraycopy(bytes, start, copy, 0, head);
    System.arraycopy(bytes, inputs, copy, head, body);
    System.arraycopy(bytes, end - 4, copy, head + body, 4);
    var outputsAt = head + outputs - inputs;
    return new RawTransaction(copy, 0, head, outputsAt, head + body, copy.length);
  }

  /// The outputs that it spends, as `txid:n`.
  List<String> spends() {
    var spends = new ArrayList<String>();
    inputs((_, outpoint) -> spends.add(outpoint(outpoint).toString()));
    return List.copyOf(spends);
  }

  /// The outpoint at an offset.
  Outpoint outpoint(int at) {
    return new Outpoint(Hash256.text(bytes, at), number(at));
  }

  /// The outpoint's 64-bit hash, computed without creating a string.
  long outpointHash(int at) {
    return Outpoint.hash64(Hash256.at(bytes, at).d(), number(at));
  }

  /// The output number of an outpoint; -1 for a coinbase.
  private int number(int outpoint) {
    return (int) new ByteReader(bytes, outpoint + DoubleSha256.BYTES, outpoint + OUTPOINT).u32();
  }
}
