package coffer.api.onchainpay;

import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.AssetView;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.core.invoice.InvoiceView.QuoteView;
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
final class OnchainPayViews {
  static final Instant T0 = Instant.parse("2026-11-20T10:00:00.123456Z");
  static final UUID ID = UUID.fromString("6c1e7f5e-2a77-4f0e-8a54-6e1d5d0f9b21");
  static final UUID ACCOUNT = UUID.fromString("0b0f1d6e-59a4-4a6c-9a4f-0d5f3a1c2b3d");
  static final PaymentLinks LINKS = new PaymentLinks("https://pay.example.com");
  static final String PAID_URL = "https://shop.example.com/paid";
  static final String FAILED_URL = "https://shop.example.com/failed";
  static final String INVOICE_URL = "https://shop.example.com/invoice";
  static final AssetView USDT = asset("USDT", "tron", 6);
  static final AssetView TRX = asset("TRX", "tron", 6);
  static final AssetView USDT_ON_BSC = asset("USDT", "bsc", 18);
  private static final String ADDRESS = "TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf";

  private OnchainPayViews() {}

  private static AssetView asset(String code, String network, int decimals) {
    return new AssetView(code, network, network, network, Optional.of("contract"), decimals, 6);
  }

  /// An order of 123.12 USDT with everything that a request can set.
  static InvoiceView order(Standing standing, String confirmed, PaymentView... payments) {
    var meta =
        OnchainPayMetadata.of(OnchainPayMetadata.Type.ORDER, ACCOUNT)
            .webhooks(Optional.of(PAID_URL), Optional.of(FAILED_URL))
            .payerEmail(Optional.of("payer@example.com"))
            .build();
    return view(
        "onchainpay",
        meta,
        Optional.of("Заказ \"1\" </script>"),
        "USDT",
        Optional.of("123.12"),
        List.of(USDT),
        List.of(quote(USDT, "123.12", "1", confirmed)),
        standing,
        payments);
  }

  /// An invoice of 20 USD; the payer chooses the coin.
  static InvoiceView invoice(Standing standing, List<QuoteView> quotes, PaymentView... payments) {
    var meta =
        OnchainPayMetadata.of(OnchainPayMetadata.Type.INVOICE, ACCOUNT)
            .webhook(Optional.of(INVOICE_URL))
            .order(Optional.of("Order 1"))
            .insurance(Optional.of(new BigDecimal("2.50")))
            .payerEmail(Optional.of("payer@example.com"))
            .build();
    return view(
        "onchainpay",
        meta,
        Optional.of("inv-1"),
        "USD",
        Optional.of("20"),
        List.of(USDT, TRX, USDT_ON_BSC),
        quotes,
        standing,
        payments);
  }

  /// As another dialect makes them. Its merchant chose meta that looks like ours.
  static InvoiceView foreign(Optional<String> price, List<QuoteView> quotes, Standing standing) {
    var meta = Map.of("onchainpay_type", "invoice", "onchainpay_account", "x", "table", "7");
    return view(
        "coffer", meta, Optional.empty(), "EUR", price, List.of(USDT, TRX), quotes, standing);
  }

  private static InvoiceView view(
      String dialect,
      Map<String, String> meta,
      Optional<String> orderId,
      String currency,
      Optional<String> price,
      List<AssetView> options,
      List<QuoteView> quotes,
      Standing standing,
      PaymentView... payments) {
    return new InvoiceView(
        ID,
        "0123456789abc",
        new UUID(0, 3),
        "live",
        dialect,
        orderId,
        Optional.of("two cups").filter(_ -> dialect.equals("onchainpay")),
        meta,
        currency,
        price.map(text -> new BigDecimal(text).setScale(8)),
        new BigDecimal("1.500000"),
        options,
        quotes,
        List.of(payments),
        Optional.empty(),
        standing,
        Optional.empty(),
        Optional.of("https://shop.example.com/").filter(_ -> dialect.equals("onchainpay")),
        Optional.empty(),
        Optional.empty(),
        T0,
        T0.plusSeconds(1800),
        T0.plusSeconds(608_400),
        T0.plusMillis(1500),
        3);
  }

  static Standing standing(Status status, boolean quoted, String seen, String confirmed) {
    return new Standing(
        status,
        quoted,
        units(seen),
        units(confirmed),
        Optional.of(units("20")),
        false,
        false,
        Risk.NONE,
        Optional.empty());
  }

  static BigInteger units(String amount) {
    return new BigDecimal(amount).movePointRight(8).toBigIntegerExact();
  }

  static QuoteView quote(AssetView asset, String due, String rate, String confirmed) {
    return quote(asset, Optional.of(due), rate, confirmed);
  }

  /// One of an invoice without a price.
  static QuoteView open(AssetView asset, String confirmed) {
    return quote(asset, Optional.empty(), "1.1", confirmed);
  }

  private static QuoteView quote(
      AssetView asset, Optional<String> due, String rate, String confirmed) {
    return new QuoteView(
        asset,
        ADDRESS,
        ADDRESS,
        Optional.of(new BigDecimal("20.00000000")),
        due.map(text -> new BigDecimal(text).setScale(asset.decimals())),
        due.map(BigDecimal::new),
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        new BigDecimal(rate),
        new BigDecimal(confirmed),
        new BigDecimal(confirmed).setScale(asset.decimals()),
        Optional.empty(),
        T0,
        T0.plusSeconds(1800),
        true,
        Optional.empty());
  }

  static PaymentView payment(int number, AssetView asset, PaymentStatus status, String amount) {
    return payment(number, asset, status, amount, Optional.empty(), Risk.NONE);
  }

  static PaymentView orphan(int number, AssetView asset, PaymentStatus status, String amount) {
    return payment(number, asset, status, amount, Optional.of("asset"), Risk.NONE);
  }

  static PaymentView payment(
      int number,
      AssetView asset,
      PaymentStatus status,
      String amount,
      Optional<String> orphan,
      Risk risk) {
    return new PaymentView(
        new UUID(0, 10 + number),
        asset,
        String.valueOf(number).repeat(64),
        "log:0",
        ADDRESS,
        Optional.of("TQ5NMqJjhpQGK7YJbESKfjV9eQJ2zVuvTk").filter(_ -> number != 2),
        new BigDecimal(amount).setScale(asset.decimals()),
        Optional.of(new BigDecimal(amount)).filter(_ -> orphan.isEmpty()),
        status,
        orphan,
        risk,
        Optional.of(12L),
        Optional.of("00c"),
        20 + number,
        Optional.of(20),
        T0.plusSeconds(number),
        T0.plusSeconds(number),
        Optional.of(T0.plusSeconds(60L + number)),
        Optional.empty(),
        Map.of());
  }
}
