package coffer.core.payment;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.Chain;
import coffer.core.chain.Transfer;
import coffer.core.invoice.InvoiceView;
import coffer.core.payment.Movement.Key;
import coffer.core.payment.Movement.Kind;
import coffer.core.payment.Movement.ObservedTransfer;
import coffer.core.payment.Movement.Seen;
import coffer.db.Db;
import coffer.db.TestDb;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// To whom a transfer belongs, by the time of its block.
final class AttributionDbTest {
  private static final Db.Address DATABASE = TestDb.address();

  @AutoClose private final World world = new World(DATABASE);
  private final Chain chain = world.chain("tron");
  private final Asset usdt = world.asset(chain, "USDT");
  private final Asset trx = world.asset(chain, "TRX");
  private final Attribution attribution = new Attribution(world.rates);
  private final Instant start = world.now.get();

  private Claim claim(InvoiceView invoice, Asset asset, Instant at) {
    return claim(invoice, asset, Kind.PAYMENT, at);
  }

  private Claim claim(InvoiceView invoice, Asset asset, Kind kind, Instant at) {
    var address = world.address(invoice, usdt);
    return claim(address, addressId(address), asset, kind, at);
  }

  private Claim claim(Address address, long addressId, Asset asset, Kind kind, Instant at) {
    var block = new BlockHeader(10, "10", "9", at);
    var units = new BigDecimal("10").movePointRight(asset.decimals()).toBigIntegerExact();
    var transfer = transfer(asset, address, units, block);
    var observed =
        new ObservedTransfer(
            new Key("tx", "0", kind), transfer, addressId, world.organization.id());
    return world.db.tx(
        tx -> attribution.claims(tx, List.of(new Seen(observed, at))).getFirst().claim());
  }

  private static Transfer transfer(Asset asset, Address to, BigInteger units, BlockHeader block) {
    return new Transfer(
        "tx",
        "0",
        asset,
        Optional.empty(),
        Optional.of(to),
        units,
        Optional.of(block),
        List.of(),
        0,
        Map.of());
  }

  private long addressId(Address address) {
    return world.db.tx(
        tx ->
            tx.only(
                "SELECT id FROM watched_address WHERE address = ?",
                row -> row.number("id"),
                address.bytes()));
  }

  @Test
  void aPaymentInTimeBelongsToTheInvoiceByItsQuote() {
    var invoice = world.invoice("9", "EUR", usdt);
    var claim = claim(invoice, usdt, start.plus(Duration.ofMinutes(1)));
    assertThat(claim.projectId()).contains(world.project.id());
    assertThat(claim.invoiceId()).contains(world.id(invoice));
    assertThat(claim.quoteId()).isPresent();
    assertThat(claim.worth()).as("the quote says what it is worth").isEmpty();
    assertThat(claim.orphan()).isEmpty();
  }

  @Test
  void afterTheQuoteItIsWorthWhatTheRateOfItsTimeSays() {
    var invoice = world.invoice("9", "EUR", usdt);
    var claim = claim(invoice, usdt, start.plus(Duration.ofMinutes(30)));
    assertThat(claim.quoteId()).isPresent();
    assertThat(claim.worth()).contains(new BigInteger("900000000"));
  }

  /// Clocks differ: what seems to come before the first assignment belongs to it.
  @Test
  void beforeTheFirstAssignmentItBelongsToIt() {
    var invoice = world.invoice("9", "EUR", usdt);
    var claim = claim(invoice, usdt, start.minus(Duration.ofHours(1)));
    assertThat(claim.invoiceId()).contains(world.id(invoice));
    assertThat(claim.orphan()).isEmpty();
  }

  @Test
  void atAnAddressThatWasNeverAssignedItIsAnOrphan() {
    var invoice = world.invoice("9", "EUR", usdt);
    var claim = claim(world.address(invoice, usdt), 0, usdt, Kind.PAYMENT, start);
    assertThat(claim.orphan()).contains(Claim.Orphan.ASSIGNMENT);
    assertThat(claim.organizationId()).isEqualTo(world.organization.id());
    assertThat(claim.projectId()).isEmpty();
  }

  @Test
  void inAnAssetWithoutAQuoteItIsAnOrphanOfTheInvoice() {
    var invoice = world.invoice("9", "EUR", usdt);
    var claim = claim(invoice, trx, start.plus(Duration.ofMinutes(1)));
    assertThat(claim.orphan()).contains(Claim.Orphan.ASSET);
    assertThat(claim.invoiceId()).contains(world.id(invoice));
    assertThat(claim.quoteId()).isEmpty();
  }

  @Test
  void afterTheMonitoringItIsAnOrphanOfTheInvoice() {
    var invoice = world.invoice("9", "EUR", usdt);
    var claim = claim(invoice, usdt, start.plus(Duration.ofDays(8)));
    assertThat(claim.orphan()).contains(Claim.Orphan.WINDOW);
    assertThat(claim.invoiceId()).contains(world.id(invoice));
  }

  @Test
  void theOwnersOwnMovesBelongToNoInvoice() {
    var invoice = world.invoice("9", "EUR", usdt);
    for (var kind : List.of(Kind.OUTFLOW, Kind.CUSTODY)) {
      var claim = claim(invoice, usdt, kind, start.plus(Duration.ofMinutes(1)));
      assertThat(claim.projectId()).contains(world.project.id());
      assertThat(claim.invoiceId()).isEmpty();
      assertThat(claim.orphan()).isEmpty();
    }
  }

  @Test
  void nothingIsNothing() {
    var nothing = world.db.tx(tx -> attribution.claims(tx, List.of()));
    assertThat(nothing).isEmpty();
  }
}
