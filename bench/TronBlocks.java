package coffer.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A TRON chain made up by rule: every block has 300 transactions between strangers, of which each
/// seventh moves TRX and the others a token, but for the first, which pays the invoice of the
/// block's number in the token. Written as nodes write.
final class TronBlocks {
  static final int TRANSACTIONS = 300;

  /// The height before the first block that pays. All heights have eight digits.
  static final long BASE = 60_000_000;

  /// The last four bytes of the first block's id.
  static final String CHAIN_ID = "0000beef";

  /// 20 bytes of the token's contract.
  static final String CONTRACT = "a614f803b6fd780986a42c78ec9c7f77e6ded13c";

  private static final String N = "N".repeat(16);
  private static final String PARENT = "P".repeat(16);
  private static final String HEIGHT = "H".repeat(8);
  private static final String PAID = "R".repeat(40);
  private static final String TRANSFER =
      "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";
  private static final String TEN = "%064x".formatted(10_000_000);

  private final long time;
  private final Template header;
  private final Template whole;
  private final Template infos;

  /// @param time of all blocks, in seconds since 1970
  TronBlocks(long time) {
    this.time = time * 1000;
    this.header = new Template(block(""));
    this.whole = new Template(block(",\"transactions\":[" + each(this::transaction) + "]"));
    this.infos = new Template("[" + each(this::info) + "]");
  }

  void header(OutputStream out, long height) throws IOException {
    header.write(out, height);
  }

  /// The answer of `getblockbylimitnext`.
  ///
  /// @param until not included
  void blocks(OutputStream out, long from, long until) throws IOException {
    out.write("{\"block\":[".getBytes(US_ASCII));
    for (var height = from; height < until; height++) {
      if (height > from) out.write(',');
      block(out, height);
    }
    out.write("]}".getBytes(US_ASCII));
  }

  void block(OutputStream out, long height) throws IOException {
    whole.write(out, height);
  }

  /// The answer of `gettransactioninfobyblocknum`.
  void infos(OutputStream out, long height) throws IOException {
    infos.write(out, height);
  }

  /// The first block of all.
  static String first() {
    return """
    {"blockID":"%s%s%s","block_header":{"raw_data":{"txTrieRoot":"%s","parentHash":"%s"}}}"""
        .formatted("0".repeat(16), "1f".repeat(20), CHAIN_ID, "0".repeat(64), "e5".repeat(32));
  }

  private static String each(IntFunction<String> one) {
    return IntStream.range(0, TRANSACTIONS).mapToObj(one).collect(Collectors.joining(","));
  }

  private static boolean token(int place) {
    return place % 7 != 6;
  }

  private String block(String transactions) {
    return """
    {"blockID":"%s%s","block_header":{"raw_data":{"number":%s,"txTrieRoot":"%s",\
    "witness_address":"41%s","parentHash":"%s%s","version":34,"timestamp":%d},\
    "witness_signature":"%s"}%s}"""
        .formatted(
            N,
            "0b".repeat(24),
            HEIGHT,
            "1d".repeat(32),
            "5e".repeat(20),
            PARENT,
            "0b".repeat(24),
            time,
            "5a".repeat(65),
            transactions);
  }

  private static String id(int place) {
    return N + "%016x".formatted(place) + "7a".repeat(16);
  }

  private static String stranger(int place, String side) {
    return N + "%08x".formatted(place) + side.repeat(8);
  }

  private static String to(int place) {
    return place == 0 ? PAID : stranger(place, "02");
  }

  private String transaction(int place) {
    var type = token(place) ? "TriggerSmartContract" : "TransferContract";
    return """
    {"ret":[{"contractRet":"SUCCESS"}],"signature":["%s"],"txID":"%s","raw_data":{"contract":[\
    {"parameter":{"value":%s,"type_url":"type.googleapis.com/protocol.%s"},"type":"%s"}],\
    "ref_block_bytes":"28c3","ref_block_hash":"ce6d340282788569","expiration":%d%s,\
    "timestamp":%d},"raw_data_hex":"%s"}"""
        .formatted(
            "5a".repeat(65),
            id(place),
            token(place) ? call(place) : transfer(place),
            type,
            type,
            time + 60_000,
            token(place) ? ",\"fee_limit\":100000000" : "",
            time,
            "0a".repeat(token(place) ? 211 : 134));
  }

  private static String call(int place) {
    return """
    {"data":"a9059cbb%s%s%s","owner_address":"41%s","contract_address":"41%s"}"""
        .formatted("0".repeat(24), to(place), TEN, stranger(place, "01"), CONTRACT);
  }

  private static String transfer(int place) {
    return """
    {"amount":1000000,"owner_address":"41%s","to_address":"41%s"}"""
        .formatted(stranger(place, "01"), to(place));
  }

  private String info(int place) {
    var common =
        """
        {"id":"%s","blockNumber":%s,"blockTimeStamp":%d,"contractResult":["%s"]"""
            .formatted(id(place), HEIGHT, time, token(place) ? "0".repeat(64) : "");
    if (!token(place)) return common + ",\"receipt\":{\"net_usage\":267}}";
    return common
        + """
        ,"contract_address":"41%s","receipt":{"energy_usage":64285,"energy_usage_total":64285,\
        "net_usage":345,"result":"SUCCESS","energy_penalty_total":49635},"log":[{"address":"%s",\
        "topics":["%s","%s%s","%s%s"],"data":"%s"}]}"""
            .formatted(
                CONTRACT,
                CONTRACT,
                TRANSFER,
                "0".repeat(24),
                stranger(place, "01"),
                "0".repeat(24),
                to(place),
                TEN);
  }

  /// Text with places for a block's number.
  private static final class Template {
    private static final Map<String, LongFunction<String>> MARKS = new LinkedHashMap<>();

    static {
      MARKS.put(N, height -> HexFormat.of().toHexDigits(height));
      MARKS.put(PARENT, height -> HexFormat.of().toHexDigits(height - 1));
      MARKS.put(HEIGHT, Long::toString);
      MARKS.put(PAID, height -> HexFormat.of().formatHex(Seed.address(height - BASE - 1)));
    }

    private final byte[] bytes;
    private final Map<String, List<Integer>> places = new LinkedHashMap<>();

    /// Filled before, and free to be filled again.
    private final Queue<byte[]> spare = new ConcurrentLinkedQueue<>();

    Template(String text) {
      bytes = text.getBytes(US_ASCII);
      MARKS.forEach((mark, _) -> places.put(mark, places(text, mark)));
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
      for (var mark : MARKS.entrySet()) {
        var ascii = mark.getValue().apply(height).getBytes(US_ASCII);
        for (var place : places.getOrDefault(mark.getKey(), List.of())) {
          System.arraycopy(ascii, 0, filled, place, ascii.length);
        }
      }
      out.write(filled);
      spare.add(filled);
    }
  }
}
