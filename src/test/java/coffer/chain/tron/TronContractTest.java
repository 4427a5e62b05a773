package coffer.chain.tron;

import coffer.chain.ChainContractTest;
import coffer.chain.ChainDriver;
import coffer.chain.ChainSource;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.testnet.TronChain;
import coffer.testnet.TronKey;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;

/// The port's contract over the double.
final class TronContractTest extends ChainContractTest {
  private final List<TronWorld> open = new ArrayList<>();

  @Override
  protected ChainDriver driver() {
    var world = new TronWorld();
    open.add(world);
    return new Driver(world);
  }

  @AfterEach
  void close() {
    open.forEach(TronWorld::close);
  }

  private static final class Driver implements ChainDriver {
    private final TronWorld world;
    private final TronChain chain;
    private final TronKey poor = TronKey.of("poor");
    private final Random random = new Random(7);
    private final TronSource source;

    Driver(TronWorld world) {
      this.world = world;
      this.chain = world.chain;
      chain.pay(world.rich, poor.account(), 1_000_000_000);
      chain.transfer(world.rich, world.token, world.batch, BigInteger.TEN.pow(12));
      chain.mine(1);
      source = world.source();
    }

    @Override
    public ChainSource source() {
      return source;
    }

    @Override
    public List<Asset> assets() {
      return world.assets();
    }

    @Override
    public Address newAddress() {
      var bytes = new byte[20];
      random.nextBytes(bytes);
      return Address.of(bytes);
    }

    @Override
    public String pay(Pay pay) {
      return pay.asset().isNative()
          ? chain.pay(world.rich, pay.to().toString(), pay.units().longValueExact())
          : chain.transfer(world.rich, world.token, pay.to().toString(), pay.units());
    }

    @Override
    public Address sender(String txid) {
      return TronWorld.address(world.rich.account());
    }

    @Override
    public void mine(int blocks) {
      chain.mine(blocks);
    }

    @Override
    public Optional<String> payTogether(List<Pay> pays) {
      return Optional.of(
          chain.call(
              world.rich,
              world.batch,
              0,
              TronChain.FEE_LIMIT,
              "payTokens(address,address[],uint256[])",
              "0x" + world.token,
              pays.stream().map(pay -> "0x" + pay.to()).toList(),
              pays.stream().map(Pay::units).toList()));
    }

    @Override
    public Optional<String> payFailing(Pay pay) {
      return Optional.of(
          pay.asset().isNative()
              ? chain.call(
                  poor,
                  world.payer,
                  pay.units().longValueExact(),
                  TronChain.FEE_LIMIT,
                  "payAndFail(address)",
                  "0x" + pay.to())
              : chain.transfer(poor, world.token, pay.to().toString(), pay.units()));
    }

    /// TRX transfers of nothing are no transactions.
    @Override
    public Optional<String> payNothing(Asset asset, Address to) {
      return asset.isNative()
          ? Optional.empty()
          : Optional.of(chain.transfer(world.rich, world.token, to.toString(), BigInteger.ZERO));
    }

    @Override
    public boolean reorg(int depth, Fate fate) {
      switch (fate) {
        case DROPPED -> chain.reorg(depth, TronChain.Fate.DROPPED);
        case REMINED -> chain.reorg(depth, TronChain.Fate.REMINED);
        case RETURNED -> chain.reorg(depth, TronChain.Fate.RETURNED);
      }
      return true;
    }
  }
}
