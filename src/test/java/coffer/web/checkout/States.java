package coffer.web.checkout;

import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.invoice.Mark;
import coffer.core.invoice.Risk;
import coffer.core.invoice.Status;
import coffer.web.Stage;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Every state that a page can show, by name.
public final class States {
  /// When they are looked at.
  public static final Instant NOW = Samples.NOW;

  private static final Instant LATER = Samples.NOW.plusSeconds(840);

  public record State(InvoiceView invoice, Look look, Stage stage) {}

  private States() {}

  public static Map<String, State> all() {
    var all = new LinkedHashMap<String, State>();
    open(all);
    paid(all);
    ended(all);
    return all;
  }

  private static void open(Map<String, State> all) {
    put(all, "choose", Samples.draft(), Stage.CHOOSE);
    put(all, "waiting", Samples.draft().quote(Samples.usdt("0", LATER)), Stage.WAITING);
    put(all, "waiting_native", Samples.draft().quote(Samples.btc(LATER)), Stage.WAITING);
    put(all, "waiting_token", Samples.draft().quote(Samples.usdc(LATER)), Stage.WAITING);
    var test = Samples.draft().quote(Samples.usdt("0", LATER));
    test.mode = "test";
    test.options = List.of(Samples.USDT);
    put(all, "test", test, Stage.WAITING);
    var any = Samples.draft().quote(Samples.openUsdt());
    any.price = Optional.empty();
    put(all, "open", any, Stage.WAITING);
    put(
        all,
        "partial",
        Samples.draft()
            .quote(Samples.usdt("100", LATER))
            .pay(Samples.payment(Samples.USDT, "100", PaymentStatus.SEEN, 4))
            .status(Status.OPEN, "92.38332816"),
        Stage.PARTIAL);
    put(
        all,
        "stale",
        Samples.draft().quote(Samples.usdt("0", Samples.NOW.minusSeconds(1))),
        Stage.STALE);
    var large =
        Samples.draft()
            .quote(
                Samples.quote(
                    Samples.ETH,
                    Samples.EVM_ADDRESS,
                    "ethereum:" + Samples.EVM_ADDRESS + "@1?value=1",
                    "123456.12345678",
                    "2500",
                    "0",
                    LATER));
    large.price = Optional.of(new java.math.BigDecimal("149.00000000"));
    large.description = Optional.of("Lorem ipsum dolor sit amet, ".repeat(20) + "x".repeat(200));
    large.orderId = Optional.of("ORDER-" + "0123456789".repeat(8));
    put(all, "large", large, Stage.WAITING);
    var timeUp = Samples.draft().quote(Samples.usdt("0", Samples.NOW));
    timeUp.expiresAt = Samples.NOW;
    put(all, "time_up", timeUp, Stage.TIME_UP);
  }

  private static void paid(Map<String, State> all) {
    put(all, "seen", whole(PaymentStatus.SEEN, 0, Risk.NONE, Status.CONFIRMING), Stage.CONFIRMING);
    put(
        all,
        "confirming",
        whole(PaymentStatus.SEEN, 7, Risk.NONE, Status.CONFIRMING),
        Stage.CONFIRMING);
    var held = whole(PaymentStatus.CONFIRMED, 25, Risk.HELD, Status.CONFIRMING);
    held.risk = Risk.HELD;
    put(all, "held", held, Stage.HELD);
    put(all, "paid", whole(PaymentStatus.CONFIRMED, 19, Risk.NONE, Status.SETTLED), Stage.PAID);
    var late = whole(PaymentStatus.CONFIRMED, 19, Risk.NONE, Status.SETTLED);
    late.late = true;
    put(all, "late", late, Stage.PAID);
    var over = whole(PaymentStatus.CONFIRMED, 19, Risk.NONE, Status.SETTLED);
    over.over = true;
    put(all, "over", over, Stage.OVERPAID);
  }

  private static Samples.Draft part(java.time.Instant validUntil) {
    return Samples.draft()
        .quote(Samples.usdt("100", validUntil))
        .pay(Samples.payment(Samples.USDT, "100", PaymentStatus.CONFIRMED, 25))
        .status(Status.EXPIRED, "92.38332816");
  }

  private static void ended(Map<String, State> all) {
    put(all, "expired", Samples.draft().status(Status.EXPIRED, "0"), Stage.EXPIRED);
    var rest = part(Samples.NOW);
    rest.expiresAt = Samples.NOW;
    put(all, "rest", rest, Stage.REST);
    var restAsked = part(LATER);
    restAsked.expiresAt = Samples.NOW;
    put(all, "rest_asked", restAsked, Stage.PARTIAL);
    var tooLate = part(Samples.NOW);
    tooLate.expiresAt = Samples.NOW.minus(java.time.Duration.ofDays(2));
    put(all, "short", tooLate, Stage.SHORT);
    var cancelled = Samples.draft().status(Status.CANCELLED, "0");
    cancelled.mark =
        Optional.of(new Mark(Mark.Kind.CANCELLED, "shop", "out of stock", Samples.NOW));
    put(all, "cancelled", cancelled, Stage.CANCELLED);
    put(all, "closed", Samples.draft().status(Status.ARCHIVED, "0"), Stage.CLOSED);
    var refused =
        Samples.draft()
            .pay(
                Samples.payment(
                    Samples.USDT,
                    "161.284512",
                    PaymentStatus.CONFIRMED,
                    25,
                    Risk.REFUSED,
                    Optional.empty()))
            .pay(
                Samples.payment(
                    Samples.TRX, "5", PaymentStatus.CONFIRMED, 3, Risk.NONE, Optional.of("asset")))
            .pay(Samples.payment(Samples.USDT, "12.5", PaymentStatus.REVERSED, 0));
    refused.risk = Risk.REFUSED;
    put(all, "refused", refused.status(Status.EXPIRED, "0"), Stage.EXPIRED);
  }

  private static Samples.Draft whole(
      PaymentStatus payment, long confirmations, Risk risk, Status status) {
    return Samples.draft()
        .quote(Samples.usdt("161.284512", LATER))
        .pay(
            Samples.payment(
                Samples.USDT, "161.284512", payment, confirmations, risk, Optional.empty()))
        .status(status, "149");
  }

  private static void put(
      Map<String, State> all, String name, Samples.Draft draft, Stage expected) {
    all.put(name, new State(draft.build(), Samples.look(), expected));
  }
}
