package coffer.chain.bitcoin;

import coffer.chain.ChainContractTest;
import coffer.chain.ChainDriver;
import coffer.chain.ChainSource;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.testnet.Bitcoind;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/// The port's contract over a real node.
final class BitcoinContractTest extends ChainContractTest {
  private static @Nullable Bitcoind bitcoind;
  private @Nullable Node node;

  @BeforeAll
  static void start() {
    bitcoind = Bitcoind.start();
  }

  @AfterAll
  static void stop() {
    if (bitcoind != null) bitcoind.close();
  }

  @Override
  protected ChainDriver driver() {
    node = new Node(java.util.Objects.requireNonNull(bitcoind));
    return node;
  }

  @AfterEach
  void close() {
    if (node != null) node.source.close();
  }

  private static final class Node implements ChainDriver {
    private final Bitcoind bitcoind;
    private final BitcoinSource source;

    Node(Bitcoind bitcoind) {
      this.bitcoind = bitcoind;
      this.source = BitcoinWorld.source(bitcoind);
    }

    @Override
    public ChainSource source() {
      return source;
    }

    @Override
    public List<Asset> assets() {
      return List.of(BitcoinWorld.BTC);
    }

    @Override
    public Address newAddress() {
      return BitcoinWorld.stranger();
    }

    @Override
    public String pay(Pay pay) {
      return bitcoind.send(out(pay));
    }

    private static Bitcoind.Out out(Pay pay) {
      return BitcoinWorld.out(pay.to(), pay.units().longValueExact());
    }

    @Override
    public boolean tellsSender() {
      return false;
    }

    @Override
    public Address sender(String txid) {
      throw new UnsupportedOperationException("an input names an output, and nobody");
    }

    @Override
    public void mine(int blocks) {
      bitcoind.mine(blocks);
    }

    @Override
    public Optional<String> payTogether(List<Pay> pays) {
      return Optional.of(bitcoind.send(pays.stream().map(Node::out).toList()));
    }

    @Override
    public Optional<String> payNothing(Asset asset, Address to) {
      return Optional.of(pay(new Pay(asset, to, BigInteger.ZERO)));
    }

    @Override
    public boolean reorg(int depth, Fate fate) {
      bitcoind.undo(depth);
      if (fate == Fate.DROPPED) bitcoind.evictAll();
      if (fate == Fate.REMINED) bitcoind.mine(depth);
      else for (int i = 0; i < depth; i++) bitcoind.mineOnly();
      return true;
    }

    @Override
    public Optional<String> replace(String txid) {
      return Optional.of(bitcoind.rpc("bumpfee", txid).get("txid").asString());
    }

    @Override
    public boolean evict(String txid) {
      bitcoind.evictAll();
      return true;
    }
  }
}
