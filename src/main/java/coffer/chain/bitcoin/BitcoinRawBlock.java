package coffer.chain.bitcoin;

import java.util.Arrays;

/// A parsed block. The Merkle root in its header covers all of its transactions: a node can neither
/// omit nor add one.
final class BitcoinRawBlock {
  private final RawHeader header;
  private final RawTransaction[] transactions;
  private final byte[] txids;
  private final int bytes;

  private BitcoinRawBlock(
      RawHeader header, RawTransaction[] transactions, byte[] txids, int bytes) {
    this.header = header;
    this.transactions = transactions;
    this.txids = txids;
    this.bytes = bytes;
  }

  /// @throws MalformedBytes if it is not exactly one block, or if its transactions do not match its
  ///     header
  static BitcoinRawBlock of(byte[] bytes) {
    return read(new ByteReader(bytes, 0, bytes.length));
  }

  /// The same for all remaining bytes of the reader.
  static BitcoinRawBlock read(ByteReader wire) {
    var sha = new DoubleSha256();
    var bytes = wire.left();
    var header = RawHeader.read(wire, sha);
    var transactions = new RawTransaction[wire.count(RawTransaction.MIN_BYTES)];
    var txids = new byte[DoubleSha256.BYTES * transactions.length];
    for (int i = 0; i < transactions.length; i++) {
      transactions[i] = RawTransaction.read(wire);
      transactions[i].txid(sha, txids, DoubleSha256.BYTES * i);
    }
    if (!wire.atEnd()) throw new MalformedBytes("more than a block");
    if (transactions.length == 0 || !transactions[0].coinbase()) {
      throw new MalformedBytes("a block without its first transaction");
    }
    if (!root(txids, sha).equals(header.root())) {
      throw new MalformedBytes("other transactions than its header names");
    }
    return new BitcoinRawBlock(header, transactions, txids, bytes);
  }

  /// The root of the Merkle tree over the ids. If the last two hashes of a level are equal, another
  /// list of transactions has the same root. Such a block is invalid, so any equal pair is
  // rejected.
  private static Hash256 root(byte[] txids, DoubleSha256 sha) {
    var level = txids.clone();
    for (int count = txids.length / DoubleSha256.BYTES; count > 1; count = (count + 1) / 2) {
      for (int i = 0; i < count; i += 2) {
        var left = DoubleSha256.BYTES * i;
        var right = i + 1 == count ? left : left + DoubleSha256.BYTES;
        if (left != right && same(level, left, right))
          throw new MalformedBytes("transactions twice");
        sha.add(level, left, left + DoubleSha256.BYTES)
            .add(level, right, right + DoubleSha256.BYTES);
        sha.twice(level, DoubleSha256.BYTES * (i / 2));
      }
    }
    return Hash256.at(level, 0);
  }

  private static boolean same(byte[] hashes, int left, int right) {
    return Arrays.equals(
        hashes, left, left + DoubleSha256.BYTES, hashes, right, right + DoubleSha256.BYTES);
  }

  RawHeader header() {
    return header;
  }

  /// The number of transactions; the first one is the coinbase.
  int size() {
    return transactions.length;
  }

  RawTransaction transaction(int place) {
    return transactions[place];
  }

  String txid(int place) {
    return Hash256.text(txids, DoubleSha256.BYTES * place);
  }

  /// The size in bytes.
  int bytes() {
    return bytes;
  }
}
