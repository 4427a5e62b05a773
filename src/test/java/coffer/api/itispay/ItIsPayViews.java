package coffer.api.itispay;

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
final class ItIsPayViews {
  static final Instant T0 = Instant.parse("2026-11-20T10:00:00.123456Z");
  static final AssetView USDT =
      new AssetView(
          "USDT", "tron", "tron", "TRON", Optional.of("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"), 6, 6);
  static final AssetView ETH =
      new AssetView("ETH", "ethereum", "ethereum-sandbox", "Ethereum", Optional.empty(), 18, 8);

  private ItIsPayViews() {}

  /// Of 25 EUR, a part of it confirmed, another part seen.
  static InvoiceView partly() {
    var standing = standing(Status.OPEN, 1_800_000_000, 1_000_000_000, 2_717_391_400L);
    return view(
        "itispay",
        "live",
        Map.of(
            "itispay_callback_url", "https://shop.example/hook",
            "itispay_fiat_amount", "25.00",
            "itispay_fiat_currency", "EUR"),
        "USDT",
        Optional.of(new BigDecimal("27.17391400")),
        List.of(USDT),
        List.of(quote(USDT, "27.173914", "18.000000", "10.000000")),
        List.of(
            payment(USDT, 2, "10.000000", PaymentStatus.CONFIRMED, Optional.of(12L)),
            payment(USDT, 3, "8.000000", PaymentStatus.SEEN, Optional.empty()),
            payment(USDT, 4, "9.000000", PaymentStatus.REVERSED, Optional.empty())),
        standing,
        Optional.empty());
  }

  /// More ETH than 64 bits hold in wei, paid with dust behind.
  static InvoiceView settled() {
    return view(
        "itispay",
        "test",
        Map.of("itispay_fiat_amount", "90000", "itispay_fiat_currency", "EUR"),
        "ETH",
        Optional.of(new BigDecimal("30.00000000")),
        List.of(ETH),
        List.of(
            quote(ETH, "30.000000000000000000", "30.123456789012345678", "30.123456789012345678")),
        List.of(
            payment(
                ETH, 2, "30.123456789012345678", PaymentStatus.CONFIRMED, Optional.of(12_345L))),
        standing(Status.SETTLED, 3_012_345_678L, 3_012_345_678L, 3_000_000_000L),
        Optional.empty());
  }

  static InvoiceView archived() {
    return view(
        "itispay",
        "live",
        Map.of("itispay_fiat_amount", "100", "itispay_fiat_currency", "EUR"),
        "USDT",
        Optional.of(new BigDecimal("108.69565200")),
        List.of(USDT),
        List.of(),
        List.of(),
        standing(Status.ARCHIVED, 0, 0, 10_869_565_200L),
        Optional.of(new Mark(Mark.Kind.ARCHIVED, "merchant", "kept as a record", T0)));
  }

  /// Of another API: priced in dollars, nothing chosen yet.
  static InvoiceView foreign() {
    return view(
        "coffer",
        "live",
        Map.of("itispay_fiat_amount", "not ours"),
        "USD",
        Optional.of(new BigDecimal("25.50000000")),
        List.of(USDT, ETH),
        List.of(),
        List.of(),
        standing(Status.OPEN, 0, 0, 2_550_000_000L),
        Optional.empty());
  }

  /// Of another API: the payer chose anew after a part, and the rest is asked for at another rate.
  static InvoiceView quotedAgain() {
    return view(
        "coffer",
        "live",
        Map.of(),
        "EUR",
        Optional.of(new BigDecimal("25.00000000")),
        List.of(USDT, ETH),
        List.of(
            quote(ETH, "0.008333340000000000", "0", "0"),
            quote(USDT, "27.173914", "10.000000", "10.000000"),
            quote(USDT, "17.500000", "0.000000", "0.000000")),
        List.of(payment(USDT, 2, "10.000000", PaymentStatus.CONFIRMED, Optional.of(12L))),
        standing(Status.OPEN, 920_000_000, 920_000_000, 2_500_000_000L),
        Optional.empty());
  }

  static Standing standing(Status status, long seen, long confirmed, long price) {
    return new Standing(
        status,
        true,
        BigInteger.valueOf(seen),
        BigInteger.valueOf(confirmed),
        Optional.of(BigInteger.valueOf(price)),
        false,
        false,
        Risk.NONE,
        Optional.empty());
  }

  private static QuoteView quote(AssetView asset, String due, String seen, String confirmed) {
    return new QuoteView(
        asset,
        "an-address",
        "pay:an-address",
        Optional.of(new BigDecimal("25.00000000")),
        Optional.of(new BigDecimal(due)),
        Optional.of(new BigDecimal(due)),
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        BigDecimal.ONE,
        new BigDecimal(seen),
        new BigDecimal(confirmed),
        Optional.empty(),
        T0,
        T0.plusSeconds(1800),
        true,
        Optional.empty());
  }

  private static PaymentView payment(
      AssetView asset, int id, String amount, PaymentStatus status, Optional<Long> height) {
    return new PaymentView(
        new UUID(0, id),
        asset,
        "ab".repeat(32),
        "log:" + id,
        "an-address",
        Optional.empty(),
        new BigDecimal(amount),
        Optional.empty(),
        status,
        Optional.empty(),
        Risk.NONE,
        height,
        height.map(_ -> "00c"),
        height.isPresent() ? 7 : 0,
        Optional.empty(),
        T0.plusSeconds(60),
        T0.plusSeconds(60),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  private static InvoiceView view(
      String dialect,
      String mode,
      Map<String, String> meta,
      String currency,
      Optional<BigDecimal> price,
      List<AssetView> options,
      List<QuoteView> quotes,
      List<PaymentView> payments,
      Standing standing,
      Optional<Mark> mark) {
    return new InvoiceView(
        new UUID(0, 1),
        "0123456789abc",
        new UUID(0, 3),
        mode,
        dialect,
        Optional.of("order-1042"),
        Optional.of("Two chairs"),
        meta,
        currency,
        price,
        new BigDecimal("1.5"),
        options,
        quotes,
        payments,
        Optional.empty(),
        standing,
        mark,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        T0,
        T0.plusSeconds(1800),
        T0.plusSeconds(600_000),
        T0.plusSeconds(90),
        3);
  }
}
