package coffer.web.checkout;

import coffer.web.Messages;
import coffer.web.PaymentPage;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// A page, in a language, with everything that its template asks for.
///
/// @param style address of the style sheet
/// @param script address of the script
/// @param icon address of the picture in the browser's tab
public record CheckoutView(
    PaymentPage page, PageRequest look, Messages words, String style, String script, String icon) {
  private static final int ENDS = 6;
  private static final long DAY = 86_400;

  public String say(String key, Object... values) {
    return words.say(key, values);
  }

  public String headline() {
    return say("stage." + page.stage().text() + ".title");
  }

  public String text() {
    return say("stage." + page.stage().text() + ".text");
  }

  public String title() {
    return headline() + " · " + page.merchant();
  }

  /// After how many seconds a browser without scripts asks again; 0 = it need not.
  public int refresh() {
    return switch (page.stage()) {
      case WAITING, PARTIAL -> 20;
      case TIME_UP, CONFIRMING, HELD -> 10;
      case CHOOSE, STALE, REST, PAID, OVERPAID, EXPIRED, SHORT, CANCELLED, CLOSED -> 0;
    };
  }

  /// A moment for those whose browser does not count down.
  public String clock(Instant at) {
    boolean today = Math.abs(at.getEpochSecond() - page.now().getEpochSecond()) < DAY;
    return DateTimeFormatter.ofPattern(
            today ? "HH:mm 'UTC'" : "d MMM HH:mm 'UTC'",
            Locale.forLanguageTag(words.language().tag()))
        .format(at.atOffset(ZoneOffset.UTC));
  }

  /// The part of an address that people compare.
  public String head(String address) {
    return address.substring(0, Math.min(ENDS, address.length()));
  }

  public String middle(String address) {
    return address.length() <= 2 * ENDS ? "" : address.substring(ENDS, address.length() - ENDS);
  }

  public String tail(String address) {
    return address.length() <= ENDS
        ? ""
        : address.substring(Math.max(ENDS, address.length() - ENDS));
  }

  /// How many of the three steps are behind the payer.
  public int steps() {
    return switch (page.stage()) {
      case CHOOSE, WAITING, PARTIAL, STALE, REST, TIME_UP -> 0;
      case CONFIRMING, HELD -> 1;
      case PAID, OVERPAID -> 3;
      case EXPIRED, SHORT, CANCELLED, CLOSED -> -1;
    };
  }

  public String confirmations(long have, java.util.Optional<Integer> needed) {
    return new PaymentPage.Progress(have, needed).said(words);
  }
}
