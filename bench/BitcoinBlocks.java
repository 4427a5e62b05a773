package coffer.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/// Blocks of Bitcoin made up by rule: 1.5 MB, 3,000 transactions of three inputs with witnesses and
/// two or three outputs, of which the second transaction pays the invoice of the block's number.
/// All others are the same in every block, so that a block is cheap to make; headers, ids and
/// Merkle roots are right.
final class BitcoinBlocks {
  static final int TRANSACTIONS = 3_000;

  /// The height before the first block that pays.
  static final long BASE = 900_000;

  /// Those below are only there for their headers.
  private static final long FIRST = BASE - 400;

  private final long time;
  private final ByteBuffer rest;
  private final List<List<byte[]>> path = new ArrayList<>();
  private final List<byte[]> headers = new ArrayList<>();
  private final List<byte[]> hashes = new ArrayList<>();

  /// @param time of the block at the base, in seconds since 1970; each next one is a second later
  BitcoinBlocks(long time) {
    this.time = time;
    var random = new Random(4242);
    var all = new ByteArrayOutputStream();
    var ids = new ArrayList<byte[]>(List.of(new byte[32], new byte[32]));
    for (int i = 2; i < TRANSACTIONS; i++) {
      var transaction = transaction(random, random(random, 20), i % 5 < 2 ? 3 : 2);
      all.writeBytes(transaction.whole);
      ids.add(twice(transaction.stripped));
    }
    var hex = HexFormat.of().formatHex(all.toByteArray()).getBytes(US_ASCII);
    this.rest = ByteBuffer.allocateDirect(hex.length).put(hex).flip();
    levels(ids);
  }

  private record Transaction(byte[] whole, byte[] stripped) {}

  /// The right-hand neighbours of the first two ids, level by level.
  private void levels(List<byte[]> ids) {
    var level = ids;
    while (level.size() > 1) {
      path.add(List.of(level.get(1)));
      var next = new ArrayList<byte[]>();
      for (int i = 0; i < level.size(); i += 2) {
        next.add(pair(level.get(i), level.get(Math.min(i + 1, level.size() - 1))));
      }
      level = next;
    }
  }

  /// The number of the invoice that a block pays.
  static long invoice(long height) {
    return height - BASE - 1;
  }

  static byte[] script(long invoice) {
    return ByteBuffer.allocate(22).put((byte) 0).put((byte) 20).put(Seed.address(invoice)).array();
  }

  synchronized byte[] header(long height) {
    for (var next = FIRST + headers.size(); next <= height; next++) {
      var header = ByteBuffer.allocate(80).order(ByteOrder.LITTLE_ENDIAN).putInt(0x20000000);
      header.put(hashes.isEmpty() ? new byte[32] : hashes.getLast()).put(root(next));
      header.putInt((int) (time + next - BASE)).putInt(0x1702f128).putInt(7);
      headers.add(header.array());
      hashes.add(twice(header.array()));
    }
    return headers.get((int) (height - FIRST));
  }

  /// As it is written: from the last byte to the first.
  String hash(long height) {
    header(height);
    synchronized (this) {
      return HexFormat.of().formatHex(reversed(hashes.get((int) (height - FIRST))));
    }
  }

  private byte[] root(long height) {
    var hash = pair(twice(coinbase(height).stripped), twice(payment(height).stripped));
    for (var neighbour : path.subList(1, path.size())) hash = pair(hash, neighbour.getFirst());
    return hash;
  }

  /// The beginning of a block in hex; what follows is [#rest].
  byte[] block(long height) {
    var begin = new ByteArrayOutputStream();
    begin.writeBytes(header(height));
    begin.write(0xfd);
    begin.write(TRANSACTIONS & 0xff);
    begin.write(TRANSACTIONS >> 8);
    begin.writeBytes(coinbase(height).whole);
    begin.writeBytes(payment(height).whole);
    return HexFormat.of().formatHex(begin.toByteArray()).getBytes(US_ASCII);
  }

  /// The same for every block.
  ByteBuffer rest() {
    return rest.duplicate();
  }

  private static Transaction coinbase(long height) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {2, 0, 0, 0, 1});
    out.writeBytes(new byte[32]);
    out.writeBytes(new byte[] {-1, -1, -1, -1, 8});
    out.writeBytes(ByteBuffer.allocate(8).putLong(height).array());
    out.writeBytes(new byte[] {-1, -1, -1, -1, 1});
    output(out, 312_500_000, new byte[] {0x51});
    out.writeBytes(new byte[4]);
    return new Transaction(out.toByteArray(), out.toByteArray());
  }

  private static Transaction payment(long height) {
    return transaction(new Random(height), Seed.address(invoice(height)), 2);
  }

  /// @param to the key hash that the first output pays ten thousand satoshis
  private static Transaction transaction(Random random, byte[] to, int outputs) {
    var inputs = new ByteArrayOutputStream();
    inputs.write(3);
    for (int i = 0; i < 3; i++) {
      inputs.writeBytes(random(random, 32));
      inputs.writeBytes(new byte[] {(byte) i, 0, 0, 0, 0, -3, -1, -1, -1});
    }
    inputs.write(outputs);
    for (int i = 0; i < outputs; i++) {
      var program = i == 0 ? to : random(random, i == 1 ? 20 : 32);
      var script = ByteBuffer.allocate(program.length + 2);
      script.put((byte) (program.length == 20 ? 0 : 0x51)).put((byte) program.length).put(program);
      output(inputs, 10_000, script.array());
    }
    var witness = new ByteArrayOutputStream();
    for (int i = 0; i < 3; i++) {
      witness.writeBytes(new byte[] {2, 71});
      witness.writeBytes(random(random, 71));
      witness.write(33);
      witness.writeBytes(random(random, 33));
    }
    var version = new byte[] {2, 0, 0, 0};
    var body = inputs.toByteArray();
    var end = new byte[4];
    return new Transaction(
        joined(version, new byte[] {0, 1}, body, witness.toByteArray(), end),
        joined(version, body, end));
  }

  private static void output(ByteArrayOutputStream out, long value, byte[] script) {
    out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    out.write(script.length);
    out.writeBytes(script);
  }

  private static byte[] joined(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (var part : parts) out.writeBytes(part);
    return out.toByteArray();
  }

  private static byte[] random(Random random, int length) {
    var bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] reversed(byte[] bytes) {
    var reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) reversed[i] = bytes[bytes.length - 1 - i];
    return reversed;
  }

  private static byte[] pair(byte[] left, byte[] right) {
    return twice(joined(left, right));
  }

  private static byte[] twice(byte[] bytes) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return digest.digest(digest.digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
