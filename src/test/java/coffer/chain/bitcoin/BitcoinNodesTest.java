package coffer.chain.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import coffer.chain.ChainSource.Unlinked;
import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.BlockRef;
import coffer.core.wallet.AddressFilter;
import coffer.testnet.Bitcoind;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Nodes that were away, have thrown away blocks, or differ.
class BitcoinNodesTest {
  private static final AddressFilter ALL = _ -> true;

  /// A pruned block is named and waited for; an endpoint that has it goes on.
  @Test
  void aPrunedBlockIsNeverSteppedOver() {
    try (var pruned = Bitcoind.start("-prune=1", "-fastprune");
        var whole = Bitcoind.bare()) {
      pruned.mine(700);
      pruned.copyTo(whole);
      pruned.rpc("pruneblockchain", 500);
      var after = new BlockRef(20, pruned.hash(20));
      try (var source = BitcoinWorld.source(pruned)) {
        var head = source.tip().head();
        assertThatThrownBy(() -> source.blocks(after, head.height(), 0))
            .hasMessageContaining("pruned block 21,")
            .extracting(e -> ((SourceException) e).kind())
            .isEqualTo(Kind.BROKEN);
        var late = source.header(head.height() - 10).orElseThrow().ref();
        assertThat(source.blocks(late, head.height(), 0)).hasSize(10);
      }
      try (var source = BitcoinWorld.source(pruned, whole)) {
        source.tip();
        assertThat(source.blocks(after, 40, 0)).hasSize(20);
        assertThat(source.errors()).containsEntry("BROKEN", 1L);
      }
    }
  }

  @Test
  void theNextNodeIsAskedAndTheFirstComesBack() {
    try (var first = Bitcoind.start();
        var second = Bitcoind.bare()) {
      first.copyTo(second);
      try (var source = BitcoinWorld.source(first, second)) {
        var before = source.tip().head();
        assertThat(source.endpoint()).isEqualTo(first.url().substring(7));
        assertThat(source.agreed(before.ref())).isTrue();
        assertThat(source.agreed(new BlockRef(before.height(), "00".repeat(32)))).isFalse();
        first.stop();
        assertThat(source.tip().head()).isEqualTo(before);
        assertThat(source.endpoint()).isEqualTo(second.url().substring(7));
        assertThat(source.errors()).containsKey("UNREACHABLE");

        first.restart(); // with a new cookie
        first.mine(1);
        await()
            .ignoreExceptionsInstanceOf(SourceException.class)
            .until(() -> source.tip().head().height() == before.height() + 1);
        assertThat(source.endpoint()).isEqualTo(first.url().substring(7));
        assertThat(source.agreed(source.tip().head().ref())).isFalse();
      }
    }
  }

  /// A node that lags is late; it does not undo anything.
  @Test
  void theOneThatKeepsUpIsAsked() {
    try (var first = Bitcoind.start();
        var second = Bitcoind.bare()) {
      first.copyTo(second);
      first.mine(3);
      try (var source = BitcoinWorld.source(second, first)) {
        assertThat(source.tip().head().height()).isEqualTo(first.height());
        assertThat(source.endpoint()).isEqualTo(first.url().substring(7));
        assertThat(source.header(first.height())).isPresent();
        assertThat(source.errors()).containsKey("BEHIND");
      }
      try (var source = BitcoinWorld.source(second)) {
        var ahead = new BlockRef(first.height(), first.hash(first.height()));
        assertThatThrownBy(() -> source.blocks(ahead, ahead.height() + 1, 0))
            .extracting(e -> ((SourceException) e).kind())
            .isEqualTo(Kind.BEHIND);
      }
    }
  }

  @Test
  void whatAnotherNodeStillHasIsNotGone() {
    try (var first = Bitcoind.start();
        var second = Bitcoind.bare("-minrelaytxfee=0")) {
      first.copyTo(second);
      try (var source = BitcoinWorld.source(first, second)) {
        var txid = first.send(BitcoinWorld.out(BitcoinWorld.stranger(), 5_000));
        second.submit(first.raw(txid));
        assertThat(source.unconfirmed(Set.of(txid)).orElseThrow().gone()).isEmpty();
        first.evictAll();
        var answer = source.unconfirmed(Set.of(txid)).orElseThrow();
        assertThat(answer.gone()).isEmpty();
        assertThat(answer.seen().involving(ALL)).noneMatch(c -> c.txid().equals(txid));
        second.stop();
        assertThat(source.unconfirmed(Set.of(txid)).orElseThrow().gone()).containsExactly(txid);
      }
    }
  }

  @Test
  void whatARestartForgotIsGone() {
    try (var node = Bitcoind.start("-persistmempool=0");
        var source = BitcoinWorld.source(node)) {
      var txid = node.send(BitcoinWorld.out(BitcoinWorld.stranger(), 5_000));
      assertThat(source.unconfirmed(Set.of(txid)).orElseThrow().gone()).isEmpty();
      node.restart();
      await()
          .ignoreExceptionsInstanceOf(SourceException.class)
          .until(() -> source.tip().head().height() == node.height());
      if (node.waits(txid)) node.evictAll(); // the wallet sent it again
      assertThat(source.unconfirmed(Set.of(txid)).orElseThrow().gone()).containsExactly(txid);
    }
  }

  @Test
  void aReorgOfTwentyIsNoticed() {
    try (var node = Bitcoind.start();
        var source = BitcoinWorld.source(node)) {
      var fork = source.tip().head().ref();
      node.mine(20);
      var old = source.tip().head();
      node.undo(20);
      node.mine(21);
      var head = source.tip().head().height();
      assertThatThrownBy(() -> source.blocks(old.ref(), head, 0)).isInstanceOf(Unlinked.class);
      assertThat(source.header(fork.height()).orElseThrow().ref()).isEqualTo(fork);
      assertThat(source.header(old.height()).orElseThrow().ref()).isNotEqualTo(old.ref());
      assertThat(source.blocks(fork, head, 0)).hasSize(21);
    }
  }
}
