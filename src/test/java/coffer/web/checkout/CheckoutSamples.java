package coffer.web.checkout;

import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.AssetView;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.core.invoice.InvoiceView.QuoteView;
import coffer.core.invoice.Mark;
import coffer.core.invoice.Risk;
import coffer.core.invoice.Standing;
import coffer.core.invoice.Status;
import coffer.core.merchant.Settings;
import coffer.web.Language;
import coffer.web.MerchantCard;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Invoices in every state, made by hand: 149 EUR, in one of four assets.
final class CheckoutSamples {
  static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  static final UUID ID = UUID.fromString("0195c2aa-4d1e-7c52-9f3b-2f6c1d8a7e90");
  static final AssetView USDT =
      asset("USDT", "tron", "TRON", Optional.of("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"), 6);
  static final AssetView USDT_ETHEREUM =
      asset(
          "USDT",
          "ethereum",
          "Ethereum",
          Optional.of("0xdAC17F958D2ee523a2206206994597C13D831ec7"),
          6);
  static final AssetView USDT_BSC =
      asset(
          "USDT",
          "bsc",
          "BNB Smart Chain",
          Optional.of("0x55d398326f99059fF775485246999027B3197955"),
          18);
  static final AssetView ETH = asset("ETH", "ethereum", "Ethereum", Optional.empty(), 18);
  static final AssetView BTC = asset("BTC", "bitcoin", "Bitcoin", Optional.empty(), 8);
  static final AssetView USDC =
      asset(
          "USDC",
          "ethereum",
          "Ethereum",
          Optional.of("0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48"),
          6);
  static final AssetView BNB = asset("BNB", "bsc", "BNB Smart Chain", Optional.empty(), 18);
  static final AssetView BUSD =
      asset(
          "BUSD",
          "bsc",
          "BNB Smart Chain",
          Optional.of("0xe9e7CEA3DedcA5984780Bafc599bD69ADd087D56"),
          18);
  static final AssetView TRX = asset("TRX", "tron", "TRON", Optional.empty(), 6);
  static final String TRON_ADDRESS = "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8";
  static final String EVM_ADDRESS = "0x71C7656EC7ab88b098defB751B7401B5f6d8976F";
  static final String BTC_ADDRESS = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq";

  static final MerchantCard SHOP =
      new MerchantCard(
          "Northwind Coffee",
          Optional.of("https://shop.example/basket"),
          new Settings.Support(
              Optional.of("https://shop.example/help"), Optional.of("help@shop.example")),
          Settings.Look.NONE);

  /// What 149 EUR are in each asset; there is no rate of TRX.
  static final Map<String, BigDecimal> SUMS =
      Map.of(
          "USDT:tron", new BigDecimal("161.284512"),
          "USDT:ethereum", new BigDecimal("161.284512"),
          "USDT:bsc", new BigDecimal("161.284512"),
          "USDC:ethereum", new BigDecimal("161.251103"),
          "BTC:bitcoin", new BigDecimal("0.00158764"),
          "ETH:ethereum", new BigDecimal("0.044209"),
          "BNB:bsc", new BigDecimal("0.187216"));

  private CheckoutSamples() {}

  /// An invoice to be changed step by step.
  static final class Draft {
    Status status = Status.OPEN;
    String mode = "live";
    Optional<BigDecimal> price = Optional.of(new BigDecimal("149.00000000"));
    Optional<String> description = Optional.of("Annual plan, 3 seats");
    Optional<String> orderId = Optional.of("SO-2026-01877");
    Optional<String> returnUrl = Optional.of("https://shop.example/thanks?order=1877");
    List<AssetView> options = List.of(USDT, USDC, BTC, ETH, BNB, TRX);
    final List<QuoteView> quotes = new ArrayList<>();
    final List<PaymentView> payments = new ArrayList<>();
    String seen = "0";
    boolean over;
    boolean late;
    Risk risk = Risk.NONE;
    Optional<Mark> mark = Optional.empty();
    Instant expiresAt = NOW.plus(Duration.ofMinutes(52));

    Draft quote(QuoteView quote) {
      quotes.add(quote);
      return this;
    }

    Draft pay(PaymentView payment) {
      payments.add(payment);
      return this;
    }

    Draft status(Status value, String seenPrice) {
      status = value;
      seen = seenPrice;
      return this;
    }

    InvoiceView build() {
      var units = new BigDecimal(seen).movePointRight(8).toBigInteger();
      var standing =
          new Standing(
              status,
              !quotes.isEmpty(),
              units,
              status == Status.SETTLED ? units : BigInteger.ZERO,
              price.map(p -> p.movePointRight(8).toBigInteger()),
              over,
              late,
              risk,
              mark.map(Mark::kind));
      return new InvoiceView(
          ID,
          "0195c2aa4d1e7",
          UUID.fromString("0195c2aa-0000-7000-8000-000000000001"),
          mode,
          "coffer",
          orderId,
          description,
          Map.of(),
          "EUR",
          price,
          BigDecimal.ZERO,
          options,
          List.copyOf(quotes),
          List.copyOf(payments),
          Optional.empty(),
          standing,
          mark,
          returnUrl,
          Optional.empty(),
          Optional.empty(),
          NOW.minusSeconds(480),
          expiresAt,
          expiresAt.plus(Duration.ofDays(1)),
          NOW,
          3);
    }
  }

  static Draft draft() {
    return new Draft();
  }

  static QuoteView usdt(String seen, Instant validUntil) {
    return quote(USDT, TRON_ADDRESS, TRON_ADDRESS, "161.284512", "0.92383326", seen, validUntil);
  }

  static QuoteView btc(Instant validUntil) {
    var uri = "bitcoin:" + BTC_ADDRESS + "?amount=0.00158764";
    return quote(BTC, BTC_ADDRESS, uri, "0.00158764", "93850.4", "0", validUntil);
  }

  static QuoteView usdc(Instant validUntil) {
    var uri =
        "ethereum:%s@1/transfer?address=%s&uint256=161284512"
            .formatted(USDC.contract().orElseThrow(), EVM_ADDRESS);
    return quote(USDC, EVM_ADDRESS, uri, "161.284512", "0.92383326", "0", validUntil);
  }

  static QuoteView quote(
      AssetView asset,
      String address,
      String uri,
      String due,
      String rate,
      String seen,
      Instant validUntil) {
    return new QuoteView(
        asset,
        address,
        uri,
        Optional.of(new BigDecimal("149.00000000")),
        Optional.of(new BigDecimal(due)),
        Optional.of(new BigDecimal(due)),
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        new BigDecimal(rate),
        new BigDecimal(seen),
        BigDecimal.ZERO,
        Optional.of(new BigDecimal(due).subtract(new BigDecimal(seen))),
        NOW.minusSeconds(60),
        validUntil,
        true,
        Optional.empty());
  }

  /// The quote after what is missing was changed by payments on others.
  static QuoteView overtaken(QuoteView q) {
    return new QuoteView(
        q.asset(),
        q.address(),
        q.uri(),
        q.worth(),
        q.due(),
        q.base(),
        q.fees(),
        q.insurance(),
        q.rate(),
        q.seen(),
        q.confirmed(),
        Optional.empty(),
        q.createdAt(),
        q.validUntil(),
        q.current(),
        q.depositAddress());
  }

  /// Of an invoice without a price.
  static QuoteView openUsdt() {
    return new QuoteView(
        USDT,
        TRON_ADDRESS,
        TRON_ADDRESS,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        new BigDecimal("0.92383326"),
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        Optional.empty(),
        NOW.minusSeconds(60),
        NOW.plusSeconds(840),
        true,
        Optional.empty());
  }

  static PaymentView payment(
      AssetView asset, String amount, PaymentStatus status, long confirmations) {
    return payment(asset, amount, status, confirmations, Risk.NONE, Optional.empty());
  }

  static PaymentView payment(
      AssetView asset,
      String amount,
      PaymentStatus status,
      long confirmations,
      Risk risk,
      Optional<String> orphan) {
    return new PaymentView(
        UUID.fromString("0195c2aa-0000-7000-8000-0000000000aa"),
        asset,
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "log:0",
        TRON_ADDRESS,
        Optional.empty(),
        new BigDecimal(amount),
        Optional.empty(),
        status,
        orphan,
        risk,
        confirmations > 0 ? Optional.of(61_000_000L) : Optional.empty(),
        confirmations > 0 ? Optional.of("hash") : Optional.empty(),
        confirmations,
        Optional.of(19),
        NOW.minusSeconds(30),
        NOW.minusSeconds(30),
        Optional.empty(),
        Optional.of("https://tronscan.org/#/transaction/9f86d081"),
        Map.of());
  }

  static PageRequest look() {
    return new PageRequest(
        ID,
        Optional.empty(),
        Language.EN,
        Optional.empty(),
        false,
        Optional.empty(),
        PageRequest.Display.PLAIN);
  }

  static PageRequest choosing() {
    return new PageRequest(
        ID,
        Optional.empty(),
        Language.EN,
        Optional.empty(),
        true,
        Optional.empty(),
        PageRequest.Display.PLAIN);
  }

  static PageRequest looking(String asset) {
    return new PageRequest(
        ID,
        Optional.empty(),
        Language.EN,
        Optional.of(asset),
        false,
        Optional.empty(),
        PageRequest.Display.PLAIN);
  }

  private static AssetView asset(
      String code, String network, String title, Optional<String> contract, int decimals) {
    return new AssetView(code, network, network, title, contract, decimals, Math.min(6, decimals));
  }
}
