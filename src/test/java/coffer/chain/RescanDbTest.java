package coffer.chain;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockRef;
import coffer.core.chain.Chain;
import coffer.core.chain.Cursors;
import coffer.core.chain.Outpoint;
import coffer.core.chain.Rescans;
import coffer.core.chain.SandboxControls.Output;
import coffer.core.chain.Spend;
import coffer.core.wallet.AddressFilter;
import coffer.core.wallet.WatchSet;
import coffer.db.Db;
import coffer.db.TestDb;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// What only a second reading can tell, on a sandbox that is final at a depth of 3.
class RescanDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final World world = new World(DATABASE);
  private final Chain chain = world.chain("bitcoin");
  private final Asset btc = world.asset(chain, "BTC");

  /// The scanner has read the block in which it leaves, but did not know then that it had come.
  @Test
  void whatLeftAboveFinalityIsFoundWithWhatCame() {
    var invoice = world.invoice("1", "BTC", btc);
    var watched = watchedId();
    world.mine(chain, 1);
    family(watched, "none");
    var txid =
        world.pay(chain, new Output(btc, world.address(invoice, btc), world.units(btc, "1")));
    world.mine(chain, 8);
    family(watched, chain.family());
    assertThat(request(1)).isPresent();
    world.mine(chain, 2); // it goes on meanwhile
    var rescan = rescan(new Spent(new Outpoint(txid, 0), 11));
    while (rescan.step()) {}
    assertThat(world.available(btc)).isEqualByComparingTo("1");
    world.mine(chain, 8);
    assertThat(world.available(btc)).as("it left in the newest block").isZero();
  }

  /// Read by the scanner before it was watched, and not final when the rescan is asked for: nobody
  /// else would read it again.
  @Test
  void whatIsNotFinalYetIsFoundToo() {
    var invoice = world.invoice("1", "BTC", btc);
    var watched = watchedId();
    world.mine(chain, 5);
    family(watched, "none");
    world.pay(chain, new Output(btc, world.address(invoice, btc), world.units(btc, "1")));
    world.mine(chain, 1);
    family(watched, chain.family());
    assertThat(request(1)).isPresent();
    var rescan = rescan(world.sandbox.source(world.db, chain));
    while (rescan.step()) {}
    assertThat(world.view(invoice).payments()).hasSize(1);
    world.mine(chain, 8);
    assertThat(world.available(btc)).isEqualByComparingTo("1");
  }

  /// Asked for again, because something was switched on meanwhile: the blocks that were read by
  /// then are read again.
  @Test
  void askedForAgainItBeginsAgain() {
    world.mine(chain, 9);
    request(1);
    var few =
        new Detour(world.sandbox.source(world.db, chain)) {
          @Override
          public List<Block> blocks(BlockRef after, long last, long finalHeight) {
            return super.blocks(after, Math.min(last, after.height() + 2), finalHeight);
          }
        };
    assertThat(rescan(few).step()).isTrue();
    assertThat(height()).isEqualTo(2);
    request(1);
    assertThat(height()).isZero();
  }

  /// In which an output is spent at a height.
  private final class Spent extends Detour {
    private final Outpoint output;
    private final long height;

    Spent(Outpoint output, long height) {
      super(world.sandbox.source(world.db, chain));
      this.output = output;
      this.height = height;
    }

    @Override
    public boolean spendsOutputs() {
      return true;
    }

    @Override
    public List<Block> blocks(BlockRef after, long last, long finalHeight) {
      return super.blocks(after, last, finalHeight).stream().map(this::spending).toList();
    }

    private Block spending(Block block) {
      if (block.header().height() != height) return block;
      return new Block(
          block.header(),
          new BlockTransfers() {
            @Override
            public List<Candidate> involving(AddressFilter addresses) {
              return block.transfers().involving(addresses);
            }

            @Override
            public List<Spend> spending(AddressFilter outputs) {
              if (!outputs.mayContain(output.hash64())) return List.of();
              var header = Optional.of(block.header());
              return List.of(new Spend("d".repeat(64), 0, output, header, List.of()));
            }
          });
    }
  }

  private Rescan rescan(ChainSource source) {
    var set = new WatchSet(chain.family());
    return new Rescan(world.db, chain, source, set, world.payments, world.clock);
  }

  private Optional<String> request(long from) {
    return world.db.tx(tx -> Rescans.request(tx, chain, from, world.now.get()));
  }

  private long height() {
    return world.db.tx(tx -> new Cursors().rescans(tx, chain.id())).getFirst().block().height();
  }

  private long watchedId() {
    return world.db.tx(tx -> tx.id("SELECT max(id) AS id FROM watched_address"));
  }

  private void family(long id, String family) {
    world.db.run(
        tx ->
            tx.update(
                "UPDATE watched_address SET family = ?, tx = pg_current_xact_id() WHERE id = ?",
                family,
                id));
  }
}
