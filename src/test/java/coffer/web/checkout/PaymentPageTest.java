package coffer.web.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.invoice.Risk;
import coffer.core.invoice.Status;
import coffer.core.merchant.Settings.Look;
import coffer.core.merchant.Settings.Support;
import coffer.web.DisplayAmount;
import coffer.web.MerchantCard;
import coffer.web.PageState;
import coffer.web.PaymentLine;
import coffer.web.PaymentPage;
import coffer.web.PaymentPage.Note;
import coffer.web.Qr;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What each state of an invoice shows.
final class PaymentPageTest {
  private static final Instant NOW = CheckoutSamples.NOW;
  private static final Instant LATER = NOW.plusSeconds(840);

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # state        | stage      | ask | choices | again | meter | percent | ends    | looks again
          choose         | CHOOSE     | no  | 6       | no    | no    | -       | invoice | deadline
          choose_many    | CHOOSE     | no  | 9       | no    | no    | -       | invoice | deadline
          waiting        | WAITING    | yes | 6       | no    | no    | -       | rate    | deadline
          waiting_native | WAITING    | yes | 6       | no    | no    | -       | rate    | deadline
          waiting_token  | WAITING    | yes | 6       | no    | no    | -       | rate    | deadline
          test           | WAITING    | yes | 1       | no    | no    | -       | rate    | deadline
          open           | WAITING    | yes | 6       | no    | no    | -       | invoice | deadline
          large          | WAITING    | yes | 6       | no    | no    | -       | rate    | deadline
          partial        | PARTIAL    | yes | 6       | no    | 62    | -       | rate    | soon
          stale          | STALE      | no  | 6       | yes   | no    | -       | invoice | deadline
          time_up        | TIME_UP    | no  | 0       | no    | no    | -       | -       | soon
          seen           | CONFIRMING | no  | 0       | no    | no    | 0       | -       | soon
          confirming     | CONFIRMING | no  | 0       | no    | no    | 36      | -       | soon
          held           | HELD       | no  | 0       | no    | no    | -       | -       | soon
          paid           | PAID       | no  | 0       | no    | no    | -       | -       | never
          late           | PAID       | no  | 0       | no    | no    | -       | -       | never
          over           | OVERPAID   | no  | 0       | no    | 100   | -       | -       | never
          expired        | EXPIRED    | no  | 0       | no    | no    | -       | -       | soon
          rest           | REST       | no  | 6       | yes   | 62    | -       | invoice | deadline
          rest_asked     | PARTIAL    | yes | 6       | no    | 62    | -       | rate    | deadline
          short          | SHORT      | no  | 0       | no    | 62    | -       | -       | never
          cancelled      | CANCELLED  | no  | 0       | no    | no    | -       | -       | never
          closed         | CLOSED     | no  | 0       | no    | no    | -       | -       | never
          refused        | EXPIRED    | no  | 0       | no    | no    | -       | -       | soon
          """)
  void eachStateShows(
      String name,
      PageState stage,
      String ask,
      int choices,
      String again,
      String meter,
      String percent,
      String ends,
      String looksAgain) {
    var page = page(name);
    assertThat(page.stage()).isEqualTo(stage).isEqualTo(States.all().get(name).stage());
    assertThat(page.ask().isPresent()).isEqualTo(ask.equals("yes"));
    assertThat(page.choices()).hasSize(choices);
    assertThat(page.again().isPresent()).isEqualTo(again.equals("yes"));
    assertThat(page.received().map(r -> String.valueOf(r.percent())).orElse("no")).isEqualTo(meter);
    assertThat(page.progress().map(p -> String.valueOf(p.percent())).orElse("-"))
        .isEqualTo(percent);
    assertThat(page.deadline().map(d -> d.rate() ? "rate" : "invoice").orElse("-")).isEqualTo(ends);
    assertThat(looksAgain(page)).isEqualTo(looksAgain);
  }

  @Test
  void theTableHasEveryStage() {
    assertThat(States.all().values().stream().map(States.State::stage))
        .contains(PageState.values());
  }

  @Test
  void anOpenInvoiceAsksForAnAddressAlone() {
    var page = page("open");
    assertThat(page.price()).isEmpty();
    assertThat(page.ask().orElseThrow().amount()).isEmpty();
    assertThat(page.ask().orElseThrow().rate()).isEmpty();
  }

  @Test
  void anOpenInvoiceNeedsNoNewRate() {
    var draft = CheckoutSamples.draft().quote(CheckoutSamples.openUsdt());
    draft.price = Optional.empty();
    var page = of(draft.build(), CheckoutSamples.look(), NOW.plusSeconds(900));
    assertThat(page.stage()).isEqualTo(PageState.WAITING);
  }

  @Test
  void theRateEndsAtItsVeryMoment() {
    var invoice = CheckoutSamples.draft().quote(CheckoutSamples.usdt("0", LATER)).build();
    assertThat(stageAt(invoice, LATER.minusMillis(1))).isEqualTo(PageState.WAITING);
    assertThat(stageAt(invoice, LATER)).isEqualTo(PageState.STALE);
    assertThat(stageAt(invoice, invoice.expiresAt().minusMillis(1))).isEqualTo(PageState.STALE);
    assertThat(stageAt(invoice, invoice.expiresAt())).isEqualTo(PageState.TIME_UP);
  }

  @Test
  void whatIsMissingIsAskedAtTheSameAddress() {
    var ask = page("partial").ask().orElseThrow();
    assertThat(ask.amount()).contains("61.284512");
    assertThat(ask.address()).isEqualTo(CheckoutSamples.TRON_ADDRESS);
  }

  @Test
  void aWalletIsNotOpenedWithTheWholeSumOnceAPartIsThere() {
    var quote = CheckoutSamples.btc(LATER);
    var part =
        CheckoutSamples.quote(
            CheckoutSamples.BTC,
            quote.address(),
            quote.uri(),
            "0.00158764",
            "93850.4",
            "0.00079382",
            LATER);
    var page =
        of(CheckoutSamples.draft().quote(part).status(Status.OPEN, "74.5"), CheckoutSamples.look());
    assertThat(page.stage()).isEqualTo(PageState.PARTIAL);
    assertThat(page.ask().orElseThrow().wallet()).isEmpty();
    assertThat(page.ask().orElseThrow().codes())
        .containsExactly(new PaymentPage.Code(Qr.of(CheckoutSamples.BTC_ADDRESS), false));
  }

  /// A part came in another asset: what the older quote asks for is too much now.
  @Test
  void aQuoteThatAsksForMoreThanIsMissingIsMadeAnew() {
    var draft =
        CheckoutSamples.draft()
            .quote(CheckoutSamples.overtaken(CheckoutSamples.usdt("0", LATER)))
            .quote(CheckoutSamples.btc(LATER))
            .status(Status.OPEN, "74.5");
    assertThat(of(draft, CheckoutSamples.looking("USDT:tron")).stage()).isEqualTo(PageState.STALE);
    assertThat(of(draft, CheckoutSamples.looking("USDT:tron")).again().orElseThrow().key())
        .isEqualTo("USDT:tron");
  }

  @Test
  void theAssetThatIsLookedAtIsShownOrElseTheNewest() {
    var draft =
        CheckoutSamples.draft()
            .quote(CheckoutSamples.usdt("0", LATER))
            .quote(CheckoutSamples.btc(LATER));
    assertThat(shownAsset(draft, CheckoutSamples.look())).isEqualTo("BTC");
    assertThat(shownAsset(draft, CheckoutSamples.looking("USDT:tron"))).isEqualTo("USDT");
    assertThat(shownAsset(draft, CheckoutSamples.looking("<script>"))).isEqualTo("BTC");
  }

  @Test
  void choosingShowsTheListAgainButOnlyWhileThereIsAChoice() {
    var draft = CheckoutSamples.draft().quote(CheckoutSamples.usdt("0", LATER));
    assertThat(of(draft, CheckoutSamples.choosing()).stage()).isEqualTo(PageState.CHOOSE);
    assertThat(of(draft.status(Status.SETTLED, "149"), CheckoutSamples.choosing()).stage())
        .isEqualTo(PageState.PAID);
  }

  /// Some wallets send to the contract in a token's link, and ETH where the link names another
  /// chain.
  @ParameterizedTest
  @CsvSource({
    "ETH, @1?value=30000000000000000, true",
    "ETH, @11155111?value=30000000000000000, false",
    "BNB, @56?value=30000000000000000, false",
    "BNB, @10?value=30000000000000000, false",
    "BNB, @1/transfer?address=0x71C7&uint256=1, false",
  })
  void onlyEthersLinkOpensAWallet(String code, String rest, boolean opens) {
    var asset = code.equals("ETH") ? CheckoutSamples.ETH : CheckoutSamples.BNB;
    var uri = "ethereum:" + CheckoutSamples.EVM_ADDRESS + rest;
    var quote =
        CheckoutSamples.quote(asset, CheckoutSamples.EVM_ADDRESS, uri, "0.03", "3000", "0", LATER);
    var ask = of(CheckoutSamples.draft().quote(quote), CheckoutSamples.look()).ask().orElseThrow();
    assertThat(ask.wallet()).isEqualTo(Optional.of(uri).filter(_ -> opens));
    assertThat(ask.codes()).extracting(PaymentPage.Code::full).containsExactly(opens, !opens);
    assertThat(quote.walletUri()).isEqualTo(ask.wallet());
  }

  @Test
  void aTokensLinkIsNoButton() {
    assertThat(page("waiting_token").ask().orElseThrow().wallet()).isEmpty();
    assertThat(page("waiting_native").ask().orElseThrow().wallet()).isPresent();
  }

  @Test
  void aTokensFirstCodeIsItsAddressAndACoinsIsComplete() {
    assertThat(page("waiting_token").ask().orElseThrow().codes())
        .extracting(PaymentPage.Code::full)
        .containsExactly(false, true);
    assertThat(page("waiting_native").ask().orElseThrow().codes())
        .extracting(PaymentPage.Code::full)
        .containsExactly(true, false);
    assertThat(page("waiting").ask().orElseThrow().codes())
        .extracting(PaymentPage.Code::full)
        .containsExactly(false);
  }

  @Test
  void onlyWebPagesAreLedBackTo() {
    for (var url : List.of("javascript:alert(1)", "data:text/html,x", "//evil", "not a url")) {
      var draft = CheckoutSamples.draft();
      draft.returnUrl = Optional.of(url);
      var shop =
          new MerchantCard(
              "", Optional.of(url), new Support(Optional.of(url), Optional.empty()), Look.NONE);
      var page = PaymentPage.of(draft.build(), shop, Optional.empty(), false, NOW);
      assertThat(page.back()).as(url).isEmpty();
      assertThat(page.shop().supportUrl()).as(url).isEmpty();
    }
    assertThat(page("paid").back()).contains("https://shop.example/thanks?order=1877");
  }

  @Test
  void whatIsUnusualIsSaid() {
    assertThat(page("late").notes()).containsExactly(Note.LATE);
    assertThat(page("refused").notes())
        .containsExactly(Note.REFUSED, Note.UNMATCHED, Note.REVERSED);
    assertThat(page("paid").notes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "SEEN, 0, NONE, , SEEN",
    "SEEN, 4, NONE, , CONFIRMING",
    "CONFIRMED, 19, NONE, , CONFIRMED",
    "CONFIRMED, 19, HELD, , HELD",
    "SEEN, 0, REFUSED, , REFUSED",
    "CONFIRMED, 19, NONE, window, UNMATCHED",
    "REVERSED, 0, HELD, asset, REVERSED"
  })
  void eachPaymentSaysHowFarItIs(
      PaymentStatus status, long confirmations, Risk risk, String orphan, PaymentLine.State state) {
    var payment =
        CheckoutSamples.payment(
            CheckoutSamples.USDT, "1", status, confirmations, risk, Optional.ofNullable(orphan));
    assertThat(PaymentLine.of(payment).state()).isEqualTo(state);
  }

  @Test
  void theSlowestPaymentIsTheProgress() {
    var draft =
        CheckoutSamples.draft()
            .quote(CheckoutSamples.usdt("161.284512", LATER))
            .pay(CheckoutSamples.payment(CheckoutSamples.USDT, "100", PaymentStatus.SEEN, 12))
            .pay(CheckoutSamples.payment(CheckoutSamples.USDT, "61.284512", PaymentStatus.SEEN, 3))
            .status(Status.CONFIRMING, "149");
    var progress = of(draft, CheckoutSamples.look()).progress().orElseThrow();
    assertThat(progress.confirmations()).isEqualTo(3);
    assertThat(progress.needed()).contains(19);
  }

  @ParameterizedTest
  @CsvSource({
    "149.00000000, EUR, 149.00",
    "0.5, USD, 0.50",
    "1249.5, EUR, 1\u202f249.50",
    "1000000, JPY, 1\u202f000\u202f000",
    "0.00000001, EUR, 0.00000001",
    "0.10000000, BTC, 0.1",
    "100, USDT, 100"
  })
  void pricesAreReadable(BigDecimal price, String currency, String text) {
    assertThat(DisplayAmount.price(price, currency)).isEqualTo(new DisplayAmount(text, currency));
  }

  @ParameterizedTest
  @CsvSource({"1E+3, 1000", "0.000000000000000001, 0.000000000000000001", "12.500000, 12.5"})
  void coinsAreExactAndPlain(BigDecimal amount, String text) {
    assertThat(DisplayAmount.coins(amount, "ETH").text()).isEqualTo(text);
  }

  /// A payer who did not pay goes to the merchant's page for them, if there is one.
  @ParameterizedTest
  @CsvSource({
    "choose, basket", "waiting, basket", "partial, basket", "stale, basket", "time_up, basket",
    "rest, basket", "expired, basket", "short, basket", "cancelled, basket", "closed, basket",
    "seen, thanks", "held, thanks", "paid, thanks", "over, thanks"
  })
  void eachStateLeadsBackToTheShop(String name, String path) {
    assertThat(page(name).back().orElseThrow()).startsWith("https://shop.example/" + path);
  }

  @Test
  void withoutAPageForThoseWhoDidNotPayThereIsOneForAll() {
    var state = States.all().get("expired");
    var shop = MerchantCard.named("Northwind Coffee");
    var page = PaymentPage.of(state.invoice(), shop, Optional.empty(), false, NOW);
    assertThat(page.back().orElseThrow()).startsWith("https://shop.example/thanks");
  }

  @Test
  void whatAnExpiredInvoiceStillCountsIsSaid() {
    var invoice = States.all().get("expired").invoice();
    var end = invoice.monitorUntil();
    var before = of(invoice, CheckoutSamples.look(), end.minusMillis(1));
    assertThat(before.sent().orElseThrow()).isEqualTo(new PaymentPage.Sent(Optional.of(end), true));
    assertThat(before.nextRefresh()).contains(end);
    var after = of(invoice, CheckoutSamples.look(), end);
    assertThat(after.sent().orElseThrow().until()).isEmpty();
    assertThat(after.nextRefresh()).isEmpty();
    assertThat(page("refused").sent().orElseThrow().nothing()).isFalse();
    for (var name : List.of("short", "cancelled", "closed")) {
      assertThat(page(name).sent().orElseThrow().until()).as(name).isEmpty();
    }
    assertThat(page("paid").sent()).isEmpty();
    assertThat(page("waiting").sent()).isEmpty();
  }

  @Test
  void whatIsMissingAndWhatIsTooMuchIsASum() {
    assertThat(page("partial").received().orElseThrow().difference())
        .isEqualTo(new DisplayAmount("56.62", "EUR"));
    var over = page("over").received().orElseThrow();
    assertThat(over.over()).isTrue();
    assertThat(over.sum().text()).isEqualTo("160.50");
    assertThat(over.difference()).isEqualTo(new DisplayAmount("11.50", "EUR"));
  }

  private static String looksAgain(PaymentPage page) {
    if (page.nextRefresh().isEmpty()) return "never";
    return page.deadline().map(PaymentPage.Deadline::at).equals(page.nextRefresh())
        ? "deadline"
        : "soon";
  }

  private static String shownAsset(CheckoutSamples.Draft draft, PageRequest look) {
    return of(draft, look).ask().orElseThrow().asset().code();
  }

  private static PageState stageAt(coffer.core.invoice.InvoiceView invoice, Instant now) {
    return of(invoice, CheckoutSamples.look(), now).stage();
  }

  private static PaymentPage page(String name) {
    var state = States.all().get(name);
    return of(state.invoice(), state.look(), NOW);
  }

  private static PaymentPage of(CheckoutSamples.Draft draft, PageRequest look) {
    return of(draft.build(), look, NOW);
  }

  private static PaymentPage of(InvoiceView invoice, PageRequest look, Instant now) {
    return PaymentPage.of(invoice, CheckoutSamples.SHOP, look.asset(), look.choosing(), now);
  }
}
