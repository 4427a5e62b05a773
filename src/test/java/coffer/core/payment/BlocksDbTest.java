package coffer.core.payment;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.Chain;
import coffer.core.chain.Transfer;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.invoice.Status;
import coffer.db.Db;
import coffer.db.TestDb;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// What is told of blocks, made up here: what no sandbox does.
class BlocksDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  private static final int MANY = 1200;
  @AutoClose private final World world = new World(DATABASE);
  private final Chain chain = world.chain("ethereum");
  private final Asset usdt = world.asset(chain, "USDT");

  /// The same transaction, mined elsewhere, did something else.
  @Test
  void whatIsRewrittenIsToldAsItIsNow() {
    var invoice = world.invoice("9", "EUR", usdt);
    var to = world.address(invoice, usdt);
    tell(1, Optional.empty(), transfer(to, 1, "0x1", "10", sender(1)));
    assertThat(status(invoice)).isEqualTo(Status.SETTLED);
    assertThat(world.available(usdt)).isEqualByComparingTo("10");

    world.pass(Duration.ofMinutes(5));
    tell(2, Optional.of(0L), transfer(to, 2, "0x1", "4", sender(2)));
    var payment = world.view(invoice).payments().getFirst();
    assertThat(payment.amount()).isEqualByComparingTo("4");
    assertThat(payment.status()).isEqualTo(PaymentStatus.CONFIRMED);
    assertThat(payment.sender()).contains(world.chains.text(sender(2), chain));
    assertThat(payment.paidAt()).isEqualTo(world.now.get());
    assertThat(payment.seenAt()).isEqualTo(world.now.get());
    assertThat(status(invoice)).isEqualTo(Status.OPEN);
    assertThat(world.available(usdt)).isEqualByComparingTo("4");

    tell(3, Optional.of(1L));
    assertThat(world.available(usdt)).isEqualByComparingTo("0");
  }

  /// Dust is cheap on some chains: whoever sends much of it to one invoice must not fill our memory
  /// and disk with lists of it.
  @Test
  void whatIsToldOfAnInvoiceDoesNotGrowWithItsPayments() {
    var invoice = world.invoice("9", "EUR", usdt);
    var to = world.address(invoice, usdt);
    var transfers = new ArrayList<Transfer>();
    for (int i = 0; i < MANY; i++) transfers.add(transfer(to, 1, "0x" + i, "0.01", sender(i)));
    tell(1, Optional.empty(), transfers.toArray(Transfer[]::new));
    assertThat(status(invoice)).isEqualTo(Status.SETTLED);
    assertThat(world.available(usdt)).isEqualByComparingTo("12");
    assertThat(world.events(invoice)).hasSize(MANY + 2);
    var largest =
        world.db.tx(
            tx ->
                tx.only(
                    "SELECT max(length(packed)) AS size FROM event WHERE invoice_id = ?",
                    row -> row.integer("size"),
                    world.id(invoice)));
    assertThat(largest).isLessThan(10_000);

    tell(2, Optional.of(0L));
    assertThat(status(invoice)).isEqualTo(Status.OPEN);
    assertThat(world.available(usdt)).isEqualByComparingTo("0");
  }

  private void tell(long height, Optional<Long> ancestor, Transfer... transfers) {
    var update =
        new ChainUpdate(
            chain,
            ancestor,
            List.of(block(height)),
            List.of(transfers),
            List.of(),
            height,
            height,
            false);
    world.db.run(tx -> world.payments.onBlocks(tx, update));
  }

  private Transfer transfer(Address to, long height, String txid, String amount, Address from) {
    BigInteger units = world.units(usdt, amount);
    return new Transfer(
        txid,
        "log:0",
        usdt,
        Optional.of(from),
        Optional.of(to),
        units,
        Optional.of(block(height)),
        List.of(),
        0,
        Map.of());
  }

  private BlockHeader block(long height) {
    return new BlockHeader(height, "b" + height, "b" + (height - 1), world.now.get());
  }

  private static Address sender(int number) {
    var bytes = new byte[20];
    bytes[0] = (byte) number;
    bytes[1] = (byte) (number >> 8);
    return Address.of(bytes);
  }

  private Status status(InvoiceView invoice) {
    return world.view(invoice).standing().status();
  }
}
