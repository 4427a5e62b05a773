package coffer.web.widget;

import coffer.web.Messages;
import coffer.web.PageState;
import coffer.web.PaymentPage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the widget shows of an invoice: the payment page's own words, so that the two cannot
/// disagree.
///
/// @param stage the headline's name: `waiting`
/// @param tone how it is coloured
/// @param test whether no real money is asked for
/// @param now by the server's clock, ms since 1970
/// @param last whether nothing more is to be expected
/// @param over whether its time is over; money that comes late still counts
/// @param meter of what has been received or confirmed
/// @param notes what has to be said beside the headline
/// @param pay where to send how much
/// @param again what makes the sum anew, where it has to be
record WidgetState(
    String stage,
    String tone,
    boolean test,
    long now,
    String title,
    String text,
    boolean last,
    boolean over,
    Optional<Deadline> deadline,
    Optional<Meter> meter,
    List<String> notes,
    Optional<Pay> pay,
    Optional<String> again) {

  /// @param at ms since 1970
  record Deadline(String label, long at) {}

  /// @param percent 0 to 100
  record Meter(int percent, String text) {}

  /// @param code of the coin
  /// @param amount empty = any
  /// @param wallet opens a wallet, with the amount filled in
  record Pay(
      String code,
      String network,
      String warning,
      String amountLabel,
      Optional<String> amount,
      String hint,
      String address,
      Optional<String> wallet,
      List<Code> codes) {}

  /// A QR code.
  ///
  /// @param full whether it says more than the address
  /// @param size modules in a row
  /// @param path of the dark ones
  record Code(boolean full, int size, String path) {}

  static WidgetState of(PaymentPage page, Messages words) {
    var stage = page.stage();
    var name = "stage." + stage.text();
    return new WidgetState(
        stage.text(),
        stage.tone().name().toLowerCase(Locale.ROOT),
        page.test(),
        page.now().toEpochMilli(),
        words.say(name + ".title"),
        words.say(name + ".text"),
        stage.last(),
        stage == PageState.EXPIRED || stage == PageState.SHORT || stage == PageState.REST,
        page.deadline()
            .map(
                deadline ->
                    new Deadline(
                        words.say(deadline.rate() ? "deadline.rate_left" : "deadline.left"),
                        deadline.at().toEpochMilli())),
        meter(page, words),
        page.notes().stream().map(note -> words.say("note." + note.text())).toList(),
        page.ask().map(ask -> pay(page, ask, words)),
        page.again().map(again -> words.say("again.button", again.code())));
  }

  private static Optional<Meter> meter(PaymentPage page, Messages words) {
    return page.progress()
        .map(progress -> new Meter(progress.percent(), progress.said(words)))
        .or(() -> page.received().map(received -> meter(page, received, words)));
  }

  private static Meter meter(PaymentPage page, PaymentPage.Received received, Messages words) {
    var price = page.price().map(sum -> sum.text() + " " + sum.code()).orElse("");
    return new Meter(received.percent(), words.say("received.of", received.sum().text(), price));
  }

  private static Pay pay(PaymentPage page, PaymentPage.Ask ask, Messages words) {
    var asset = ask.asset();
    var exact = words.say("pay.exact");
    var rate = ask.rate().map(sum -> words.say("pay.rate", asset.code(), sum.text(), sum.code()));
    return new Pay(
        asset.code(),
        asset.networkAndStandard(),
        words.say("pay.warning", asset.code(), asset.networkAndStandard()),
        words.say(page.received().isPresent() ? "pay.rest" : "pay.amount"),
        ask.amount(),
        ask.amount().isEmpty()
            ? words.say("pay.any")
            : rate.map(text -> exact + "\n" + text).orElse(exact),
        ask.address(),
        ask.wallet(),
        ask.codes().stream()
            .map(code -> new Code(code.full(), code.qr().size(), code.qr().path()))
            .toList());
  }
}
