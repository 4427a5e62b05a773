package coffer.chain.evm;

import coffer.chain.ChainContractTest;
import coffer.chain.ChainDriver;
import coffer.chain.ChainSource;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.testnet.Anvil;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;

/// The port's contract over a real node.
final class EvmContractTest extends ChainContractTest {
  private final List<AutoCloseable> open = new ArrayList<>();

  @Override
  protected ChainDriver driver() {
    var anvil = Anvil.start();
    open.add(anvil);
    var node = new Node(anvil);
    open.add(node.source);
    return node;
  }

  @AfterEach
  void close() throws Exception {
    for (var closeable : open.reversed()) closeable.close();
  }

  private static final class Node implements ChainDriver {
    private final Anvil anvil;
    private final Random random = new Random(7);
    private final String token;
    private final String batch;
    private final String payer;
    private final List<Asset> assets;
    private final EvmSource source;

    Node(Anvil anvil) {
      this.anvil = anvil;
      token = anvil.deployToken("SIX", 6);
      batch = anvil.deploy("Batch");
      payer = anvil.deploy("Payer");
      anvil.transfer(token, anvil.account(0), batch, BigInteger.TEN.pow(12));
      assets = List.of(EvmWorld.coin(), EvmWorld.token(2, "SIX", token, 6));
      source = EvmWorld.source(anvil, EvmWorld.BLOCKS, assets);
      anvil.setAutomine(false);
    }

    @Override
    public ChainSource source() {
      return source;
    }

    @Override
    public List<Asset> assets() {
      return assets;
    }

    @Override
    public Address newAddress() {
      var bytes = new byte[20];
      random.nextBytes(bytes);
      return Address.of(bytes);
    }

    @Override
    public String pay(Pay pay) {
      return send(pay.asset(), pay.to(), pay.units());
    }

    private String send(Asset asset, Address to, BigInteger units) {
      return asset.isNative()
          ? anvil.sendEth(anvil.account(0), "0x" + to, units)
          : anvil.transfer(token, anvil.account(0), "0x" + to, units);
    }

    @Override
    public Address sender(String txid) {
      return EvmWorld.address(anvil.account(0));
    }

    @Override
    public void mine(int blocks) {
      anvil.mine(blocks);
    }

    @Override
    public Optional<String> payTogether(List<Pay> pays) {
      var to = pays.stream().map(pay -> "0x" + pay.to()).toList();
      var units = pays.stream().map(Pay::units).toList();
      return Optional.of(
          anvil.send(
              batch, anvil.account(0), "payTokens(address,address[],uint256[])", token, to, units));
    }

    @Override
    public Optional<String> payFailing(Pay pay) {
      var to = "0x" + pay.to();
      return Optional.of(
          pay.asset().isNative()
              ? anvil.sendValue(payer, anvil.account(0), pay.units(), "payAndFail(address)", to)
              : anvil.transfer(token, anvil.account(9), to, pay.units()));
    }

    @Override
    public Optional<String> payNothing(Asset asset, Address to) {
      return Optional.of(send(asset, to, BigInteger.ZERO));
    }

    @Override
    public boolean reorg(int depth, Fate fate) {
      return switch (fate) {
        case DROPPED -> {
          anvil.reorg(depth);
          yield true;
        }
        case REMINED -> {
          anvil.reorg(depth, undone(depth));
          yield true;
        }
        case RETURNED -> false;
      };
    }

    private List<Anvil.Again> undone(int depth) {
      var again = new ArrayList<Anvil.Again>();
      for (var height = anvil.height() - depth + 1; height <= anvil.height(); height++) {
        for (var transaction : anvil.block(height).get("transactions")) {
          again.add(new Anvil.Again(anvil.raw(transaction.get("hash").asString()), depth - 1));
        }
      }
      return again;
    }
  }
}
