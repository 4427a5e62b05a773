package coffer.web.checkout;

import coffer.web.AssetOption;
import coffer.web.DisplayAmount;
import coffer.web.DisplayTime;
import coffer.web.Messages;
import coffer.web.PaymentLine;
import coffer.web.PaymentPage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A page in one language, with all values of its template.
///
/// @param sums what each choice costs about, by its key; a choice without a rate is missing
/// @param acts what the test wallet can do: `exact`, `part`, `more`, `wrong`, `mine`, `reorg`
/// @param frame origins of the pages that may show this page in a frame; empty if it is in none
/// @param message for the page around the frame, as JSON
/// @param style URL of the style sheet
/// @param script URL of the script
/// @param icon URL of the favicon
public record CheckoutView(
    PaymentPage page,
    PageRequest look,
    Messages words,
    Map<String, BigDecimal> sums,
    List<String> acts,
    List<String> frame,
    String message,
    String style,
    String script,
    String icon) {
  private static final int ENDS = 6;

  /// More choices than this can be searched.
  private static final int MANY = 8;

  public String say(String key, Object... values) {
    return words.say(key, values);
  }

  /// Target of links that leave the page: the whole window, not the frame; null = none is needed.
  public @Nullable String target() {
    return frame.isEmpty() ? null : "_top";
  }

  /// Separated by spaces; null = the page is in no frame.
  public @Nullable String frameOrigins() {
    return frame.isEmpty() ? null : String.join(" ", frame);
  }

  public @Nullable String frameMessage() {
    return frame.isEmpty() ? null : message;
  }

  /// `light` or `dark`; null = as the browser prefers.
  public @Nullable String theme() {
    return look.display().theme().map(PageRequest.Theme::text).orElse(null);
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

  /// Seconds after which a browser without scripts reloads the page; 0 = never.
  public int refresh() {
    return switch (page.stage()) {
      case WAITING, PARTIAL -> 20;
      case TIME_UP, CONFIRMING, HELD -> 10;
      case EXPIRED -> page.sent().flatMap(PaymentPage.Sent::until).isPresent() ? 30 : 0;
      case CHOOSE, STALE, REST, PAID, OVERPAID, SHORT, CANCELLED, CLOSED -> 0;
    };
  }

  /// A time as text, for browsers without the countdown script.
  public String clock(Instant at) {
    return DisplayTime.of(at, page.now(), words.language());
  }

  /// A link to the merchant's e-mail about this invoice.
  public Optional<String> mailTo() {
    var invoice = say("page.invoice") + " " + look.invoice();
    return page.shop()
        .mailTo(page.orderId().map(order -> say("page.order") + " " + order).orElse(invoice));
  }

  /// A coin and the networks on which it can be paid.
  public record Coin(List<AssetOption> ways) {
    public String code() {
      return ways.getFirst().code();
    }

    public String picture() {
      return ways.getFirst().picture();
    }

    public String networks() {
      return ways.stream().map(AssetOption::network).collect(Collectors.joining(", "));
    }

    /// What a search finds, in small letters.
    public String found() {
      return ways.stream()
          .map(way -> way.code() + " " + way.networkAndStandard())
          .collect(Collectors.joining(" "))
          .toLowerCase(Locale.ROOT);
    }
  }

  /// The choices, each coin once.
  public List<Coin> coins() {
    var coins = new LinkedHashMap<String, List<AssetOption>>();
    for (var choice : page.choices()) {
      coins.computeIfAbsent(choice.code(), _ -> new ArrayList<>()).add(choice);
    }
    return coins.values().stream().map(Coin::new).toList();
  }

  public boolean searchable() {
    return page.choices().size() > MANY;
  }

  /// About what a choice costs: the quote has the sum that is due.
  public Optional<DisplayAmount> sum(AssetOption choice) {
    return Optional.ofNullable(sums.get(choice.key()))
        .map(sum -> DisplayAmount.coins(sum, choice.code()));
  }

  /// Where a payer asks the merchant: a page or, without one, an e-mail.
  public Optional<String> contact() {
    return page.shop().supportUrl().or(this::mailTo);
  }

  /// A time with its date, for a receipt.
  public String date(Instant at) {
    return DisplayTime.full(at, words.language());
  }

  /// The payments that count.
  public List<PaymentLine> counted() {
    return page.arrivals().stream()
        .filter(arrival -> arrival.state() == PaymentLine.State.CONFIRMED)
        .toList();
  }

  /// The first characters of an address, which people compare.
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

  /// The number of completed steps, 0 to 3; -1 = no steps are shown.
  public int steps() {
    return switch (page.stage()) {
      case CHOOSE, WAITING, PARTIAL, STALE, REST, TIME_UP -> 0;
      case CONFIRMING, HELD -> 1;
      case PAID, OVERPAID -> 3;
      case EXPIRED, SHORT, CANCELLED, CLOSED -> -1;
    };
  }

  public String confirmations(long have, Optional<Integer> needed) {
    return new PaymentPage.Progress(have, needed).said(words);
  }
}
