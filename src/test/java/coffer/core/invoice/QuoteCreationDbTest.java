package coffer.core.invoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.World;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.db.Db;
import coffer.db.TestDb;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Which quotes are made, for how much and how long.
final class QuoteCreationDbTest {
  private static final Db.Address DATABASE = TestDb.address();

  @AutoClose private final World world = new World(DATABASE);
  private final Chain tron = world.chain("tron");
  private final Asset usdt = world.asset(tron, "USDT");
  private final Asset trx = world.asset(tron, "TRX");

  @Test
  void theSumDueIsThePriceAtTheRateRoundedUp() {
    var quote = world.invoice("10", "EUR", usdt).quotes().getFirst();
    // 10 / 0.9 = 11.11…: the payer sends a little more, never less.
    assertThat(quote.due().orElseThrow()).isGreaterThanOrEqualTo(new BigDecimal("11.111112"));
    assertThat(quote.due().orElseThrow().multiply(new BigDecimal("0.9")))
        .isBetween(new BigDecimal("10"), new BigDecimal("10.01"));
  }

  @Test
  void feesAreAddedToTheSumDue() {
    var plain = world.invoice(World.command("100", "EUR", usdt)).quotes().getFirst();
    var dear =
        world.invoice(World.withFees(World.command("100", "EUR", usdt), "2")).quotes().getFirst();
    assertThat(dear.due().orElseThrow()).isGreaterThan(plain.due().orElseThrow());
  }

  @Test
  void anInvoiceOfOneFamilyKeepsItsAddress() {
    var invoice = world.invoice("10", "EUR", usdt, trx);
    assertThat(invoice.quotes()).as("the payer chooses first").isEmpty();
    world.choose(invoice, usdt);
    var both = world.choose(invoice, trx).quotes();
    assertThat(both).hasSize(2);
    assertThat(both.getFirst().address()).isEqualTo(both.getLast().address());
  }

  @Test
  void aQuoteThatHoldsIsKept() {
    var invoice = world.invoice("10", "EUR", usdt, trx);
    world.choose(invoice, usdt);
    assertThat(world.choose(invoice, usdt).quotes()).hasSize(1);
    world.pass(Duration.ofMinutes(16));
    assertThat(world.choose(invoice, usdt).quotes()).hasSize(2);
  }

  @Test
  void aQuoteHoldsNoLongerThanTheInvoiceIsOpen() {
    var invoice = world.invoice("10", "EUR", usdt, trx);
    world.pass(Duration.ofMinutes(50));
    var quote = world.choose(invoice, usdt).quotes().getFirst();
    assertThat(quote.validUntil()).isEqualTo(invoice.expiresAt());
  }

  @Test
  void anAssetThatIsNoOptionIsRejected() {
    var invoice = world.invoice("10", "EUR", usdt);
    var eth = world.asset(world.chain("ethereum"), "ETH");
    refuses(() -> world.choose(invoice, eth), Rejection.AssetUnavailable.class);
  }

  @Test
  void aPriceBelowTheLeastOfAnAssetIsRejected() {
    var dear = world.change(usdt, terms -> terms.min(BigInteger.valueOf(12_000_000)));
    assertThatThrownBy(() -> world.invoice("10", "EUR", dear))
        .isInstanceOfSatisfying(
            Rejection.Refused.class,
            e ->
                assertThat(e.rejection())
                    .isInstanceOfSatisfying(
                        Rejection.AmountTooSmall.class,
                        small -> assertThat(small.field()).isEqualTo(Field.Invoice.PRICE)));
  }

  @Test
  void withoutARateThereIsNoQuote() {
    refuses(() -> world.invoice("10", "GBP", usdt), Rejection.RateUnavailable.class);
  }

  private static void refuses(Runnable command, Class<? extends Rejection> reason) {
    assertThatThrownBy(command::run)
        .isInstanceOfSatisfying(
            Rejection.Refused.class, e -> assertThat(e.rejection()).isInstanceOf(reason));
  }
}
