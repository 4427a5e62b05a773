package coffer.chain.sandbox;

import coffer.chain.ChainContractTest;
import coffer.chain.ChainDriver;
import coffer.chain.ChainSource;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.SandboxControls.Outcome;
import coffer.core.chain.SandboxControls.Output;
import coffer.db.Db;
import coffer.db.TestDb;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/// The simulated chain keeps the contract of chains, whatever network it stands in for.
class SandboxContractDbTest {
  private static final Db db = TestDb.create();
  private static final SandboxWorld world = new SandboxWorld(db, Clock.systemUTC());

  @AfterAll
  static void close() {
    db.close();
  }

  @Nested
  class Ethereum extends ChainContractTest {
    @Override
    protected ChainDriver driver() {
      return new SandboxDriver(world.chain("ethereum"));
    }
  }

  @Nested
  class Bitcoin extends ChainContractTest {
    @Override
    protected ChainDriver driver() {
      return new SandboxDriver(world.chain("bitcoin"));
    }
  }

  @Nested
  class Tron extends ChainContractTest {
    @Override
    protected ChainDriver driver() {
      return new SandboxDriver(world.chain("tron"));
    }
  }

  private record SandboxDriver(Chain chain) implements ChainDriver {
    @Override
    public ChainSource source() {
      return world.sandbox.source(db, chain);
    }

    @Override
    public List<Asset> assets() {
      return world.chains.assetsOf(chain);
    }

    @Override
    public Address newAddress() {
      return world.address(chain);
    }

    @Override
    public String pay(ChainDriver.Pay pay) {
      return world.tx(tx -> world.sandbox.pay(tx, chain, pay.asset(), pay.to(), pay.units()));
    }

    @Override
    public Optional<String> payTogether(List<ChainDriver.Pay> pays) {
      var outputs = pays.stream().map(p -> new Output(p.asset(), p.to(), p.units())).toList();
      return Optional.of(world.tx(tx -> world.sandbox.pay(tx, chain, outputs, Optional.empty())));
    }

    @Override
    public Address sender(String txid) {
      return world.tx(tx -> world.sandbox.transaction(tx, chain, txid)).orElseThrow().sender();
    }

    @Override
    public void mine(int blocks) {
      world.run(tx -> world.sandbox.mine(tx, chain, blocks, Optional.empty()));
    }

    @Override
    public boolean reorg(int depth, ChainDriver.Fate fate) {
      var outcome =
          switch (fate) {
            case DROPPED -> Outcome.DROP;
            case REMINED -> Outcome.REMINE;
            case RETURNED -> Outcome.RETURN_TO_MEMPOOL;
          };
      world.run(tx -> world.sandbox.reorg(tx, chain, depth, outcome));
      return true;
    }

    @Override
    public Optional<String> replace(String txid) {
      return Optional.of(world.tx(tx -> world.sandbox.replace(tx, chain, txid, Optional.empty())));
    }

    @Override
    public boolean evict(String txid) {
      world.run(tx -> world.sandbox.evict(tx, chain, txid));
      return true;
    }
  }
}
