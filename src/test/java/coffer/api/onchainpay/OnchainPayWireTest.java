package coffer.api.onchainpay;

import static coffer.api.onchainpay.OnchainPayViews.LINKS;
import static coffer.api.onchainpay.OnchainPayViews.TRX;
import static coffer.api.onchainpay.OnchainPayViews.USDT;
import static coffer.api.onchainpay.OnchainPayViews.foreign;
import static coffer.api.onchainpay.OnchainPayViews.invoice;
import static coffer.api.onchainpay.OnchainPayViews.open;
import static coffer.api.onchainpay.OnchainPayViews.order;
import static coffer.api.onchainpay.OnchainPayViews.orphan;
import static coffer.api.onchainpay.OnchainPayViews.payment;
import static coffer.api.onchainpay.OnchainPayViews.quote;
import static coffer.api.onchainpay.OnchainPayViews.standing;
import static coffer.core.invoice.InvoiceView.PaymentStatus.CONFIRMED;
import static coffer.core.invoice.InvoiceView.PaymentStatus.REVERSED;
import static coffer.core.invoice.InvoiceView.PaymentStatus.SEEN;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Risk;
import coffer.core.invoice.Status;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How orders and invoices are written, byte for byte.
final class OnchainPayWireTest {
  @Test
  void aNewOrder() {
    var view = order(standing(Status.OPEN, true, "0", "0"), "0");
    golden("order_created.json", OrderWire.created(view, newest(view), LINKS));
    golden("order_new.json", OrderWire.full(view, newest(view), LINKS));
  }

  @Test
  void anOrderWithEveryKindOfPayment() {
    var view =
        order(
            standing(Status.SETTLED, true, "140", "123.12"),
            "123.12",
            payment(1, USDT, CONFIRMED, "23.12"),
            payment(2, USDT, REVERSED, "60"),
            payment(3, USDT, CONFIRMED, "100"),
            payment(4, USDT, CONFIRMED, "7", Optional.empty(), Risk.REFUSED),
            payment(5, USDT, SEEN, "9.88"),
            orphan(6, TRX, CONFIRMED, "5"),
            orphan(7, TRX, SEEN, "0.000001"),
            orphan(8, TRX, REVERSED, "1000000"));
    golden("order_paid.json", OrderWire.full(view, newest(view), LINKS));
  }

  @Test
  void aPageOfOrders() {
    var view = order(standing(Status.OPEN, true, "0", "0"), "0");
    var order = OrderWire.created(view, newest(view), LINKS);
    golden("orders.json", new OrderWire.ListWire(List.of(order), "7"));
  }

  @Test
  void anInvoiceBeforeThePayerChooses() {
    golden(
        "invoice_created.json", wire(invoice(standing(Status.OPEN, false, "0", "0"), List.of())));
  }

  @Test
  void anInvoiceWhosePayerChose() {
    var quotes = List.of(quote(USDT, "20.01", "0.9995", "0"));
    golden("invoice_init.json", wire(invoice(standing(Status.OPEN, true, "0", "0"), quotes)));
  }

  @Test
  void anInvoiceInPart() {
    var quotes = List.of(quote(USDT, "20.01", "0.9995", "10"));
    var view =
        invoice(
            standing(Status.EXPIRED, true, "9.995", "9.995"),
            quotes,
            payment(1, USDT, CONFIRMED, "10"));
    golden("invoice_partial.json", wire(view));
    golden("invoice_order.json", OrderWire.full(view, newest(view), LINKS));
  }

  /// The payer paid a part, and asked for the rest in another coin.
  @Test
  void anInvoiceOfSeveralQuotes() {
    var quotes =
        List.of(
            quote(USDT, "20.01", "0.9995", "10"),
            quote(TRX, "40", "0.25", "0"),
            quote(USDT, "10.01", "0.9995", "10.01"));
    var view = invoice(standing(Status.SETTLED, true, "20", "20"), quotes);
    golden("invoice_paid.json", wire(view));
    // The newest quote asked for the rest only.
    var order = OrderWire.full(view, newest(view), LINKS);
    assertThat(order.amount()).isEqualTo("20.01");
    assertThat(order.received()).isEqualTo("20.01");
  }

  /// It belongs to no quote.
  @Test
  void aPaymentThatTheMerchantAppliedIsReceived() {
    var now = standing(Status.SETTLED, true, "123.12", "123.12");
    var view = order(now, "0", payment(1, USDT, CONFIRMED, "123.12"));
    assertThat(OrderWire.full(view, newest(view), LINKS).received()).isEqualTo("123.12");
  }

  @Test
  void aPageOfInvoices() {
    var wire = wire(invoice(standing(Status.OPEN, false, "0", "0"), List.of()));
    golden("invoices.json", new OnchainPayInvoiceWire.ListWire(List.of(wire), "10001"));
  }

  /// Meta of another dialect's invoice belongs to its merchant: it is no account of ours.
  @Test
  void anInvoiceOfAnotherApi() {
    var unquoted = foreign(Optional.empty(), List.of(), standing(Status.OPEN, false, "0", "0"));
    golden("foreign.json", wire(unquoted));
    assertThat(OrderWire.quote(unquoted)).isEmpty();
  }

  @Test
  void theDueSumOfAnOpenAmountIsWhatWasPaid() {
    var quotes = List.of(open(USDT, "3.5"));
    var view = foreign(Optional.empty(), quotes, standing(Status.SETTLED, true, "3.85", "3.85"));
    golden("foreign_order.json", OrderWire.full(view, newest(view), LINKS));
    assertThat(wire(view).amount()).isEmpty();
    assertThat(wire(view).receivedAmount()).contains("3.5");
  }

  @Test
  void theAddressHasOneIdForEachCoin() {
    var id = OnchainPayViews.ID;
    assertThat(PayInAddressId.of(id, USDT))
        .isEqualTo(PayInAddressId.of(id, USDT))
        .isNotEqualTo(PayInAddressId.of(id, TRX))
        .isNotEqualTo(PayInAddressId.of(id, OnchainPayViews.USDT_ON_BSC));
    assertThat(PayInAddressId.of(id, USDT).version()).isEqualTo(id.version());
    assertThat(PayInAddressId.of(PayInAddressId.of(id, USDT), USDT)).isEqualTo(id);
  }

  @ParameterizedTest
  @CsvSource({
    "1E+2, 100",
    "0E-8, 0",
    "100.500, 100.5",
    "1E-8, 0.00000001",
    "123456789012345678.123456, 123456789012345678.123456"
  })
  void amountsArePlain(String number, String written) {
    assertThat(OnchainPayJson.decimal(new BigDecimal(number))).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-20T10:00:00Z, 2026-11-20T10:00:00.000Z",
    "2026-11-20T10:00:00.123999Z, 2026-11-20T10:00:00.123Z",
    "2026-02-28T23:59:59.9999Z, 2026-02-28T23:59:59.999Z"
  })
  void timesHaveMilliseconds(String at, String written) {
    assertThat(OnchainPayJson.time(Instant.parse(at))).isEqualTo(written);
  }

  private static InvoiceView.QuoteView newest(InvoiceView view) {
    return OrderWire.quote(view).orElseThrow();
  }

  private static OnchainPayInvoiceWire wire(InvoiceView view) {
    return OnchainPayInvoiceWire.of(view, LINKS);
  }

  private static void golden(String name, Object wire) {
    OnchainPayGolden.check(name, OnchainPayJson.MAPPER.writeValueAsString(wire) + "\n");
  }
}
