package coffer.chain.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import coffer.chain.ChainSource.Block;
import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.BlockHeader;
import coffer.core.wallet.AddressFilter;
import coffer.testnet.Bitcoind;
import coffer.testnet.FaultyNode;
import coffer.testnet.Gate.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// A node that lies or stumbles: nothing is believed that does not fit, nothing is stepped over.
class BitcoinLiesTest {
  private static final AddressFilter ALL = _ -> true;

  @AutoClose private static final Bitcoind NODE = Bitcoind.start();
  @AutoClose private final FaultyNode proxy = FaultyNode.before(NODE.loginUrl());

  @AutoClose
  private final BitcoinSource source =
      BitcoinWorld.source(
          BitcoinWorld.chain(), BitcoinWorld.LIMITS, List.of(BitcoinEndpoint.of(proxy.url())));

  private BlockHeader before;

  @BeforeEach
  void begin() {
    before = source.tip().head();
  }

  private static JsonNode text(String text) {
    return JsonNodeFactory.instance.stringNode(text);
  }

  /// What stands before a node may bound the calls of a request, and says so in its own way.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "3 | 413 | too large",
        "3 | 400 | {\"error\": \"batch limit exceeded\"}",
        "3 | 500 | {\"result\":null,\"error\":{\"code\":-32600,\"message\":\"at most 3\"},\"id\":null}",
        "3 | 200 | [{\"result\":null,\"error\":{\"code\":-32600,\"message\":\"at most 3\"},\"id\":null}]",
        "1 | 405 | no batches",
      })
  void aProxyThatTakesShortBatchesIsReadOn(int most, int status, String body) {
    NODE.mine(40);
    proxy.gate(
        request ->
            request.isArray() && (most == 1 || request.size() > most)
                ? Optional.of(new Reply(status, body))
                : Optional.empty());
    assertThat(read()).hasSize(40);
  }

  @Test
  void aTransactionCannotBeLeftOut() {
    NODE.send(BitcoinWorld.out(BitcoinWorld.stranger(), 5_000));
    NODE.mine(1);
    proxy.result("getblock", block -> text(withoutTheLast(block.asString())));
    refused(Kind.BROKEN, "other transactions than its header names");
    proxy.heal();
    assertThat(read()).hasSize(1);
  }

  private static String withoutTheLast(String block) {
    var last = BitcoinWorld.transactions(block).getLast();
    return block.substring(0, 160) + "01" + block.substring(162, block.length() - last.length());
  }

  @Test
  void aPaymentCannotBeMadeLarger() {
    var to = BitcoinWorld.stranger();
    NODE.send(BitcoinWorld.out(to, 0x1122334455L));
    NODE.mine(1);
    proxy.result("getblock", block -> text(block.asString().replace("5544332211", "5544332212")));
    refused(Kind.BROKEN, "other transactions than its header names");
  }

  @Test
  void anotherBlockIsNotTaken() {
    NODE.mine(2);
    var other = NODE.rpc("getblock", NODE.hash(3), 0).asString();
    proxy.result("getblock", _ -> text(other));
    refused(Kind.INCONSISTENT, "another block");
    proxy.heal();
    var header = NODE.rpc("getblockheader", NODE.hash(3), false).asString();
    proxy.result("getblockheader", _ -> text(header));
    NODE.mine(1);
    assertThatThrownBy(source::tip).hasMessageContaining("another header");
  }

  @Test
  void halfABlockIsNone() {
    NODE.mine(1);
    proxy.result("getblock", block -> text(block.asString().substring(0, 300)));
    refused(Kind.BROKEN, "block " + NODE.height());
    proxy.heal();
    proxy.result("getblock", block -> text(block.asString() + "00"));
    refused(Kind.BROKEN, "more than a block");
  }

  @Test
  void anotherTransactionIsNotSeen() {
    var txid = NODE.send(BitcoinWorld.out(BitcoinWorld.stranger(), 5_000));
    var other = NODE.raw(NODE.send(BitcoinWorld.out(BitcoinWorld.stranger(), 6_000)));
    proxy.result("getrawtransaction", _ -> text(other));
    assertThatThrownBy(() -> source.unconfirmed(Set.of(txid)))
        .hasMessageContaining("another transaction");
  }

  /// What we wait for is not gone because a node has not read its mempool yet, or because a block
  /// came while it was asked.
  @Test
  void nothingIsGoneWhileTheNodeIsInDoubt() {
    var gone = "11".repeat(32);
    proxy.result("getmempoolinfo", info -> info.asObject().put("loaded", false));
    assertThat(source.unconfirmed(Set.of(gone)).orElseThrow().gone()).isEmpty();
    proxy.heal();
    proxy.result("getbestblockhash", _ -> text("22".repeat(32)));
    assertThat(source.unconfirmed(Set.of(gone)).orElseThrow().gone()).isEmpty();
    proxy.heal();
    assertThat(source.unconfirmed(Set.of(gone)).orElseThrow().gone()).containsExactly(gone);
  }

  @Test
  void aNodeThatIsCatchingUpIsNotRead() {
    proxy.result(
        "getblockchaininfo",
        info -> info.asObject().put("chain", "main").put("initialblockdownload", true));
    var mainnet = BitcoinWorld.chain("bc");
    var endpoints = List.of(BitcoinEndpoint.of(proxy.url()));
    try (var syncing = BitcoinWorld.source(mainnet, BitcoinWorld.LIMITS, endpoints)) {
      assertThatThrownBy(syncing::tip)
          .hasMessageContaining("catching up with the network")
          .extracting(e -> ((SourceException) e).kind())
          .isEqualTo(Kind.BEHIND);
    }
  }

  @Test
  void aNodeThatIsStartingIsWaitedFor() {
    proxy.refuse("getblockchaininfo", -28, "Verifying blocks...");
    assertThatThrownBy(source::tip).hasMessageContaining("Verifying blocks");
    proxy.heal();
    await().ignoreExceptionsInstanceOf(SourceException.class).until(() -> source.tip() != null);
  }

  /// Answers that fail in every way: nothing missed, nothing twice.
  @Test
  void aBadLineIsReadOver() {
    var to = BitcoinWorld.stranger();
    for (int i = 0; i < 5; i++) {
      NODE.send(BitcoinWorld.out(to, 5_000 + i));
      NODE.mine(20);
    }
    proxy.fail(503, 2);
    proxy.truncate(3);
    proxy.reset(3);
    var blocks = new ArrayList<Block>();
    await()
        .ignoreExceptionsInstanceOf(SourceException.class)
        .until(
            () -> {
              var at = blocks.isEmpty() ? before.ref() : blocks.getLast().header().ref();
              var head = source.tip().head().height();
              blocks.addAll(source.blocks(at, Math.min(head, at.height() + 15), 0));
              return blocks.getLast().header().height() == head;
            });
    assertThat(blocks).hasSize(100);
    assertThat(source.errors()).isNotEmpty();
    var paid = blocks.stream().flatMap(b -> b.transfers().involving(ALL).stream());
    assertThat(paid.filter(c -> c.to().orElseThrow().equals(to)).map(c -> c.units().intValue()))
        .containsExactly(5_000, 5_001, 5_002, 5_003, 5_004);
  }

  private void refused(Kind kind, String reason) {
    var head = head();
    assertThatThrownBy(() -> source.blocks(before.ref(), head, 0))
        .hasMessageContaining(reason)
        .extracting(e -> ((SourceException) e).kind())
        .isEqualTo(kind);
  }

  private List<Block> read() {
    return source.blocks(before.ref(), head(), 0);
  }

  /// As soon as the node is asked again: it rests after failures.
  private long head() {
    return await()
        .ignoreExceptionsInstanceOf(SourceException.class)
        .until(() -> source.tip().head().height(), height -> height == NODE.height());
  }
}
