package coffer.api.getcrypto;

import coffer.core.chain.Mode;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.AssetView;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.core.invoice.InvoiceView.QuoteView;
import coffer.core.invoice.Risk;
import coffer.core.invoice.Standing;
import coffer.core.invoice.Status;
import coffer.core.merchant.Project;
import coffer.core.merchant.Settings;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Invoices as the core tells them.
final class GetCryptoViews {
  static final String PROJECT = "64e5a94d9c3f4";
  private static final Instant T0 = Instant.parse("2026-11-20T10:00:00Z");
  private static final AssetView USDT = token("USDT", "bsc", 18);
  private static final AssetView TRX =
      new AssetView("TRX", "tron", "tron", "TRON", Optional.empty(), 6, 6);
  private static final String ADDRESS = "0x9858EfFD232B4033E47d90003D41EC34EcaEda94";

  private GetCryptoViews() {}

  private static AssetView token(String code, String network, int decimals) {
    return new AssetView(code, network, network, network, Optional.of("0xdac1"), decimals, 6);
  }

  static Project project() {
    return new Project(
        3,
        new UUID(0, 3),
        PROJECT,
        1,
        Mode.LIVE,
        "Test",
        Settings.defaults()
            .change()
            .returnUrl(Optional.of("https://api.getcrypto.finance/success"))
            .failUrl(Optional.of("https://api.getcrypto.finance/fail"))
            .build(),
        1);
  }

  static InvoiceView fresh() {
    return view(Status.OPEN, "0", List.of(quote("0.094512", "0", "0")), List.of());
  }

  static InvoiceView paid() {
    var payments =
        List.of(
            payment("ab", PaymentStatus.CONFIRMED, 20),
            payment("cd", PaymentStatus.CONFIRMED, 12),
            payment("ef", PaymentStatus.REVERSED, 0));
    var quote = quote("0.094512", "0.100000000000000000", "0.100000000000000000");
    return view(Status.SETTLED, "9", List.of(quote), payments);
  }

  static InvoiceView requoted() {
    var quotes =
        List.of(quote("0.094512", "0.05", "0.05"), quote("0.051000", "0.02", "0.000000000000"));
    return view(Status.OPEN, "3.5", quotes, List.of(payment("ab", PaymentStatus.CONFIRMED, 20)));
  }

  /// Of our own API: any amount, several coins, no order.
  static InvoiceView foreign() {
    var standing = standing(Status.OPEN, "0", Optional.empty());
    return new InvoiceView(
        new UUID(0, 2),
        "0123456789abc",
        new UUID(0, 3),
        "live",
        "coffer",
        Optional.empty(),
        Optional.of("a book"),
        Map.of("table", "7"),
        "USDT",
        Optional.empty(),
        BigDecimal.ZERO,
        List.of(TRX, USDT),
        List.of(),
        List.of(),
        Optional.empty(),
        standing,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        T0,
        T0.plusSeconds(3600),
        T0.plusSeconds(7200),
        T0,
        1);
  }

  private static InvoiceView view(
      Status status, String confirmed, List<QuoteView> quotes, List<PaymentView> payments) {
    return new InvoiceView(
        new UUID(0, 1),
        PROJECT,
        new UUID(0, 3),
        "live",
        "getcrypto",
        Optional.of("ORD_123"),
        Optional.empty(),
        Map.of(
            GetCryptoMetadata.CUSTOM_FIELDS,
            "{\"custom_field_1\":\"value_1\",\"n\":1.50}",
            GetCryptoMetadata.LANGUAGE,
            "ru"),
        "RUB",
        Optional.of(new BigDecimal("9.00000000")),
        BigDecimal.ZERO,
        List.of(USDT),
        quotes,
        payments,
        Optional.empty(),
        standing(status, confirmed, Optional.of(new BigInteger("900000000"))),
        Optional.empty(),
        Optional.of("https://shop.example/"),
        Optional.empty(),
        Optional.empty(),
        T0,
        T0.plusSeconds(3600).plusNanos(123_456_000),
        T0.plusSeconds(608_400),
        T0.plusMillis(1500),
        3);
  }

  private static Standing standing(Status status, String confirmed, Optional<BigInteger> price) {
    var units = new BigDecimal(confirmed).movePointRight(8).toBigIntegerExact();
    return new Standing(
        status, true, units, units, price, false, false, Risk.NONE, Optional.empty());
  }

  private static QuoteView quote(String due, String seen, String confirmed) {
    return new QuoteView(
        USDT,
        ADDRESS,
        "ethereum:0xdac1@56/transfer?address=" + ADDRESS,
        Optional.of(new BigDecimal("9.00000000")),
        Optional.of(new BigDecimal(due + "000000000000")),
        Optional.of(new BigDecimal(due)),
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        new BigDecimal("95.2"),
        new BigDecimal(seen),
        new BigDecimal(confirmed),
        Optional.empty(),
        T0,
        T0.plusSeconds(900),
        true,
        Optional.empty());
  }

  private static PaymentView payment(String txid, PaymentStatus status, long confirmations) {
    return new PaymentView(
        new UUID(0, 7),
        USDT,
        "0x" + txid.repeat(32),
        "log:0",
        ADDRESS,
        Optional.empty(),
        new BigDecimal("0.05"),
        Optional.of(new BigDecimal("4.5")),
        status,
        Optional.empty(),
        Risk.NONE,
        Optional.of(12L),
        Optional.of("0x0c"),
        confirmations,
        Optional.empty(),
        T0,
        T0,
        Optional.of(T0),
        Optional.empty(),
        Map.of());
  }
}
