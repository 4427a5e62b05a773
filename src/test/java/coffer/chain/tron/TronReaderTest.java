package coffer.chain.tron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.chain.AddressSamples;
import coffer.chain.SourceException;
import coffer.core.chain.Mode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// What real nodes answered is read as it was meant.
class TronReaderTest {
  private static final JsonFactory FACTORY = JsonFactory.builder().build();
  private final TronPinnedAssets pinned =
      new TronPinnedAssets(
          List.of(
              TronWorld.coin(),
              TronWorld.token(2, "SPOT", "9ff8fc48fb114ccd5bbdc24a86f0c73082f08825", 6)),
          AddressSamples.chain("tron", "1", Mode.TEST),
          true);

  private static String golden(String name) {
    try (var in = TronReaderTest.class.getResourceAsStream("/tron/" + name + ".json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> T read(String text, Function<JsonParser, T> reader) {
    try (var json = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      json.nextToken();
      return reader.apply(json);
    }
  }

  @Test
  void aBlock() {
    var block = read(golden("getblock"), new TronBlockParser(true)::block).orElseThrow();
    assertThat(block.header().height()).isEqualTo(66987565);
    assertThat(block.header().hash()).startsWith("0000000003fe262d52bf");
    assertThat(block.header().parent()).startsWith("0000000003fe262c85cd");
    assertThat(block.header().at()).isEqualTo(Instant.ofEpochMilli(1777445121000L));
    assertThat(block.rooted()).isTrue();
    assertThat(read("{}", new TronBlockParser(true)::block)).isEmpty();
    assertThat(read("{}", new TronBlockParser(true)::blocks)).isEmpty();
    assertThatThrownBy(() -> read("{\"Error\":\"x\"}", new TronBlockParser(true)::block))
        .isInstanceOf(SourceException.class);
  }

  /// The first block of all: neither height nor time, which are zero.
  @Test
  void theFirstBlock() {
    var text =
        """
        {"blockID":"00000000000000001ebf88508a03865c71d452e25f4d51194196a1d22b6653dc",
         "block_header":{"raw_data":{
           "txTrieRoot":"10b2b6c4a6fbd5b7d9bc0a1bbd8d1cbd9ba0fb9b3ba9e4f6ee6ea5eb9bda9d0a",
           "parentHash":"e58f33f9baf9305dc6f82b9f1934ea8f0ade2defb951258d50167028c780351f"}}}
        """;
    var block = read(text, new TronBlockParser(false)::block).orElseThrow();
    assertThat(block.header().height()).isZero();
    assertThat(block.header().at()).isEqualTo(Instant.EPOCH);
  }

  @Test
  void aTransfer() {
    var transaction = transaction(golden("gettransactionbyid"));
    assertThat(transaction.type()).isEqualTo(TronRawBlock.Type.TRANSFER);
    assertThat(transaction.success()).isTrue();
    assertThat(transaction.amount()).isEqualTo(100_000_000);
    assertThat(transaction.owner()).hasToString("05cc125604448afeb6867eb688efb7e80411d57a");
    assertThat(transaction.to()).hasToString("f03c5fb459d4f746ff01692b940c5a8a01480db1");
  }

  @Test
  void anAmountThatCannotBeReadIsNotZero() {
    var text = golden("gettransactionbyid");
    var spelled = text.replaceAll("(\"amount\": ?)100000000", "$1\"100000000\"");
    assertThat(spelled).isNotEqualTo(text);
    assertThatThrownBy(() -> transaction(spelled)).isInstanceOf(IllegalArgumentException.class);
  }

  private static TronRawBlock.Transaction transaction(String text) {
    var block = golden("getblock").strip();
    var whole = block.substring(0, block.length() - 1) + ",\"transactions\":[" + text + "]}";
    return read(whole, new TronBlockParser(true)::block).orElseThrow().transactions().getFirst();
  }

  @Test
  void infosOfTransfers() {
    var infos =
        read(
            golden("gettransactioninfobyblocknum"),
            new TransactionInfoParser(pinned, List.of())::infos);
    assertThat(infos).hasSize(2);
    assertThat(infos.getFirst().height()).isEqualTo(66987565);
    assertThat(infos.getFirst().at()).isEqualTo(1777445121000L);
    assertThat(infos.getFirst().success()).as("no contract was called").isFalse();
    assertThat(infos.getFirst().cost()).isEqualTo(new TransactionCost(267000, 0, 267000, 0, 0));
    assertThat(read("[]", new TransactionInfoParser(pinned, List.of())::infos)).isEmpty();
    assertThat(read("{}", new TransactionInfoParser(pinned, List.of())::infos)).isEmpty();
  }

  @Test
  void theInfoOfACall() {
    var text = "[" + golden("gettransactioninfobyid") + "]";
    var info = read(text, new TransactionInfoParser(pinned, List.of())::infos).getFirst();
    assertThat(info.success()).isTrue();
    assertThat(info.cost()).isEqualTo(new TransactionCost(5254500, 0, 796000, 44585, 4458500));
    assertThat(info.logs()).as("of a pinned contract, but no Transfer").isEmpty();
    var transfer =
        text.replace(
            "c66625d03b4a832d8245f0df593e32e0fbbbad96d4aa45440aa1535b80983083",
            TronPinnedAssets.TRANSFER);
    var log =
        read(transfer, new TransactionInfoParser(pinned, List.of())::infos)
            .getFirst()
            .logs()
            .getFirst();
    assertThat(log.units()).isEqualTo(7);
    assertThat(log.from()).hasToString("dd791d6b49e190062d650e6a23c575510d35f2f9");
    assertThat(log.asset().code()).isEqualTo("SPOT");
  }

  @Test
  void numbersOf256Bits() {
    var largest = "f".repeat(64).toCharArray();
    assertThat(TronHex.number(largest, 0, 64))
        .isEqualTo(java.math.BigInteger.TWO.pow(256).subtract(java.math.BigInteger.ONE));
    for (var text :
        List.of("0", "7fffffffffffffff", "8000000000000000", "123456789abcdef01", "1")) {
      var padded = ("0".repeat(64 - text.length()) + text).toCharArray();
      assertThat(TronHex.number(padded, 0, 64)).isEqualTo(new java.math.BigInteger(text, 16));
    }
  }

  /// A node of another make may say much that is new: it is passed over.
  @Test
  void membersThatAreNotKnown() {
    var text = golden("gettransactionbyid").strip();
    var more = text.substring(0, text.length() - 1) + ",\"news\":{\"a\":[1,{\"b\":null}]}}";
    assertThat(transaction(more)).isEqualTo(transaction(text));
    assertThat(Optional.ofNullable(transaction(text).owner())).isPresent();
  }
}
