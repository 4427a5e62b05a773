package coffer.web.widget;

import coffer.web.Messages;
import coffer.web.PageState;
import coffer.web.PaymentPage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The data that the widget shows of an invoice. The texts are those of the payment page, so that
/// the two cannot disagree.
///
/// @param stage name of the page's state, for example `waiting`
/// @param tone color scheme of the state
/// @param test whether the invoice asks for no real money
/// @param now the server's clock, in ms since 1970
/// @param last whether the state is final
/// @param over whether the invoice has expired; late payments still count
/// @param meter the received part of the price, or the progress of confirmations
/// @param notes in addition to the headline
/// @param pay the payment instructions
/// @param again label of the button that requests a new quote, if one is needed
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

  /// @param at in ms since 1970
  record Deadline(String label, long at) {}

  /// @param percent 0 to 100
  record Meter(int percent, String text) {}

  /// @param code of the coin
  /// @param amount empty = an open amount
  /// @param wallet wallet URI with the amount
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
  /// @param full whether it contains more than the address
  /// @param size modules per side
  /// @param path of the dark modules
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
        stage.ended() || stage == PageState.REST,
        page.deadline()
            .map(
                deadline ->
                    new Deadline(
                        words.say(deadline.rate() ? "deadline.rate_left" : "deadline.left"),
                        deadline.at().toEpochMilli())),
        meter(page, words),
        notes(page, words),
        page.ask().map(ask -> pay(page, ask, words)),
        page.again().map(again -> words.say("again.button", again.code())));
  }

  private static List<String> notes(PaymentPage page, Messages words) {
    return Stream.concat(
            page.notes().stream().map(note -> words.say("note." + note.text())),
            page.sent().map(sent -> sent.said(words, page.now())).stream())
        .toList();
  }

  private static Optional<Meter> meter(PaymentPage page, Messages words) {
    return page.progress()
        .map(progress -> new Meter(progress.percent(), progress.said(words)))
        .or(() -> page.received().map(received -> meter(page, received, words)));
  }

  private static Meter meter(PaymentPage page, PaymentPage.Received received, Messages words) {
    var price = page.price().map(sum -> sum.text() + " " + sum.code()).orElse("");
    return new Meter(received.percent(), received.said(words, price));
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
