package coffer.web;

import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.QuoteView;
import coffer.core.invoice.Status;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The content of a payment page: a pure function of the invoice, the time, and the payer's
/// choices.
///
/// @param test whether the invoice asks for no real money
/// @param price empty = an open amount
/// @param received the value of the payments seen, if it is not the price
/// @param choices the assets to choose from; empty if the payer can choose no more
/// @param ask the payment instructions
/// @param again the asset for which a new quote is needed
/// @param progress of the payment that is furthest from its confirmation
/// @param deadline end of the countdown
/// @param sent what a payer must know who has already sent money to an invoice that has ended
/// @param back the merchant's page for payers who paid, or for those who leave without a payment
/// @param nextRefresh time at which the page changes without an event
public record PaymentPage(
    PageState stage,
    boolean test,
    MerchantCard shop,
    Optional<String> description,
    Optional<String> orderId,
    Optional<DisplayAmount> price,
    Optional<Received> received,
    List<AssetOption> choices,
    Optional<Ask> ask,
    Optional<AssetOption> again,
    Optional<Progress> progress,
    List<PaymentLine> arrivals,
    List<Note> notes,
    Optional<Deadline> deadline,
    Optional<Sent> sent,
    Optional<String> back,
    Optional<Instant> nextRefresh,
    Instant now) {

  private static final Duration OFTEN = Duration.ofSeconds(3);

  /// @param percent of the price, 0 to 100
  /// @param difference what is missing or, if it is over, too much
  public record Received(DisplayAmount sum, int percent, DisplayAmount difference, boolean over) {
    /// @param price with its currency
    public String said(Messages words, String price) {
      var rest = difference.text() + " " + difference.code();
      return words.say("received.of", sum.text(), price)
          + ". "
          + words.say(over ? "received.over" : "received.missing", rest);
    }
  }

  /// @param until payments in blocks up to then still count; empty = they no longer do
  /// @param nothing whether no payment was seen
  public record Sent(Optional<Instant> until, boolean nothing) {
    public String said(Messages words, Instant now) {
      var counts =
          until
              .map(
                  at ->
                      words.say("sent.counted")
                          + " "
                          + DisplayTime.of(at, now, words.language())
                          + ".")
              .orElseGet(() -> words.say("sent.ask"));
      return nothing ? counts + " " + words.say("sent.nothing") : counts;
    }
  }

  /// @param amount empty = an open amount
  /// @param rate one coin in the currency of the price; empty if the price is in that coin
  /// @param wallet wallet URI with the amount; empty if some wallets would misread it
  /// @param codes the QR code that is shown first, and possibly a second one
  public record Ask(
      AssetOption asset,
      String address,
      Optional<String> amount,
      Optional<DisplayAmount> rate,
      Optional<String> wallet,
      List<Code> codes) {}

  /// A QR code.
  ///
  /// @param full whether it contains more than the address
  public record Code(Qr qr, boolean full) {}

  /// @param needed empty = until the chain reports finality
  public record Progress(long confirmations, Optional<Integer> needed) {
    public int percent() {
      return needed.map(n -> (int) Math.min(100, confirmations * 100 / n)).orElse(0);
    }

    public String said(Messages words) {
      if (confirmations == 0) return words.say("confirmations.none");
      return needed
          .map(n -> words.say("confirmations.of", Math.min(confirmations, n), n))
          .orElseGet(() -> words.say("confirmations.some", confirmations));
    }
  }

  /// @param rate whether only the quote expires then, not the invoice
  public record Deadline(Instant at, boolean rate) {}

  /// Notes in addition to the headline.
  public enum Note {
    LATE,
    REFUSED,
    UNMATCHED,
    REVERSED;

    public String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /// @param asset key of the selected asset ([AssetOption#key]); unvalidated; empty = the newest
  ///     quote
  /// @param choosing whether the payer wants the list of assets
  public static PaymentPage of(
      InvoiceView invoice,
      MerchantCard shop,
      Optional<String> asset,
      boolean choosing,
      Instant now) {
    var quote = shown(invoice, asset);
    var stage = stage(invoice, quote, choosing, now);
    var arrivals = invoice.payments().stream().map(PaymentLine::of).toList();
    var deadline = deadline(invoice, quote, stage);
    boolean partial = invoice.standing().seen().signum() > 0;
    var sent = sent(stage, arrivals, invoice, now);
    return new PaymentPage(
        stage,
        invoice.mode().equals("test"),
        shop,
        invoice.description().filter(text -> !text.isBlank()),
        invoice.orderId().filter(text -> !text.isBlank()),
        invoice.price().map(price -> DisplayAmount.price(price, invoice.currency())),
        received(invoice, stage),
        stage.choosable() ? invoice.options().stream().map(AssetOption::of).toList() : List.of(),
        quote.filter(_ -> stage.payable()).map(q -> ask(q, invoice.currency(), partial)),
        quote.filter(_ -> stage.renewable()).map(q -> AssetOption.of(q.asset())),
        progress(stage, arrivals),
        arrivals,
        notes(invoice, arrivals),
        deadline,
        sent,
        back(invoice, shop, stage),
        nextRefresh(stage, arrivals, invoice, deadline, now).or(() -> sent.flatMap(Sent::until)),
        now);
  }

  /// The name of the project.
  public String merchant() {
    return shop.name();
  }

  private static Optional<String> back(InvoiceView invoice, MerchantCard shop, PageState stage) {
    var paid = invoice.returnUrl().filter(SafeLinks::isWeb);
    if (stage.paid()) return paid;
    return shop.failUrl().filter(SafeLinks::isWeb).or(() -> paid);
  }

  private static Optional<Sent> sent(
      PageState stage, List<PaymentLine> arrivals, InvoiceView invoice, Instant now) {
    if (!stage.ended()) return Optional.empty();
    var until =
        Optional.of(invoice.monitorUntil())
            .filter(at -> stage == PageState.EXPIRED && now.isBefore(at));
    return Optional.of(new Sent(until, arrivals.isEmpty()));
  }

  /// The current quote of the selected asset or, without one, the newest quote.
  private static Optional<QuoteView> shown(InvoiceView invoice, Optional<String> asset) {
    var current = invoice.quotes().stream().filter(QuoteView::current).toList().reversed();
    return asset
        .flatMap(
            key ->
                current.stream()
                    .filter(q -> AssetOption.of(q.asset()).key().equals(key))
                    .findFirst())
        .or(() -> current.stream().findFirst());
  }

  private static PageState stage(
      InvoiceView invoice, Optional<QuoteView> quote, boolean choosing, Instant now) {
    var standing = invoice.standing();
    return switch (standing.status()) {
      case OPEN -> open(invoice, quote, choosing, now);
      case CONFIRMING ->
          switch (standing.risk()) {
            case HELD -> PageState.HELD;
            case NONE, REFUSED -> PageState.CONFIRMING;
          };
      case SETTLED -> standing.over() ? PageState.OVERPAID : PageState.PAID;
      case EXPIRED -> expired(invoice, quote, choosing, now);
      case CANCELLED -> PageState.CANCELLED;
      case ARCHIVED -> PageState.CLOSED;
    };
  }

  private static PageState open(
      InvoiceView invoice, Optional<QuoteView> quote, boolean choosing, Instant now) {
    if (!now.isBefore(invoice.expiresAt())) return PageState.TIME_UP;
    if (quote.isEmpty() || choosing) return PageState.CHOOSE;
    if (!holds(quote.get(), invoice, now)) return PageState.STALE;
    return invoice.standing().seen().signum() > 0 ? PageState.PARTIAL : PageState.WAITING;
  }

  /// The state after the expiry: if a part was paid, the rest can be sent for as long as payments
  /// count.
  private static PageState expired(
      InvoiceView invoice, Optional<QuoteView> quote, boolean choosing, Instant now) {
    var standing = invoice.standing();
    if (standing.seen().signum() == 0) return PageState.EXPIRED;
    if (!standing.payable(invoice.expiresAt(), invoice.monitorUntil(), now)) return PageState.SHORT;
    if (choosing) return PageState.CHOOSE;
    return quote.filter(each -> holds(each, invoice, now)).isPresent()
        ? PageState.PARTIAL
        : PageState.REST;
  }

  /// Whether the quote asks for exactly the missing amount, at a rate that is still valid. An
  /// invoice with an open amount has no amount to check, only an address.
  private static boolean holds(QuoteView quote, InvoiceView invoice, Instant now) {
    if (quote.due().isEmpty() || invoice.standing().price().isEmpty()) return true;
    return now.isBefore(quote.validUntil()) && quote.rest().isPresent();
  }

  private static Ask ask(QuoteView quote, String currency, boolean partial) {
    var asset = AssetOption.of(quote.asset());
    // A URI with the whole amount would make the wallet send the first part again.
    boolean again = partial && quote.due().isPresent();
    var wallet =
        quote.walletUri().filter(uri -> !again && SafeLinks.isWallet(uri, quote.address()));
    var full =
        Optional.of(quote.uri()).filter(uri -> !again && SafeLinks.isWallet(uri, quote.address()));
    return new Ask(
        asset,
        quote.address(),
        quote.rest().map(rest -> DisplayAmount.coins(rest, asset.code()).text()),
        Optional.of(new DisplayAmount(DisplayAmount.rate(quote.rate()), currency))
            .filter(_ -> !asset.code().equals(currency) && quote.due().isPresent()),
        wallet,
        codes(quote, full, wallet.isPresent()));
  }

  /// A code that some wallets misread is shown second.
  ///
  /// @param uri wallet URI with the amount, if any
  /// @param safe whether every wallet reads the URI correctly
  private static List<Code> codes(QuoteView quote, Optional<String> uri, boolean safe) {
    var address = new Code(Qr.of(quote.address()), false);
    if (uri.isEmpty()) return List.of(address);
    var full = new Code(Qr.of(uri.get()), true);
    return safe ? List.of(full, address) : List.of(address, full);
  }

  private static Optional<Received> received(InvoiceView invoice, PageState stage) {
    var standing = invoice.standing();
    if (standing.seen().signum() == 0) return Optional.empty();
    boolean over = stage == PageState.OVERPAID;
    boolean partial = stage.choosable() || stage.ended() || stage == PageState.TIME_UP;
    return standing
        .price()
        .filter(price -> price.signum() > 0 && (over || partial))
        .map(price -> received(standing.seen(), price, invoice.currency(), over));
  }

  private static Received received(
      BigInteger seen, BigInteger price, String currency, boolean over) {
    var percent = seen.multiply(BigInteger.valueOf(100)).divide(price).min(BigInteger.valueOf(100));
    var difference =
        over
            ? DisplayAmount.rounded(seen.subtract(price), currency, RoundingMode.DOWN)
            : DisplayAmount.rounded(
                price.subtract(seen).max(BigInteger.ZERO), currency, RoundingMode.UP);
    var sum = DisplayAmount.rounded(seen, currency, RoundingMode.DOWN);
    return new Received(sum, percent.intValue(), difference, over);
  }

  private static Optional<Progress> progress(PageState stage, List<PaymentLine> arrivals) {
    if (stage != PageState.CONFIRMING) return Optional.empty();
    return arrivals.stream()
        .filter(PaymentLine::waits)
        .map(arrival -> new Progress(arrival.confirmations(), arrival.needed()))
        .min(Comparator.comparingInt(Progress::percent).thenComparingLong(Progress::confirmations));
  }

  private static List<Note> notes(InvoiceView invoice, List<PaymentLine> arrivals) {
    var states = arrivals.stream().map(PaymentLine::state).toList();
    return Stream.of(
            Optional.of(Note.LATE).filter(_ -> invoice.standing().late()),
            Optional.of(Note.REFUSED).filter(_ -> states.contains(PaymentLine.State.REFUSED)),
            Optional.of(Note.UNMATCHED).filter(_ -> states.contains(PaymentLine.State.UNMATCHED)),
            Optional.of(Note.REVERSED).filter(_ -> states.contains(PaymentLine.State.REVERSED)))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<Deadline> deadline(
      InvoiceView invoice, Optional<QuoteView> quote, PageState stage) {
    if (!stage.choosable()) return Optional.empty();
    boolean expired = invoice.standing().status() == Status.EXPIRED;
    var end = expired ? invoice.monitorUntil() : invoice.expiresAt();
    var ends = new Deadline(end, false);
    return quote
        .filter(q -> stage.payable() && q.due().isPresent())
        .map(QuoteView::validUntil)
        .filter(at -> at.isBefore(end))
        .map(at -> new Deadline(at, true))
        .or(() -> Optional.of(ends));
  }

  private static Optional<Instant> nextRefresh(
      PageState stage,
      List<PaymentLine> arrivals,
      InvoiceView invoice,
      Optional<Deadline> deadline,
      Instant now) {
    if (stage.over()) return Optional.empty();
    // Confirmations grow with every block, without an event.
    boolean counting = arrivals.stream().anyMatch(PaymentLine::waits) || stage == PageState.TIME_UP;
    if (counting || invoice.standing().status() == Status.CONFIRMING) {
      return Optional.of(now.plus(OFTEN));
    }
    return deadline.map(Deadline::at);
  }
}
