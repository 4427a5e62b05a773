package coffer.chain;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.chain.MadeUpChain.Pay;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.invoice.InvoiceView;
import coffer.core.ledger.Account;
import coffer.db.Db;
import coffer.db.TestDb;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.RepeatedTest;

/// Two shops with the same invoices on the same chain: one reads it block by block as they come,
/// the other many at once. What they have in the end must be the same. `-Dseed=N` repeats a run.
class BatchesDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  private static final int STEPS = 30;

  @AutoClose private final Shop single = new Shop(1);
  @AutoClose private final Shop batched = new Shop(1000);
  private final MadeUpChain chain = new MadeUpChain(single.world.now.get());
  private Random random = new Random();

  @RepeatedTest(3)
  void manyBlocksAtOnceComeToTheSame() {
    long seed = Long.getLong("seed", new SecureRandom().nextInt(1_000_000));
    System.out.println("seed " + seed);
    random = new Random(seed);
    single.open(chain);
    batched.open(chain);
    for (int i = 0; i < STEPS; i++) step();
    chain.extend(List.of(List.of(), List.of(), List.of(), List.of()));
    single.read(chain);
    batched.read(chain);
    assertThat(batched.state()).as("seed %d", seed).isEqualTo(single.state());
    assertThat(single.state()).as("something was paid").contains("CONFIRMED");
  }

  private void step() {
    if (random.nextBoolean()) {
      single.invoice(chain);
      batched.invoice(chain);
    }
    if (random.nextInt(4) == 0) {
      // Whoever never saw the branch that was left does not know when a payment was first mined.
      batched.read(chain);
      chain.reorg(1 + random.nextInt(2), random.nextInt(3) > 0, blocks(3));
    } else {
      chain.extend(blocks(random.nextInt(5) == 0 ? 60 : 6));
    }
    single.read(chain);
    if (random.nextInt(3) == 0) batched.read(chain);
  }

  private List<List<Pay>> blocks(int most) {
    var blocks = new ArrayList<List<Pay>>();
    for (int i = 0; i <= random.nextInt(most); i++) {
      var pays = new ArrayList<Pay>();
      var txid = "0x" + random.nextLong();
      for (int j = random.nextInt(4); j > 0; j--) {
        var units = BigInteger.valueOf(1 + random.nextInt(12_000_000));
        pays.add(new Pay(txid, "log:" + j, random.nextInt(single.invoices.size() + 1) - 1, units));
      }
      blocks.add(pays);
    }
    return blocks;
  }

  /// One shop, and how it reads.
  private static final class Shop implements AutoCloseable {
    private final World world = new World(DATABASE);
    private final Chain chain = world.chain("ethereum");
    private final Asset usdt = world.asset(chain, "USDT");
    private final List<InvoiceView> invoices = new ArrayList<>();
    private final int atOnce;
    private Optional<BlockScanner> scanner = Optional.empty();

    Shop(int atOnce) {
      this.atOnce = atOnce;
    }

    void open(MadeUpChain made) {
      invoice(made);
      world.db.run(tx -> tx.update("DELETE FROM block WHERE chain_id = ?", chain.id()));
      world.db.run(tx -> tx.update("DELETE FROM cursor WHERE chain_id = ?", chain.id()));
      var source =
          made.source(usdt, n -> n < 0 ? stranger() : world.address(invoices.get(n), usdt), atOnce);
      scanner = Optional.of(world.scanner(chain, source, Optional.of(0L)));
      read(made);
    }

    private static coffer.core.chain.Address stranger() {
      return coffer.core.chain.Address.of(new byte[20]);
    }

    void invoice(MadeUpChain made) {
      world.now.set(made.now().plus(Duration.ofSeconds(1)));
      invoices.add(world.invoice("9", "EUR", usdt));
    }

    void read(MadeUpChain made) {
      world.now.set(made.now().plus(Duration.ofSeconds(1)));
      while (scanner.orElseThrow().step()) {}
      world.expire();
    }

    String state() {
      var text = new StringBuilder();
      for (var invoice : invoices) {
        var view = world.view(invoice);
        text.append(view.standing()).append('\n');
        view.payments().stream()
            .map(
                p ->
                    "  %s %s %s %s %s %s %s%n"
                        .formatted(
                            p.txid(),
                            p.position(),
                            p.amount(),
                            p.status(),
                            p.worth(),
                            p.orphan(),
                            p.blockHeight()))
            .sorted()
            .forEach(text::append);
      }
      text.append(world.available(usdt)).append(' ');
      text.append(world.balance(Account.Kind.ORPHAN, usdt)).append(' ').append(gaps());
      return text.toString();
    }

    /// Objects whose events are not numbered one after the other.
    private int gaps() {
      return world.db.tx(
          tx ->
              tx.only(
                  """
                  SELECT count(*)::integer AS gaps FROM (SELECT FROM event WHERE organization_id = ?
                    GROUP BY object_type, object_id HAVING count(*) <> max(number)) AS broken
                  """,
                  row -> row.integer("gaps"),
                  world.organization.id()));
    }

    @Override
    public void close() {
      world.close();
    }
  }
}
