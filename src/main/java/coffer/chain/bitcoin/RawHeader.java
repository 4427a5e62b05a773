package coffer.chain.bitcoin;

/// A parsed block header.
///
/// @param root of the Merkle tree of its transactions
/// @param time claimed by its miner, in seconds since 1970
record RawHeader(String hash, String parent, Hash256 root, long time) {
  static final int BYTES = 80;

  static RawHeader read(ByteReader wire, DoubleSha256 sha) {
    var start = wire.skip(4);
    var parent = wire.skip(DoubleSha256.BYTES);
    var root = wire.skip(DoubleSha256.BYTES);
    var time = wire.u32();
    wire.skip(8);
    var hash = sha.add(wire.bytes, start, start + BYTES).twice();
    return new RawHeader(
        Hash256.text(hash, 0),
        Hash256.text(wire.bytes, parent),
        Hash256.at(wire.bytes, root),
        time);
  }

  static RawHeader of(byte[] bytes) {
    var wire = new ByteReader(bytes, 0, bytes.length);
    var header = read(wire, new DoubleSha256());
    if (!wire.atEnd()) throw new MalformedBytes("more than a header");
    return header;
  }
}
