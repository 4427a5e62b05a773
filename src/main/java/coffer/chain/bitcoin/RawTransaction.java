package coffer.chain.bitcoin;

import coffer.core.chain.Outpoint;
import java.util.ArrayList;
import java.util.List;

/// A transaction where it stands among other bytes. Nothing is copied: what it holds is told by
/// offsets.
final class RawTransaction {
  /// Told of each output, in order.
  @FunctionalInterface
  interface Output {
    /// @param value in satoshis
    /// @param script where it begins
    void at(int number, long value, int script, int length);
  }

  /// Told of each input, in order.
  @FunctionalInterface
  interface Input {
    /// @param outpoint where it begins: the id of the transaction that it spends from, and the
    ///     number of the output in four bytes
    void at(int number, int outpoint);
  }

  static final int OUTPOINT = DoubleSha256.BYTES + 4;

  /// The least that an input, an output, and a whole transaction take.
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

  /// @param inputs where their count stands
  /// @param outputs where their count stands
  /// @param witness where the outputs end
  private RawTransaction(byte[] bytes, int start, int inputs, int outputs, int witness, int end) {
    this.bytes = bytes;
    this.start = start;
    this.inputs = inputs;
    this.outputs = outputs;
    this.witness = witness;
    this.end = end;
  }

  /// @throws Malformed if it is none, or more than one
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

  /// Writes its id: the hash of all but the witness.
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

  /// Whether it makes new coins: its one input spends nothing.
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

  /// The same without its witness, in bytes of its own: all that is of use while it waits.
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

  /// What it spends: `txid:n` each.
  List<String> spends() {
    var spends = new ArrayList<String>();
    inputs((_, outpoint) -> spends.add(outpoint(outpoint).toString()));
    return List.copyOf(spends);
  }

  /// The outpoint that stands there.
  Outpoint outpoint(int at) {
    return new Outpoint(Hash256.text(bytes, at), number(at));
  }

  /// Its hash, without a text made.
  long outpointHash(int at) {
    return Outpoint.hash64(Hash256.at(bytes, at).d(), number(at));
  }

  /// That of a coinbase, which spends nothing, is -1.
  private int number(int outpoint) {
    return (int) new ByteReader(bytes, outpoint + DoubleSha256.BYTES, outpoint + OUTPOINT).u32();
  }
}
