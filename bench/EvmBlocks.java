package coffer.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A chain made up by rule: every block has 500 transfers between strangers, but for the first,
/// which pays the invoice of the block's number. Written as nodes write, and cheap to write: a
/// block is a template with its number filled in.
final class EvmBlocks {
  enum Kind {
    /// 500 transfers of a token.
    TOKENS,
    /// 250 of the chain's own coin, 250 of a token, in turn.
    NATIVE
  }

  static final int TRANSFERS = 500;
  /// The height before the first block that pays. All heights have seven hex digits.
  static final long BASE = 0x1001000;

  private static final String N = "N".repeat(16);
  private static final String PARENT = "P".repeat(16);
  private static final String HEIGHT = "H".repeat(7);
  private static final String PAID = "R".repeat(40);
  private static final String TRANSFER =
      "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";
  private static final String TEN = "0x8ac7230489e80000";

  private final Kind kind;
  private final String time;
  private final Template header;
  private final Template whole;
  private final Template logs;
  private final Template receipts;

  /// @param time of all blocks, in seconds since 1970
  EvmBlocks(Kind kind, long time) {
    this.kind = kind;
    this.time = "0x" + Long.toHexString(time);
    this.header = new Template(header(false));
    this.whole = new Template(header(true));
    this.logs = new Template(each(i -> log(i, token(i)), true));
    this.receipts = new Template("[" + each(this::receipt, false) + "]");
  }

  /// The number of the invoice that a block pays.
  static long invoice(long height) {
    return height - BASE - 1;
  }

  static String hash(long height) {
    return "0x" + HexFormat.of().toHexDigits(height) + "0b".repeat(24);
  }

  static String txid(long height, int place) {
    return "0x" + HexFormat.of().toHexDigits(height) + "%016x".formatted(place) + "7a".repeat(16);
  }

  /// The height in a hash or a transaction's id.
  static long height(String hash) {
    return Long.parseUnsignedLong(hash, 2, 18, 16);
  }

  void block(OutputStream out, long height, boolean transactions) throws IOException {
    (transactions ? whole : header).write(out, height);
  }

  /// The answer of `eth_getLogs`.
  void logs(OutputStream out, long from, long to) throws IOException {
    out.write('[');
    for (var height = from; height <= to; height++) {
      if (height > from) out.write(',');
      logs.write(out, height);
    }
    out.write(']');
  }

  void receipts(OutputStream out, long height) throws IOException {
    receipts.write(out, height);
  }

  void receipt(OutputStream out, String txid) throws IOException {
    var place = (int) Long.parseUnsignedLong(txid, 18, 34, 16);
    new Template(receipt(place)).write(out, height(txid));
  }

  private boolean token(int place) {
    return kind == Kind.TOKENS || place % 2 == 1;
  }

  private String each(java.util.function.IntFunction<String> one, boolean tokens) {
    return IntStream.range(0, TRANSFERS)
        .filter(i -> !tokens || token(i))
        .mapToObj(one)
        .collect(Collectors.joining(","));
  }

  private String header(boolean transactions) {
    var all = each(i -> transactions ? transaction(i) : "\"" + id(i) + "\"", false);
    return """
    {"baseFeePerGas":"0x0","difficulty":"0x2","extraData":"0x%s","gasLimit":"0x8583b00",\
    "gasUsed":"0x12a05f2","hash":"0x%s%s","logsBloom":"0x%s","miner":"0x%s","mixHash":"0x%s",\
    "nonce":"0x0000000000000000","number":"0x%s","parentHash":"0x%s%s","receiptsRoot":"0x%s",\
    "sha3Uncles":"0x%s","size":"0x1c0f5","stateRoot":"0x%s","timestamp":"%s","transactions":[%s],\
    "transactionsRoot":"0x%s","uncles":[],"withdrawals":[]}"""
        .formatted(
            "d8".repeat(97),
            N,
            "0b".repeat(24),
            "ff".repeat(256),
            "5e".repeat(20),
            "0c".repeat(32),
            HEIGHT,
            PARENT,
            "0b".repeat(24),
            "1d".repeat(32),
            "1e".repeat(32),
            "1f".repeat(32),
            time,
            all,
            "20".repeat(32));
  }

  private static String id(int place) {
    return "0x" + N + "%016x".formatted(place) + "7a".repeat(16);
  }

  private static String stranger(int place, String side) {
    return N + "%08x".formatted(place) + side.repeat(8);
  }

  private static String to(int place) {
    return place == 0 ? PAID : stranger(place, "02");
  }

  private String transaction(int place) {
    var data = token(place) ? "0xa9059cbb" + "0".repeat(24) + to(place) + "0".repeat(64) : "0x";
    return """
    {"accessList":[],"blockHash":"0x%s%s","blockNumber":"0x%s","chainId":"0x1092","from":"0x%s",\
    "gas":"0x186a0","gasPrice":"0x5f5e100","hash":"%s","input":"%s","maxFeePerGas":"0x5f5e100",\
    "maxPriorityFeePerGas":"0x5f5e100","nonce":"0x11","r":"0x%s","s":"0x%s","to":"0x%s",\
    "transactionIndex":"0x%x","type":"0x2","v":"0x1","value":"%s","yParity":"0x1"}"""
        .formatted(
            N,
            "0b".repeat(24),
            HEIGHT,
            stranger(place, "01"),
            id(place),
            data,
            "5a".repeat(32),
            "5b".repeat(32),
            token(place) ? contract() : to(place),
            place,
            token(place) ? "0x0" : TEN);
  }

  private static String contract() {
    return BenchEnvironment.CONTRACT.substring(2).toLowerCase(Locale.ROOT);
  }

  private String receipt(int place) {
    return """
    {"blockHash":"0x%s%s","blockNumber":"0x%s","contractAddress":null,"cumulativeGasUsed":"0x5208",\
    "effectiveGasPrice":"0x5f5e100","from":"0x%s","gasUsed":"0xc350","logs":[%s],"logsBloom":"0x%s",\
    "status":"0x1","to":"0x%s","transactionHash":"%s","transactionIndex":"0x%x","type":"0x2"}"""
        .formatted(
            N,
            "0b".repeat(24),
            HEIGHT,
            stranger(place, "01"),
            token(place) ? log(place, true) : "",
            "ff".repeat(256),
            token(place) ? contract() : to(place),
            id(place),
            place);
  }

  private static String log(int place, boolean token) {
    if (!token) throw new IllegalArgumentException("no token moves there");
    return """
    {"address":"0x%s","topics":["%s","0x%s%s","0x%s%s"],"data":"0x%064x","blockNumber":"0x%s",\
    "transactionHash":"%s","transactionIndex":"0x%x","blockHash":"0x%s%s","blockTimestamp":"0x6750",\
    "logIndex":"0x%x","removed":false}"""
        .formatted(
            contract(),
            TRANSFER,
            "0".repeat(24),
            stranger(place, "01"),
            "0".repeat(24),
            to(place),
            new java.math.BigInteger(TEN.substring(2), 16),
            HEIGHT,
            id(place),
            place,
            N,
            "0b".repeat(24),
            place);
  }

  /// Text with places for a block's number.
  private static final class Template {
    private final byte[] bytes;
    private final List<Integer> own;
    private final List<Integer> parents;
    private final List<Integer> heights;
    private final List<Integer> paid;
    /// Filled before, and free to be filled again.
    private final Queue<byte[]> spare = new ConcurrentLinkedQueue<>();

    Template(String text) {
      bytes = text.getBytes(US_ASCII);
      own = places(text, N);
      parents = places(text, PARENT);
      heights = places(text, HEIGHT);
      paid = places(text, PAID);
    }

    private static List<Integer> places(String text, String mark) {
      var places = new ArrayList<Integer>();
      for (int i = text.indexOf(mark); i >= 0; i = text.indexOf(mark, i + mark.length())) {
        places.add(i);
      }
      return places;
    }

    void write(OutputStream out, long height) throws IOException {
      var free = spare.poll();
      var filled = free == null ? bytes.clone() : free;
      fill(filled, own, HexFormat.of().toHexDigits(height));
      fill(filled, parents, HexFormat.of().toHexDigits(height - 1));
      fill(filled, heights, Long.toHexString(height));
      fill(filled, paid, HexFormat.of().formatHex(Seed.address(invoice(height))));
      out.write(filled);
      spare.add(filled);
    }

    private static void fill(byte[] into, List<Integer> places, String text) {
      var ascii = text.getBytes(US_ASCII);
      for (var place : places) System.arraycopy(ascii, 0, into, place, ascii.length);
    }
  }
}
