package coffer.chain.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.Transaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The parser, on bytes that everybody knows and on spoiled ones.
class BitcoinRawBlockTest {
  private static final String GENESIS =
      "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e"
          + "67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c01010000000100000000000000000000"
          + "00000000000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054696d65732030332f"
          + "4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f75742066"
          + "6f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a6"
          + "7962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000";

  /// The signed example of BIP-143: one input with a witness, one without.
  private static final String SEGWIT =
      "01000000000102fff7f7881a8099afa6940d42d1e7f6362bec38171ea3edf433541db4e4ad969f000000004948304502"
          + "21008b9d1dc26ba6a9cb62127b02742fa9d754cd3bebf337f7a55d114c8e5cdd30be022040529b194ba3f9281a99f2b1"
          + "c0a19c0489bc22ede944ccf4ecbab4cc618ef3ed01eeffffffef51e1b804cc89d182d279655c3aa89e815b1b309fe287"
          + "d9b2b55d57b90ec68a0100000000ffffffff02202cb206000000001976a9148280b37df378db99f66f85c95a783a76ac"
          + "7a6d5988ac9093510d000000001976a9143bde42dbee7e4dbe6a21b2d50ce2f0167faa815988ac000247304402203609"
          + "e17b84f6a7d30c80bfa610b5b4542f32a8a0d5447a12fb1366d7f01cc44a0220573a954c4518331561406f90300e8f33"
          + "58f51928d43c212a8caed02de67eebee0121025476c2e83188368da1ff3e292e7acafcdb3566bb0ad253f62fc70f07ae"
          + "ee635711000000";

  @Test
  void theFirstBlockOfAll() {
    var block = BitcoinRawBlock.of(bytes(GENESIS));
    assertThat(block.header().hash())
        .isEqualTo("000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f");
    assertThat(block.header().parent()).isEqualTo("0".repeat(64));
    assertThat(block.header().time()).isEqualTo(1231006505);
    assertThat(block.size()).isEqualTo(1);
    assertThat(block.txid(0))
        .isEqualTo("4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b");
    assertThat(block.transaction(0).coinbase()).isTrue();
    assertThat(outputs(block.transaction(0)))
        .singleElement()
        .asString()
        .startsWith("5000000000 4104");
  }

  @Test
  void aTransactionWithWitnesses() {
    var transaction = RawTransaction.of(bytes(SEGWIT));
    var judge = Transaction.read(SEGWIT);
    assertThat(transaction.txid()).hasToString(judge.txid.toString());
    assertThat(transaction.stripped().txid()).isEqualTo(transaction.txid());
    assertThat(transaction.coinbase()).isFalse();
    assertThat(transaction.spends())
        .containsExactly(
            "9f96ade4b41d5433f4eda31e1738ec2b36f6e7d1420d94a6af99801a88f7f7ff:0",
            "8ac60eb9575db5b2d987e29f301b5b819ea83a5c6579d282d189cc04b8e151ef:1");
    assertThat(outputs(transaction))
        .containsExactly(
            "112340000 76a9148280b37df378db99f66f85c95a783a76ac7a6d5988ac",
            "223450000 76a9143bde42dbee7e4dbe6a21b2d50ce2f0167faa815988ac");
    assertThat(outputs(transaction.stripped())).isEqualTo(outputs(transaction));
    assertThat(transaction.stripped().spends()).isEqualTo(transaction.spends());
    var outpoint = transaction.outpoint(4 + 2 + 1);
    assertThat(transaction.outpointHash(4 + 2 + 1)).isEqualTo(outpoint.hash64());
  }

  @Test
  void spoiledBytesAreNoTransaction() {
    var random = new Random(5);
    var whole = bytes(SEGWIT);
    for (int i = 0; i < 20_000; i++) {
      var spoiled = spoiled(whole, random);
      try {
        RawTransaction.of(spoiled).txid();
      } catch (MalformedBytes _) {
        continue; // that, or something that can be read
      }
    }
    for (int end = 0; end < whole.length; end++) {
      var cut = Arrays.copyOf(whole, end);
      assertThatThrownBy(() -> RawTransaction.of(cut)).isInstanceOf(MalformedBytes.class);
    }
  }

  @Test
  void aBlockThatIsNotWholeIsNone() {
    var whole = bytes(GENESIS);
    for (int end = 0; end < whole.length; end++) {
      var cut = Arrays.copyOf(whole, end);
      assertThatThrownBy(() -> BitcoinRawBlock.of(cut)).isInstanceOf(MalformedBytes.class);
    }
    assertThatThrownBy(() -> BitcoinRawBlock.of(Arrays.copyOf(whole, whole.length + 1)))
        .isInstanceOf(MalformedBytes.class);
    for (int at = 80; at < whole.length; at++) {
      var spoiled = whole.clone();
      spoiled[at] ^= 1;
      assertThatThrownBy(() -> BitcoinRawBlock.of(spoiled))
          .as("byte %d", at)
          .isInstanceOf(MalformedBytes.class);
    }
  }

  /// Another list of transactions, the last ones twice, has the same root.
  @Test
  void transactionsTwiceAreNotBelieved() {
    var coinbase = GENESIS.substring(162);
    var three = List.of(coinbase, SEGWIT, SEGWIT.replace("ee635711000000", "ee635712000000"));
    assertThat(BitcoinRawBlock.of(block(three, three)).size()).isEqualTo(3);
    var four = new ArrayList<>(three);
    four.add(three.getLast());
    assertThatThrownBy(() -> BitcoinRawBlock.of(block(four, three))).hasMessageContaining("twice");
    assertThatThrownBy(() -> BitcoinRawBlock.of(block(three.subList(0, 2), three)))
        .hasMessageContaining("other transactions");
    assertThatThrownBy(() -> BitcoinRawBlock.of(block(three.reversed(), three)))
        .hasMessageContaining("first transaction");
  }

  @Test
  void numbersAreInTheirShortestSpelling() {
    var genesis = bytes(GENESIS.substring(0, 160) + "fd0100" + GENESIS.substring(162));
    assertThatThrownBy(() -> BitcoinRawBlock.of(genesis)).hasMessageContaining("shortest");
    var endless = bytes(GENESIS.substring(0, 160) + "ffffffffffffffffff" + GENESIS.substring(162));
    assertThatThrownBy(() -> BitcoinRawBlock.of(endless)).isInstanceOf(MalformedBytes.class);
  }

  @Test
  void hashesAreReadAsTheyAreWritten() {
    var text = "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f";
    assertThat(Hash256.of(text)).hasToString(text);
    for (var bad :
        List.of("", "00", text + "0", text.replace('f', 'g'), text.replace("f", "\uff11"))) {
      assertThatThrownBy(() -> Hash256.of(bad)).isInstanceOf(MalformedBytes.class);
    }
  }

  /// A block of these transactions, whose header names those others.
  private static byte[] block(List<String> transactions, List<String> named) {
    var sha = new DoubleSha256();
    var ids = new ArrayList<byte[]>();
    for (var each : named) {
      var id = new byte[32];
      RawTransaction.of(bytes(each)).txid(sha, id, 0);
      ids.add(id);
    }
    while (ids.size() > 1) {
      var level = new ArrayList<byte[]>();
      for (int i = 0; i < ids.size(); i += 2) {
        var right = ids.get(Math.min(i + 1, ids.size() - 1));
        level.add(sha.add(ids.get(i), 0, 32).add(right, 0, 32).twice());
      }
      ids.clear();
      ids.addAll(level);
    }
    return bytes(
        "01000000"
            + "00".repeat(32)
            + HexFormat.of().formatHex(ids.getFirst())
            + GENESIS.substring(136, 160)
            + "%02x".formatted(transactions.size())
            + String.join("", transactions));
  }

  private static byte[] spoiled(byte[] whole, Random random) {
    var spoiled = Arrays.copyOf(whole, whole.length - random.nextInt(3));
    for (int i = random.nextInt(4); i >= 0; i--) {
      spoiled[random.nextInt(spoiled.length)] =
          (byte) (random.nextBoolean() ? 0xff : random.nextInt());
    }
    return spoiled;
  }

  static List<String> outputs(RawTransaction transaction) {
    var outputs = new ArrayList<String>();
    transaction.outputs(
        (number, value, script, length) -> {
          assertThat(number).isEqualTo(outputs.size());
          var hex = HexFormat.of().formatHex(transaction.bytes, script, script + length);
          outputs.add(value + " " + hex);
        });
    return outputs;
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
