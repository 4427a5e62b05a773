package coffer.api.coinvoice;

import static coffer.core.invoice.InvoiceView.PaymentStatus.CONFIRMED;
import static coffer.core.invoice.InvoiceView.PaymentStatus.REVERSED;
import static coffer.core.invoice.InvoiceView.PaymentStatus.SEEN;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Mark;
import coffer.core.invoice.Status;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How an invoice is written.
final class CoinVoiceInvoiceWireTest {

  @Test
  void aNewOne() {
    golden("invoice.json", CoinVoiceSamples.invoice(Status.OPEN, "0"));
  }

  @Test
  void aPaidOne() {
    golden(
        "invoice_paid.json",
        CoinVoiceSamples.paid(
            "100.5",
            3,
            CoinVoiceSamples.payment(1, CONFIRMED, "40"),
            CoinVoiceSamples.payment(2, REVERSED, "60"),
            CoinVoiceSamples.payment(3, CONFIRMED, "60"),
            CoinVoiceSamples.payment(4, CONFIRMED, "0.5"),
            CoinVoiceSamples.payment(5, SEEN, "1")));
  }

  @Test
  void aPartInTime() {
    golden(
        "invoice_expired.json",
        CoinVoiceSamples.invoice(
            Status.EXPIRED, "40", CoinVoiceSamples.payment(1, CONFIRMED, "40")));
  }

  @Test
  void oneThatAnotherDialectMadeAndNobodyChoseACoinFor() {
    golden("invoice_unquoted.json", CoinVoiceSamples.strange(Optional.of("25"), List.of(), "0"));
  }

  @Test
  void aPage() {
    var wire = CoinVoiceInvoiceWire.of(CoinVoiceSamples.invoice(Status.OPEN, "0"));
    golden("invoices.json", new CoinVoiceInvoiceWire.PageWire(List.of(wire), 7, 1, 2));
  }

  @Test
  void theBalance() {
    var balance =
        new BalanceRoutes.BalanceWire(
            CoinVoiceJson.money(new BigDecimal("950.000000")),
            CoinVoiceJson.money(new BigDecimal("1000.000000")),
            CoinVoiceJson.money(new BigDecimal("50.000000")));
    golden("balance.json", balance);
  }

  @Test
  void ofSeveralQuotesTheNewest() {
    var quotes = List.of(CoinVoiceSamples.quote("first"), CoinVoiceSamples.quote("second"));
    var wire = CoinVoiceInvoiceWire.of(CoinVoiceSamples.strange(Optional.of("25"), quotes, "3.5"));
    assertThat(wire.address()).contains("second");
    assertThat(wire.currency()).isEqualTo("EUR");
    assertThat(wire.amountPaid()).isEqualTo("3.50");
  }

  @Test
  void withoutAPriceItIsWhatWasPaid() {
    var wire =
        CoinVoiceInvoiceWire.of(CoinVoiceSamples.strange(Optional.empty(), List.of(), "3.5"));
    assertThat(wire.amount()).isEqualTo("3.50");
    assertThat(wire.amountPaid()).isEqualTo("3.50");
  }

  @Test
  void theMerchantsWordHasATimeAndNoTransaction() {
    var mark = new Mark(Mark.Kind.SETTLED, "key:1", "cash", CoinVoiceSamples.T0.plusSeconds(9));
    var wire =
        CoinVoiceInvoiceWire.of(
            CoinVoiceSamples.marked(mark, CoinVoiceSamples.payment(1, SEEN, "100")));
    assertThat(wire.status()).isEqualTo("paid");
    assertThat(wire.paidAt()).contains("2026-11-20T10:00:09+00:00");
    assertThat(wire.txHash()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1E+2, 100.00",
    "0E-8, 0.00",
    "100, 100.00",
    "100.5, 100.50",
    "0.000001, 0.000001",
    "1E-8, 0.00000001",
    "-3, -3.00",
    "123456789012345678.123456, 123456789012345678.123456"
  })
  void numbersArePlain(String number, String written) {
    var money = CoinVoiceJson.money(new BigDecimal(number));
    assertThat(
            CoinVoiceJson.MAPPER.writeValueAsString(
                new BalanceRoutes.BalanceWire(money, money, money)))
        .isEqualTo(
            "{\"balance\":%s,\"total_received\":%s,\"withdrawn\":%s}"
                .formatted(written, written, written));
  }

  private static void golden(String name, InvoiceView view) {
    golden(name, CoinVoiceInvoiceWire.of(view));
  }

  private static void golden(String name, Object wire) {
    Golden.check(name, CoinVoiceJson.MAPPER.writeValueAsString(wire) + "\n");
  }
}
