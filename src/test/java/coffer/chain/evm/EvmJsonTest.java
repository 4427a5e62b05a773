package coffer.chain.evm;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.chain.SourceException;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Logs, receipts and traces as nodes write them, without a node.
class EvmJsonTest {
  private static final String CONTRACT = "0xdAC17F958D2ee523a2206206994597C13D831ec7";
  private static final String HASH = "0x" + "ab".repeat(32);
  private static final String TXID = "0x" + "cd".repeat(32);
  private static final String ALICE = "0".repeat(35) + "a11ce";
  private static final String BLOCK =
      """
      {"hash":"%s","parentHash":"%s","number":"0x1","timestamp":"0x1","logsBloom":"0x%s",
       "transactions":[{"hash":"%s","from":"%s","to":null,"value":"%s","input":"0x"}]}
      """;
  private static final Asset USDT = EvmWorld.token(2, "USDT", CONTRACT, 6);
  private static final EvmPinnedAssets PINNED = new EvmPinnedAssets(List.of(USDT), EvmWorld.OFF);

  private static <T> T read(String json, Function<JsonParser, T> reader) {
    try (var parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      return reader.apply(parser);
    }
  }

  private static String log(String contract, String topics, String data, String removed) {
    return """
        {"transactionHash":"%s","topics":[%s],"address":"%s","data":"%s","blockHash":"%s",
         "blockNumber":"0x10","logIndex":"0x7","removed":%s,"blockTimestamp":"0x1","more":{"a":[1]}}
        """
        .formatted(TXID, topics, contract, data, HASH, removed);
  }

  private static String topics(String first) {
    return "\"%s\",\"0x%s\",\"0x%s\"".formatted(first, "0".repeat(64), "0".repeat(24) + ALICE);
  }

  private static String transfer(String contract) {
    return log(contract, topics(EvmPinnedAssets.TRANSFER), word("4c4b40"), "false");
  }

  private static String word(String digits) {
    return "0x" + "0".repeat(64 - digits.length()) + digits;
  }

  private static List<EvmTransferLog> logs(String... logs) {
    return read("[" + String.join(",", logs) + "]", new LogReader(PINNED)::logs);
  }

  @Test
  void aTransferIsRead() {
    var log = logs(transfer(CONTRACT)).getFirst();
    assertThat(log.asset()).isEqualTo(USDT);
    assertThat(log.move().units()).isEqualTo(5_000_000);
    assertThat(log.move().from().toString()).isEqualTo("0".repeat(40));
    assertThat(requireNonNull(log.move().to()).toString()).isEqualTo(ALICE);
    assertThat(log.height()).isEqualTo(16);
    assertThat(log.index()).isEqualTo(7);
    assertThat(log.block()).isEqualTo(HASH);
    assertThat(log.move().txid()).isEqualTo(TXID);
  }

  @Test
  void aMoveIsFoundByItsPartiesAlone() {
    var random = new Random(7);
    for (int i = 0; i < 500; i++) {
      var from = address(random);
      var to = address(random);
      var units = new BigInteger(random.nextInt(257), random);
      var move =
          logs(log(CONTRACT, topics(from, to), word(units.toString(16)), "false"))
              .getFirst()
              .move();
      assertThat(move.from()).isEqualTo(from);
      assertThat(move.to()).isEqualTo(to);
      assertThat(move.units()).isEqualTo(units);
      assertThat(move.txid()).isEqualTo(TXID);
      assertThat(move.touches(hash -> hash == from.hash64())).isTrue();
      assertThat(move.touches(hash -> hash == to.hash64())).isTrue();
      assertThat(move.touches(hash -> hash != from.hash64() && hash != to.hash64())).isFalse();
      assertThat(move.isFrom(hash -> hash == to.hash64())).isFalse();
    }
  }

  private static Address address(Random random) {
    var bytes = new byte[20];
    random.nextBytes(bytes);
    return Address.of(bytes);
  }

  private static String topics(Address from, Address to) {
    var zeros = "0".repeat(24);
    return "\"%s\",\"0x%s%s\",\"0x%s%s\""
        .formatted(EvmPinnedAssets.TRANSFER, zeros, from, zeros, to);
  }

  @Test
  void aTransactionIsAMoveOfItsValue() {
    var whole =
        BLOCK.formatted(
            HASH,
            HASH,
            "00".repeat(256),
            TXID.replace("cd", "CD"),
            "0x%s".formatted(ALICE),
            "0xfff");
    var move = read(whole, EvmJsonValues::block).transactions().getFirst();
    assertThat(move.txid()).as("spelled in one way").isEqualTo(TXID);
    assertThat(move.units()).isEqualTo(0xfff);
    assertThat(move.to()).isNull();
    assertThat(move.touches(hash -> hash == move.from().hash64())).isTrue();
    assertThatThrownBy(() -> read(whole.replace("\"value\"", "\"worth\""), EvmJsonValues::block))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> read(whole.replace("0xfff", "0x"), EvmJsonValues::block))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> read(whole.replace("0xCD", "1xCD"), EvmJsonValues::block))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theContractAloneDecides() {
    var approval = "0x8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925";
    assertThat(logs(transfer(CONTRACT.toLowerCase(java.util.Locale.ROOT)))).hasSize(1);
    assertThat(logs(transfer(EvmPinnedAssets.SYSTEM), transfer("0x" + ALICE))).isEmpty();
    assertThat(logs(log(CONTRACT, topics(approval), word("1"), "false"))).isEmpty();
    assertThat(logs(log(CONTRACT, "", "0x", "false"))).isEmpty();
  }

  @Test
  void aTransferOfAnotherShapeIsRefused() {
    var four = topics(EvmPinnedAssets.TRANSFER) + ",\"" + word("1") + "\"";
    assertThatThrownBy(() -> logs(log(CONTRACT, four, "0x", "false")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> logs(log(CONTRACT, topics(EvmPinnedAssets.TRANSFER), "0x4c4b", "false")))
        .isInstanceOf(IllegalArgumentException.class);
    var blockless = transfer(CONTRACT).replace("\"blockHash\"", "\"block\"");
    assertThatThrownBy(() -> logs(transfer(CONTRACT), blockless))
        .as("nothing is left over from the log before")
        .isInstanceOf(IllegalArgumentException.class);
    var pending = transfer(CONTRACT).replace("\"" + HASH + "\"", "null");
    assertThatThrownBy(() -> logs(pending)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRemovedLogIsRefused() {
    var removed = log(CONTRACT, topics(EvmPinnedAssets.TRANSFER), word("1"), "true");
    assertThatThrownBy(() -> logs(removed)).isInstanceOf(SourceException.class);
  }

  @Test
  void aReceiptCountsAllItsLogs() {
    var json =
        """
        {"status":"0x1","gasUsed":"0x5208","effectiveGasPrice":"0x3b9aca00","blobGasUsed":"0x20000",
         "blobGasPrice":"0x2","l1Fee":"0x5","contractAddress":null,"transactionHash":"%s",
         "blockHash":"%s","logs":[%s,%s]}
        """
            .formatted(TXID, HASH, transfer("0x" + ALICE), transfer(CONTRACT));
    var receipt = read(json, new LogReader(PINNED)::receipt);
    assertThat(receipt.success()).isTrue();
    assertThat(receipt.fee()).isEqualTo(21000L * 1_000_000_000L + 2 * 0x20000 + 5);
    assertThat(receipt.logs()).hasSize(1);
    assertThat(receipt.logs().getFirst().place()).isEqualTo(1);
    assertThatThrownBy(() -> read(json.replace("status", "root"), new LogReader(PINNED)::receipt))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"0x0, 0", "0xff, 255", "0x00000000000000000000ff, 255", "0xABCDEF, 11259375"})
  void numbers(String text, BigInteger number) {
    assertThat(EvmHex.number(text.toCharArray(), 0, text.length())).isEqualTo(number);
  }

  @Test
  void numbersOfAnyLength() {
    for (int length = 1; length <= 64; length++) {
      var digits = "f".repeat(length);
      var text = ("0x" + digits).toCharArray();
      assertThat(EvmHex.number(text, 0, text.length)).isEqualTo(new BigInteger(digits, 16));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0x", "12", "0xg", "0x1 ", "-0x1", "0x-1", "0xfffffffffffffffff"})
  void noQuantities(String text) {
    assertThatThrownBy(() -> EvmHex.quantity(text.toCharArray(), 0, text.length()))
        .isInstanceOf(NumberFormatException.class);
  }

  @Test
  void bytesAndBack() {
    assertThat(EvmHex.text(EvmHex.bytes("0x00Ff10"))).isEqualTo("0x00ff10");
    assertThat(EvmHex.text(255)).isEqualTo("0xff");
    assertThatThrownBy(() -> EvmHex.bytes("0x0")).isInstanceOf(NumberFormatException.class);
  }
}
