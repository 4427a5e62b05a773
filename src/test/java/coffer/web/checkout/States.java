package coffer.web.checkout;

import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.invoice.Mark;
import coffer.core.invoice.Risk;
import coffer.core.invoice.Status;
import coffer.web.PageState;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Every state that a page can show, by name.
public final class States {
  /// When they are looked at.
  public static final Instant NOW = CheckoutSamples.NOW;

  private static final Instant LATER = CheckoutSamples.NOW.plusSeconds(840);

  public record State(InvoiceView invoice, PageRequest look, PageState stage) {}

  private States() {}

  public static Map<String, State> all() {
    var all = new LinkedHashMap<String, State>();
    open(all);
    paid(all);
    ended(all);
    return all;
  }

  private static void open(Map<String, State> all) {
    put(all, "choose", CheckoutSamples.draft(), PageState.CHOOSE);
    var many = CheckoutSamples.draft();
    many.options =
        List.of(
            CheckoutSamples.USDT,
            CheckoutSamples.USDT_ETHEREUM,
            CheckoutSamples.USDT_BSC,
            CheckoutSamples.USDC,
            CheckoutSamples.BTC,
            CheckoutSamples.ETH,
            CheckoutSamples.BNB,
            CheckoutSamples.TRX,
            CheckoutSamples.BUSD);
    put(all, "choose_many", many, PageState.CHOOSE);
    put(
        all,
        "waiting",
        CheckoutSamples.draft().quote(CheckoutSamples.usdt("0", LATER)),
        PageState.WAITING);
    put(
        all,
        "waiting_native",
        CheckoutSamples.draft().quote(CheckoutSamples.btc(LATER)),
        PageState.WAITING);
    put(
        all,
        "waiting_token",
        CheckoutSamples.draft().quote(CheckoutSamples.usdc(LATER)),
        PageState.WAITING);
    var test = CheckoutSamples.draft().quote(CheckoutSamples.usdt("0", LATER));
    test.mode = "test";
    test.options = List.of(CheckoutSamples.USDT);
    put(all, "test", test, PageState.WAITING);
    var any = CheckoutSamples.draft().quote(CheckoutSamples.openUsdt());
    any.price = Optional.empty();
    put(all, "open", any, PageState.WAITING);
    put(
        all,
        "partial",
        CheckoutSamples.draft()
            .quote(CheckoutSamples.usdt("100", LATER))
            .pay(CheckoutSamples.payment(CheckoutSamples.USDT, "100", PaymentStatus.SEEN, 4))
            .status(Status.OPEN, "92.38332816"),
        PageState.PARTIAL);
    put(
        all,
        "stale",
        CheckoutSamples.draft()
            .quote(CheckoutSamples.usdt("0", CheckoutSamples.NOW.minusSeconds(1))),
        PageState.STALE);
    var large =
        CheckoutSamples.draft()
            .quote(
                CheckoutSamples.quote(
                    CheckoutSamples.ETH,
                    CheckoutSamples.EVM_ADDRESS,
                    "ethereum:" + CheckoutSamples.EVM_ADDRESS + "@1?value=1",
                    "123456.12345678",
                    "2500",
                    "0",
                    LATER));
    large.price = Optional.of(new java.math.BigDecimal("149.00000000"));
    large.description = Optional.of("Lorem ipsum dolor sit amet, ".repeat(20) + "x".repeat(200));
    large.orderId = Optional.of("ORDER-" + "0123456789".repeat(8));
    put(all, "large", large, PageState.WAITING);
    var timeUp = CheckoutSamples.draft().quote(CheckoutSamples.usdt("0", CheckoutSamples.NOW));
    timeUp.expiresAt = CheckoutSamples.NOW;
    put(all, "time_up", timeUp, PageState.TIME_UP);
  }

  private static void paid(Map<String, State> all) {
    put(
        all,
        "seen",
        whole(PaymentStatus.SEEN, 0, Risk.NONE, Status.CONFIRMING),
        PageState.CONFIRMING);
    put(
        all,
        "confirming",
        whole(PaymentStatus.SEEN, 7, Risk.NONE, Status.CONFIRMING),
        PageState.CONFIRMING);
    var held = whole(PaymentStatus.CONFIRMED, 25, Risk.HELD, Status.CONFIRMING);
    held.risk = Risk.HELD;
    put(all, "held", held, PageState.HELD);
    put(all, "paid", whole(PaymentStatus.CONFIRMED, 19, Risk.NONE, Status.SETTLED), PageState.PAID);
    var late = whole(PaymentStatus.CONFIRMED, 19, Risk.NONE, Status.SETTLED);
    late.late = true;
    put(all, "late", late, PageState.PAID);
    var over = whole(PaymentStatus.CONFIRMED, 19, Risk.NONE, Status.SETTLED);
    over.over = true;
    over.seen = "160.5";
    put(all, "over", over, PageState.OVERPAID);
  }

  private static CheckoutSamples.Draft part(java.time.Instant validUntil) {
    return CheckoutSamples.draft()
        .quote(CheckoutSamples.usdt("100", validUntil))
        .pay(CheckoutSamples.payment(CheckoutSamples.USDT, "100", PaymentStatus.CONFIRMED, 25))
        .status(Status.EXPIRED, "92.38332816");
  }

  private static void ended(Map<String, State> all) {
    put(all, "expired", CheckoutSamples.draft().status(Status.EXPIRED, "0"), PageState.EXPIRED);
    var rest = part(CheckoutSamples.NOW);
    rest.expiresAt = CheckoutSamples.NOW;
    put(all, "rest", rest, PageState.REST);
    var restAsked = part(LATER);
    restAsked.expiresAt = CheckoutSamples.NOW;
    put(all, "rest_asked", restAsked, PageState.PARTIAL);
    var tooLate = part(CheckoutSamples.NOW);
    tooLate.expiresAt = CheckoutSamples.NOW.minus(java.time.Duration.ofDays(2));
    put(all, "short", tooLate, PageState.SHORT);
    var cancelled = CheckoutSamples.draft().status(Status.CANCELLED, "0");
    cancelled.mark =
        Optional.of(new Mark(Mark.Kind.CANCELLED, "shop", "out of stock", CheckoutSamples.NOW));
    put(all, "cancelled", cancelled, PageState.CANCELLED);
    put(all, "closed", CheckoutSamples.draft().status(Status.ARCHIVED, "0"), PageState.CLOSED);
    var refused =
        CheckoutSamples.draft()
            .pay(
                CheckoutSamples.payment(
                    CheckoutSamples.USDT,
                    "161.284512",
                    PaymentStatus.CONFIRMED,
                    25,
                    Risk.REFUSED,
                    Optional.empty()))
            .pay(
                CheckoutSamples.payment(
                    CheckoutSamples.TRX,
                    "5",
                    PaymentStatus.CONFIRMED,
                    3,
                    Risk.NONE,
                    Optional.of("asset")))
            .pay(CheckoutSamples.payment(CheckoutSamples.USDT, "12.5", PaymentStatus.REVERSED, 0));
    refused.risk = Risk.REFUSED;
    put(all, "refused", refused.status(Status.EXPIRED, "0"), PageState.EXPIRED);
  }

  private static CheckoutSamples.Draft whole(
      PaymentStatus payment, long confirmations, Risk risk, Status status) {
    return CheckoutSamples.draft()
        .quote(CheckoutSamples.usdt("161.284512", LATER))
        .pay(
            CheckoutSamples.payment(
                CheckoutSamples.USDT, "161.284512", payment, confirmations, risk, Optional.empty()))
        .status(status, "149");
  }

  private static void put(
      Map<String, State> all, String name, CheckoutSamples.Draft draft, PageState expected) {
    all.put(name, new State(draft.build(), CheckoutSamples.look(), expected));
  }
}
