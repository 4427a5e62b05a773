package coffer.core.listing;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.Plans;
import coffer.World;
import coffer.core.Field;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.SandboxControls.Output;
import coffer.core.deposit.DepositAddress.Kind;
import coffer.core.deposit.DepositAddresses;
import coffer.core.listing.MovementHistory.Filter;
import coffer.core.listing.MovementHistory.Type;
import coffer.db.TestDb;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// However much moved, a page of the history costs a page.
@ResourceLock("plans")
final class LongHistoryDbTest {
  private static final int COUNT = 30_000;
  private static final int PAGE = 100;

  /// Rows that one step of a plan may touch.
  private static final long MOST = 3 * PAGE;

  /// So often a statement is planned for its values, before PostgreSQL keeps one plan for all.
  private static final int TIMES = 12;

  @AutoClose private final World world = new World(TestDb.address());
  private final MovementHistory history = new MovementHistory(world.chains, world.clock);

  @Test
  void aPageCostsAPage() throws IOException {
    var plans = fill();
    var all = new Filter(Set.of(), Optional.empty(), Optional.empty(), Optional.empty());
    var business =
        new Filter(
            Set.of(Type.BUSINESS),
            Optional.of(List.of(usdt().id())),
            Optional.of(world.now.get().minusSeconds(3600)),
            Optional.empty());
    for (var filter : List.of(all, business)) {
      for (var newestFirst : List.of(true, false)) {
        for (int time = 0; time < TIMES; time++) {
          assertThat(page(filter, newestFirst)).hasSize(PAGE);
          for (var plan : plans.take()) {
            assertThat(plan.most()).as(plan.text()).isLessThanOrEqualTo(MOST);
          }
        }
      }
    }
    long project = world.project.id();
    assertThat(world.db.<Long>tx(tx -> history.count(tx, project, all))).isEqualTo(COUNT + 1);
    plans.take();
    assertThat(world.db.<Long>tx(tx -> history.count(tx, project, all))).isEqualTo(COUNT + 1);
    assertThat(plans.take()).as("a large total is counted once a minute").isEmpty();
  }

  private List<MovementHistory.Moved> page(Filter filter, boolean newestFirst) {
    return world.db.tx(tx -> history.page(tx, world.project.id(), filter, newestFirst, PAGE, 0));
  }

  private Asset usdt() {
    return world.asset(world.chain("ethereum"), "USDT");
  }

  /// Copies of one deposit.
  private Plans fill() throws IOException {
    Chain chain = world.chain("ethereum");
    var addresses = new DepositAddresses(world.chains, world.wallets, world.clock);
    var draft =
        new DepositAddresses.Draft(Kind.BUSINESS, usdt(), Optional.empty(), Optional.empty());
    var made = world.db.tx(tx -> addresses.create(tx, world.project, new Field.At("asset"), draft));
    var to = world.chains.format(chain).parse(made.address(), chain).orElseThrow();
    world.pay(chain, new Output(usdt(), to, world.units(usdt(), "1")));
    world.mine(chain, World.DEPTH);
    world.db.run(
        tx ->
            tx.update(
                """
                INSERT INTO movement (public_id, kind, chain_id, mode, txid, position, asset_id, address_id, project_id,
                  assignment_id, units, status, block_height, block_hash, block_at, seen_at, paid_at, confirmed_at, credits,
                  sender, spends, facts, version)
                SELECT gen_random_uuid(), kind, chain_id, mode, 'copy-' || n, position, asset_id, address_id, project_id,
                  assignment_id, units, status, block_height, block_hash, block_at, seen_at, paid_at, confirmed_at, credits,
                  sender, spends, facts, version
                FROM movement, generate_series(1, ?) n
                """,
                COUNT));
    world.db.run(tx -> tx.update("ANALYZE"));
    return new Plans(world.db);
  }
}
