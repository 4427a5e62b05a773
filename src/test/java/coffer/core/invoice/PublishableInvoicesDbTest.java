package coffer.core.invoice;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.db.Db;
import coffer.db.TestDb;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class PublishableInvoicesDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final World world = new World(DATABASE);
  private final PublishableInvoices invoices = new PublishableInvoices(2);

  private boolean haveRoom() {
    return world.db.tx(tx -> invoices.haveRoom(tx, world.project.id(), world.now.get()));
  }

  /// While a chain is away nothing closes invoices that wait for it: shops must not stop for that.
  @Test
  void anInvoicePastItsTimeTakesNoRoomAlthoughItsChainIsAway() {
    var coin = world.asset(world.chain("ethereum"), "ETH");
    for (int i = 0; i < 2; i++) {
      assertThat(haveRoom()).isTrue();
      var made = world.invoice("10", "EUR", coin);
      world.db.run(tx -> invoices.add(tx, world.project.id(), world.id(made)));
    }
    assertThat(haveRoom()).isFalse();
    world.pass(Duration.ofHours(1));
    assertThat(world.expire()).as("its chain says nothing").isZero();
    assertThat(haveRoom()).isTrue();
  }
}
