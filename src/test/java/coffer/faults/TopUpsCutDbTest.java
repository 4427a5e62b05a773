package coffer.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.World;
import coffer.core.Field;
import coffer.core.chain.Mode;
import coffer.core.chain.SandboxControls.Output;
import coffer.core.deposit.TopUpAddresses;
import coffer.core.payment.TopUps;
import coffer.core.rate.FixedRates;
import coffer.core.rate.Rates;
import coffer.db.TestDb;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The connection breaks at each COMMIT of the booking of a top-up: the next round books it, once.
@Faults
class TopUpsCutDbTest {
  @Test
  void aCutCommitBooksOnceAtMostAndTheNextRoundDoesTheRest() throws IOException {
    var database = TestDb.address();
    try (var proxy = new PgProxy(PgProxy.port(database));
        var world = new World(proxy.before(database))) {
      var chain = world.chain("ethereum");
      var usdt = world.asset(chain, "USDT");
      var usd = FixedRates.of(Map.of("USDT/USD", BigDecimal.ONE), world.clock);
      new Rates(List.of(usd), world.clock).refresh(world.db);
      var addresses =
          new TopUpAddresses(
              world.chains, world.wallets, world.rates, world.merchants, world.clock);
      var field = new Field.At("asset");
      var made =
          world.db.tx(tx -> addresses.reserve(tx, world.project, field, usdt, TopUps.CURRENCY));
      var to = world.chains.format(chain).parse(made.address(), chain).orElseThrow();
      int paid = 0;
      int cuts = 0;
      for (var cut : PgProxy.Cut.values()) {
        for (int commit = 1; commit <= 3; commit++) {
          int number = commit;
          world.pay(chain, new Output(usdt, to, world.units(usdt, "1")));
          world.mine(chain, World.DEPTH);
          paid++;
          proxy.arm(commit, cut);
          try {
            world.topUps.book(world.db);
          } catch (RuntimeException _) {
            // as the ticker does: it tries again
          }
          if (!proxy.disarm()) cuts++;
          int all = paid;
          // PostgreSQL holds the locks until it notices that the connection is gone, and the pool
          // may
          // still have one that is broken.
          await()
              .ignoreExceptions()
              .untilAsserted(
                  () -> {
                    world.topUps.book(world.db);
                    assertThat(balance(world))
                        .as("%s of commit %d", cut, number)
                        .isEqualByComparingTo("" + all);
                  });
        }
      }
      assertThat(cuts).isGreaterThanOrEqualTo(6);
    }
  }

  private static BigDecimal balance(World world) {
    return world.db.tx(
        tx -> world.ledger.prepaid(tx, world.organization.id(), Mode.TEST, TopUps.CURRENCY));
  }
}
