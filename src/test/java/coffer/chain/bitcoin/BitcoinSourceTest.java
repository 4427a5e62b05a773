package coffer.chain.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import coffer.chain.ChainSource.Block;
import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.BlockRef;
import coffer.core.chain.Transfer;
import coffer.core.wallet.AddressFilter;
import coffer.testnet.Bitcoind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is particular to Bitcoin's nodes.
class BitcoinSourceTest {
  private static final AddressFilter ALL = _ -> true;

  @AutoClose private static final Bitcoind NODE = Bitcoind.start();
  @AutoClose private final BitcoinSource source = BitcoinWorld.source(NODE);

  /// Blocks with all kinds of inputs and outputs, against the node's own words.
  @Test
  void everyTransactionIsReadAsTheNodeReadsIt() {
    for (var type : List.of("legacy", "p2sh-segwit", "bech32", "bech32m")) {
      NODE.pay(NODE.rpc("getnewaddress", "", type).asString(), "3");
    }
    NODE.mine(1);
    var script = BitcoinWorld.out(BitcoinWorld.stranger(), 7);
    var everything = new ArrayList<>(List.of(script, new Bitcoind.Out("6a0568656c6c6f", 0)));
    for (int i = 0; i < 20; i++)
      everything.add(BitcoinWorld.out(BitcoinWorld.stranger(), 1000 + i));
    NODE.send(everything);
    var all = Map.of(NODE.newAddress(), 11);
    NODE.rpc("send", all, null, "unset", null, Map.of("inputs", everyKind(), "add_inputs", true));
    NODE.mine(1);
    for (var height = NODE.height() - 3; height <= NODE.height(); height++) compare(height);
  }

  /// One output of each kind that the wallet has.
  private static List<Map<String, Object>> everyKind() {
    var kinds = new java.util.TreeMap<String, Map<String, Object>>();
    for (var coin : NODE.rpc("listunspent")) {
      var key = coin.get("scriptPubKey").asString().substring(0, 4);
      kinds.put(key, Map.of("txid", coin.get("txid").asString(), "vout", coin.get("vout").asInt()));
    }
    assertThat(kinds).containsKeys("76a9", "a914", "0014", "5120");
    return List.copyOf(kinds.values());
  }

  private static void compare(long height) {
    var hash = NODE.hash(height);
    var block = BitcoinRawBlock.of(BitcoinWorld.hex(NODE.rpc("getblock", hash, 0).asString()));
    var told = NODE.rpc("getblock", hash, 2);
    assertThat(block.header().hash()).isEqualTo(hash);
    assertThat(block.header().parent()).isEqualTo(told.get("previousblockhash").asString());
    assertThat(block.header().time()).isEqualTo(told.get("time").asLong());
    assertThat(block.size()).isEqualTo(told.get("nTx").asInt());
    for (int i = 0; i < block.size(); i++) {
      var transaction = block.transaction(i);
      var other = told.get("tx").get(i);
      assertThat(block.txid(i)).isEqualTo(other.get("txid").asString());
      assertThat(transaction.coinbase()).isEqualTo(i == 0);
      var outputs =
          other
              .get("vout")
              .valueStream()
              .map(
                  out ->
                      Bitcoind.satoshis(out.get("value"))
                          + " "
                          + out.get("scriptPubKey").get("hex").asString())
              .toList();
      assertThat(BitcoinRawBlockTest.outputs(transaction)).isEqualTo(outputs);
      if (i == 0) continue;
      var inputs =
          other
              .get("vin")
              .valueStream()
              .map(in -> in.get("txid").asString() + ":" + in.get("vout").asInt())
              .toList();
      assertThat(transaction.spends()).isEqualTo(inputs);
      assertThat(transaction.stripped().spends()).isEqualTo(inputs);
    }
  }

  @Test
  void aBlockOf1500Transactions() {
    var to = BitcoinWorld.stranger();
    var before = source.tip().head().ref();
    var outs = Collections.nCopies(250, BitcoinWorld.open(100_000));
    var txids = IntStream.range(0, 6).mapToObj(_ -> NODE.send(outs)).toList();
    NODE.mine(1);
    var block = NODE.mineOnly(BitcoinWorld.onwards(txids, 250, to, 99_000));
    assertThat(NODE.rpc("getblock", block, 1).get("nTx").asInt()).isEqualTo(1501);
    var transfers = transfers(read(before), to::equals);
    assertThat(transfers).hasSize(1500).allMatch(t -> t.units().intValueExact() == 99_000);
    assertThat(transfers.stream().map(Transfer::txid).distinct()).hasSize(1500);
  }

  @Test
  void blocksComeInBatchesOfTheirBytes() {
    var before = source.tip().head().ref();
    NODE.mine(30);
    var tiny =
        new BitcoinLimits(
            2, 1, 5, 5, BitcoinWorld.LIMITS.timeout(), Duration.ofMillis(1), Duration.ofMillis(1));
    try (var slow =
        BitcoinWorld.source(BitcoinWorld.chain(), tiny, List.of(BitcoinWorld.endpoint(NODE)))) {
      assertThat(slow.blocks(before, before.height() + 30, 0)).hasSize(1);
    }
    assertThat(source.blocks(before, before.height() + 30, 0)).hasSize(30);
  }

  /// A miner's clock may be wrong by hours.
  @Test
  void aBlocksTimeNeverGoesBack() {
    NODE.mine(12);
    var before = source.tip();
    NODE.rpc("setmocktime", System.currentTimeMillis() / 1000 + 6000);
    NODE.mine(1);
    NODE.rpc("setmocktime", 0);
    NODE.mine(3);
    var blocks = read(before.head().ref());
    var ahead = NODE.rpc("getblockheader", blocks.getFirst().header().hash()).get("time").asLong();
    var last = NODE.rpc("getblockheader", blocks.getLast().header().hash()).get("time").asLong();
    assertThat(last).isLessThan(ahead);
    assertThat(blocks).allMatch(block -> block.header().at().getEpochSecond() == ahead);
    try (var fresh = BitcoinWorld.source(NODE)) {
      assertThat(fresh.tip().head()).isEqualTo(blocks.getLast().header());
      assertThat(fresh.header(before.head().height())).contains(before.head());
    }
  }

  @Test
  void whatABlockMadeMaturesLater() {
    var before = source.tip().head().ref();
    var to = BitcoinWorld.stranger();
    NODE.mineTo(BitcoinWorld.text(to));
    var transfer = transfers(read(before), to::equals).getFirst();
    assertThat(transfer.maturity()).isEqualTo(100);
    assertThat(transfer.facts()).containsEntry("coinbase", "true");
    assertThat(transfer.position()).isEqualTo("out:0");
  }

  @Test
  void aSpentOutputIsNamed() {
    var before = source.tip().head().ref();
    var txid = NODE.send(BitcoinWorld.out(BitcoinWorld.stranger(), 5000));
    var waiting = source.unconfirmed(Set.of(txid)).orElseThrow().seen().spending(ALL);
    var spent = waiting.stream().filter(s -> s.txid().equals(txid)).toList();
    assertThat(spent).isNotEmpty().allMatch(s -> s.block().isEmpty());
    assertThat(spent.getFirst().spends()).contains(spent.getFirst().output().toString());
    NODE.mine(1);
    var mined = read(before).getFirst().transfers().spending(ALL);
    assertThat(mined)
        .filteredOn(s -> s.txid().equals(txid))
        .extracting(s -> s.input() + " " + s.output())
        .containsExactlyElementsOf(spent.stream().map(s -> s.input() + " " + s.output()).toList());
  }

  @Test
  void aLargeMempoolIsReadBitByBit() throws InterruptedException {
    NODE.mine(1);
    for (int i = 0; i < 25; i++) NODE.send(BitcoinWorld.out(BitcoinWorld.stranger(), 600 + i));
    var limits = BitcoinWorld.limits(10);
    var endpoints = List.of(BitcoinWorld.endpoint(NODE));
    try (var slow = BitcoinWorld.source(BitcoinWorld.chain(), limits, endpoints)) {
      var looks = 0;
      do {
        slow.await(Duration.ZERO);
        slow.unconfirmed(Set.of());
        looks++;
      } while (waiting(slow) < 25);
      assertThat(looks).isBetween(2, 3);
      var pending = NODE.send(BitcoinWorld.out(BitcoinWorld.stranger(), 999));
      assertThat(slow.unconfirmed(Set.of(pending)).orElseThrow().gone()).isEmpty();
      NODE.mine(1);
      slow.unconfirmed(Set.of());
      assertThat(waiting(slow)).isZero();
    }
  }

  private static long waiting(BitcoinSource source) {
    var seen = source.unconfirmed(Set.of()).orElseThrow().seen().involving(ALL);
    return seen.stream().map(c -> c.txid()).distinct().count();
  }

  @Test
  void aHintEndsTheWaiting() throws InterruptedException {
    var endpoint =
        new BitcoinEndpoint(
            NODE.url(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(NODE.cookie()),
            Optional.of(NODE.zmqUrl()));
    try (var hinted =
        BitcoinWorld.source(BitcoinWorld.chain(), BitcoinWorld.LIMITS, List.of(endpoint))) {
      hinted.unconfirmed(Set.of());
      // It may take a moment until the node knows of the listener.
      await()
          .until(
              () -> {
                NODE.mine(1);
                var began = System.nanoTime();
                hinted.await(Duration.ofSeconds(2));
                return System.nanoTime() - began < 1_000_000_000L;
              });
    }
  }

  @Test
  void aNodeOfAnotherNetworkIsNotRead() {
    var mainnet = BitcoinWorld.chain("bc");
    try (var wrong =
        BitcoinWorld.source(mainnet, BitcoinWorld.LIMITS, List.of(BitcoinWorld.endpoint(NODE)))) {
      assertThatThrownBy(wrong::tip)
          .hasMessageContaining("network regtest")
          .extracting(e -> ((SourceException) e).kind())
          .isEqualTo(Kind.WRONG_CHAIN);
    }
  }

  @Test
  void aWrongPasswordIsSaidSo(@TempDir Path folder) throws Exception {
    var cookie = Files.writeString(folder.resolve("cookie"), "__cookie__:nonsense");
    var endpoint = BitcoinEndpoint.withCookie(NODE.url(), cookie);
    try (var stranger =
        BitcoinWorld.source(BitcoinWorld.chain(), BitcoinWorld.LIMITS, List.of(endpoint))) {
      assertThatThrownBy(stranger::tip).hasMessageContaining("password");
      Files.copy(NODE.cookie(), cookie, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      await().ignoreExceptions().until(() -> stranger.tip().head().height() == NODE.height());
    }
    assertThat(endpoint.toString()).doesNotContain("nonsense");
  }

  private List<Block> read(BlockRef after) {
    var blocks = new ArrayList<Block>();
    var head = source.tip().head().height();
    for (var at = after; at.height() < head; at = blocks.getLast().header().ref()) {
      blocks.addAll(source.blocks(at, head, 0));
    }
    return blocks;
  }

  private List<Transfer> transfers(
      List<Block> blocks, java.util.function.Predicate<coffer.core.chain.Address> to) {
    return blocks.stream()
        .flatMap(block -> source.resolve(block.transfers().involving(ALL)).stream())
        .filter(transfer -> transfer.to().map(to::test).orElse(false))
        .toList();
  }
}
