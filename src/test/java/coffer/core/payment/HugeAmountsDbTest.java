package coffer.core.payment;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.chain.Comparison;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.Chain;
import coffer.core.chain.SandboxControls.Output;
import coffer.core.chain.Transfer;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Status;
import coffer.core.ledger.Account;
import coffer.core.money.Amount;
import coffer.db.Db;
import coffer.db.TestDb;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Who makes a token can send as much of it as a contract can count: 2^256 - 1 units, and that any
/// number of times. It stops no chain.
class HugeAmountsDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  private static final BigInteger MOST_OF_A_CONTRACT =
      BigInteger.TWO.pow(256).subtract(BigInteger.ONE);

  @AutoClose private final World world = new World(DATABASE);
  private final Chain chain = world.chain("ethereum");
  private final Asset usdt = world.asset(chain, "USDT");
  private final Asset usdc = world.asset(chain, "USDC");
  private final InvoiceView invoice = world.invoice("9", "EUR", usdt);
  private final Address to = world.address(invoice, usdt);
  private long height;

  @Test
  void whatIsTooLargeIsWrittenDownAndNotBooked() {
    for (int i = 0; i < 10; i++) book(usdt, MOST_OF_A_CONTRACT);
    book(usdt, Amount.MAX_BOOKED.add(BigInteger.ONE));
    assertThat(world.available(usdt)).isEqualByComparingTo("0");
    assertThat(world.view(invoice).payments()).isEmpty();
    assertThat(world.view(invoice).standing().status()).isEqualTo(Status.OPEN);
    assertThat(unbooked()).isEqualTo(11);
    book(usdt, world.units(usdt, "10"));
    assertThat(world.view(invoice).standing().status()).isEqualTo(Status.SETTLED);
  }

  @Test
  void theMostThatIsBookedIsBookedInTimeLateAndAsAnOrphan() {
    for (int i = 0; i < 20; i++) {
      book(usdt, Amount.MAX_BOOKED);
      book(usdc, Amount.MAX_BOOKED);
    }
    world.pass(Duration.ofMinutes(20));
    for (int i = 0; i < 20; i++) book(usdt, Amount.MAX_BOOKED);
    assertThat(world.view(invoice).standing().status()).isEqualTo(Status.SETTLED);
    assertThat(world.view(invoice).standing().over()).isTrue();
    assertThat(world.balance(Account.Kind.ORPHAN, usdc)).isEqualByComparingTo("2e55");
    assertThat(unbooked()).isZero();
  }

  @Test
  void theComparisonWithTheChainNamesTheTransfer() {
    var txid = world.pay(chain, new Output(usdt, to, BigInteger.ONE));
    world.db.run(tx -> tx.update("UPDATE sandbox_output SET units = ?", MOST_OF_A_CONTRACT));
    world.mine(chain, World.DEPTH);
    var comparison = new Comparison(world, chain, world.sandbox.source(world.db, chain));
    comparison.whole();
    world.mine(chain, 1);
    comparison.again();
    assertThat(comparison.only().onChain()).isEqualTo(MOST_OF_A_CONTRACT);
    assertThat(comparison.only().cause())
        .contains("a transfer was too large to be booked: " + txid);
  }

  private void book(Asset asset, BigInteger units) {
    height++;
    var block = new BlockHeader(height, "b" + height, "b" + (height - 1), world.now.get());
    var transfer =
        new Transfer(
            "t" + height,
            "log:0",
            asset,
            Optional.of(Address.of("outside, outside, ou".getBytes())),
            Optional.of(to),
            units,
            Optional.of(block),
            List.of(),
            0,
            Map.of());
    var update =
        new ChainUpdate(
            chain,
            Optional.empty(),
            List.of(block),
            List.of(transfer),
            List.of(),
            height,
            height,
            true);
    world.db.run(tx -> world.payments.onBlocks(tx, update));
  }

  private long unbooked() {
    return world.db.tx(
        tx ->
            tx.only(
                "SELECT count(*) AS n FROM unbooked WHERE chain_id = ?",
                row -> row.number("n"),
                chain.id()));
  }
}
