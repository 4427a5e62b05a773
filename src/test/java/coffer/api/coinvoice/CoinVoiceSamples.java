package coffer.api.coinvoice;

import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.AssetView;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.core.invoice.InvoiceView.QuoteView;
import coffer.core.invoice.Mark;
import coffer.core.invoice.Risk;
import coffer.core.invoice.Standing;
import coffer.core.invoice.Status;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Invoices as the core tells them.
final class CoinVoiceSamples {
  static final Instant T0 = Instant.parse("2026-11-20T10:00:00.123456Z");
  static final AssetView TRUB =
      new AssetView(
          "TRUB",
          "tron",
          "tron-sandbox",
          "TRON (sandbox)",
          Optional.of("TMVEN6VsWxjWNbz5snCeU6u6i4aaZdB5Yc"),
          6,
          6);
  private static final String ADDRESS = "TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf";

  private CoinVoiceSamples() {}

  /// An invoice of 100 TRUB.
  static InvoiceView invoice(Status status, String confirmed, PaymentView... payments) {
    return invoice(
        standing(status, confirmed),
        Optional.empty(),
        Optional.empty(),
        "TRUB",
        Optional.of("100"),
        payments);
  }

  /// @param decided the number of the payment with which there was enough
  static InvoiceView paid(String confirmed, int decided, PaymentView... payments) {
    return invoice(
        standing(Status.SETTLED, confirmed),
        Optional.empty(),
        Optional.of(id(decided)),
        "TRUB",
        Optional.of("100"),
        payments);
  }

  static InvoiceView marked(Mark mark, PaymentView... payments) {
    var standing = standing(mark.kind().status(), "0");
    return invoice(
        standing, Optional.of(mark), Optional.empty(), "TRUB", Optional.of("100"), payments);
  }

  private static InvoiceView invoice(
      Standing standing,
      Optional<Mark> mark,
      Optional<UUID> decided,
      String currency,
      Optional<String> price,
      PaymentView... payments) {
    return new InvoiceView(
        new UUID(0, 1),
        "abc123def456f",
        new UUID(0, 3),
        "test",
        "coinvoice",
        Optional.of("42"),
        Optional.of("Заказ #42"),
        Map.of(),
        currency,
        price.map(text -> new BigDecimal(text).setScale(8)),
        BigDecimal.ZERO,
        List.of(TRUB),
        List.of(quote(ADDRESS)),
        List.of(payments),
        decided,
        standing,
        mark,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        T0,
        T0.plusSeconds(3600),
        T0.plusSeconds(608400),
        T0.plusMillis(1500),
        3);
  }

  /// As another dialect makes them: no price, a fiat currency, coins to choose from.
  static InvoiceView strange(Optional<String> price, List<QuoteView> quotes, String confirmed) {
    var view =
        invoice(standing(Status.OPEN, confirmed), Optional.empty(), Optional.empty(), "EUR", price);
    return new InvoiceView(
        view.id(),
        view.code(),
        view.project(),
        view.mode(),
        "coffer",
        Optional.empty(),
        Optional.empty(),
        Map.of("table", "7"),
        view.currency(),
        view.price(),
        view.tolerancePercent(),
        List.of(TRUB, TRUB),
        quotes,
        view.payments(),
        view.decidedBy(),
        view.standing(),
        view.mark(),
        view.returnUrl(),
        view.customer(),
        view.slippagePercent(),
        view.createdAt(),
        view.expiresAt(),
        view.monitorUntil(),
        view.updatedAt(),
        view.version());
  }

  static QuoteView quote(String address) {
    return new QuoteView(
        TRUB,
        address,
        address,
        Optional.of(new BigDecimal("100.00000000")),
        Optional.of(new BigDecimal("100.000000")),
        Optional.of(new BigDecimal("100.000000")),
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        BigDecimal.ONE,
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        Optional.empty(),
        T0,
        T0.plusSeconds(3600),
        true,
        Optional.empty());
  }

  private static UUID id(int number) {
    return new UUID(0, 10 + number);
  }

  static PaymentView payment(int number, PaymentStatus status, String amount) {
    var confirmed = status == PaymentStatus.CONFIRMED;
    return new PaymentView(
        id(number),
        TRUB,
        "0x" + String.valueOf(number).repeat(64),
        "log:0",
        ADDRESS,
        Optional.empty(),
        new BigDecimal(amount),
        Optional.of(new BigDecimal(amount)),
        status,
        Optional.empty(),
        Risk.NONE,
        Optional.of(12L),
        Optional.of("00c"),
        3,
        Optional.of(3),
        T0.plusSeconds(number),
        T0.plusSeconds(number),
        Optional.of(T0.plusSeconds(60L + number)).filter(_ -> confirmed),
        Optional.empty(),
        Map.of());
  }

  private static Standing standing(Status status, String confirmed) {
    var units = new BigDecimal(confirmed).movePointRight(8).toBigIntegerExact();
    return new Standing(
        status,
        true,
        units,
        units,
        Optional.of(BigInteger.TEN.pow(10)),
        false,
        false,
        Risk.NONE,
        Optional.empty());
  }
}
