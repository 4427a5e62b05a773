package coffer.api.coinvoice;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.core.chain.SandboxControls.Output;
import coffer.db.Db;
import coffer.db.TestDb;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class CoinVoiceDustDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final World world = new World(DATABASE);

  @Test
  void dustDoesNotHideThePaymentThatPaid() {
    var chain = world.chain("tron");
    var usdt = world.asset(chain, "USDT");
    var invoice = world.invoice("9", "EUR", usdt);
    var txid = world.pay(invoice, usdt, "10");
    world.mine(chain, 3);
    var before = world.view(invoice);
    assertThat(DecidingTransaction.hash(before).orElseThrow())
        .isEqualTo(txid.replaceFirst("^0x", ""));
    world.pass(Duration.ofDays(3));
    var dust = new Output(usdt, world.address(invoice, usdt), BigInteger.ONE);
    world.pay(chain, Collections.nCopies(50, dust).toArray(Output[]::new));
    world.mine(chain, 3);
    var after = world.view(invoice);
    assertThat(after.payments()).anyMatch(payment -> payment.txid().equals(txid));
    assertThat(DecidingTransaction.hash(after)).isEqualTo(DecidingTransaction.hash(before));
    assertThat(DecidingTransaction.time(after))
        .isEqualTo(DecidingTransaction.time(before))
        .isPresent();
    assertThat(after.standing().late()).isFalse();
  }
}
