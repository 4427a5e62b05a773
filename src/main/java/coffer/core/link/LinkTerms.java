package coffer.core.link;

import coffer.core.Field;
import coffer.core.PlainText;
import coffer.core.Rejection;
import coffer.core.WebUrl;
import coffer.core.chain.Chains;
import coffer.core.link.PaymentLink.Price;
import coffer.core.link.PaymentLink.Terms;
import coffer.core.merchant.Project;
import coffer.core.money.Denomination;
import coffer.core.widget.PaymentWidgets;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// What the terms of a payment link may be.
public final class LinkTerms {
  public static final int MAX_TITLE = 200;
  public static final int MAX_DESCRIPTION = 1_000;
  public static final int MAX_THANKS = 500;
  public static final int MAX_URL = 2_048;
  public static final int MAX_FIELDS = 5;
  public static final int MAX_LABEL = 80;
  public static final int MAX_OPTIONS = 20;
  public static final int MAX_SUGGESTED = 6;
  public static final int MAX_ASSETS = 50;
  public static final Duration MIN_LIFETIME = Duration.ofMinutes(1);
  public static final Duration MAX_LIFETIME = Duration.ofDays(30);

  /// The latest expiry of a link, from now.
  public static final Duration MAX_EXPIRY = Duration.ofDays(3_660);

  private final Chains chains;

  LinkTerms(Chains chains) {
    this.chains = chains;
  }

  /// @param expiresAt the expiry of the link so far, which may have passed
  /// @throws Rejection.Refused InvalidField with the name that the field has in our API: `title`,
  ///     `description`, `currency`, `amount`, `min_amount`, `max_amount`, `suggested_amounts`,
  ///     `custom_fields[0].label`, `custom_fields[0].options`, `assets`, `expires_at`,
  ///     `invoice_expires_in`, `thanks`, `return_url`
  void check(Project project, Terms terms, Optional<Instant> expiresAt, Instant now) {
    require(isLine(terms.title(), MAX_TITLE), "title", printable(MAX_TITLE));
    text("description", terms.description(), MAX_DESCRIPTION);
    text("thanks", terms.thanks(), MAX_THANKS);
    terms.returnUrl().ifPresent(LinkTerms::requireUrl);
    check(terms.price());
    checkFields(terms.fields());
    require(
        terms.assets().size() <= MAX_ASSETS,
        "assets",
        "Must have at most " + MAX_ASSETS + " items.");
    for (var asset : terms.assets()) {
      boolean known = PaymentWidgets.isKnown(chains, project, asset);
      require(known, "assets", "There is no " + asset + " here.");
    }
    if (!terms.expiresAt().equals(expiresAt)) terms.expiresAt().ifPresent(at -> check(at, now));
    terms.lifetime().ifPresent(LinkTerms::check);
  }

  private static void check(Instant expiresAt, Instant now) {
    boolean good = expiresAt.isAfter(now) && expiresAt.isBefore(now.plus(MAX_EXPIRY));
    require(good, "expires_at", "Must be in the future, and within 10 years.");
  }

  private static void check(Duration lifetime) {
    boolean good = lifetime.compareTo(MIN_LIFETIME) >= 0 && lifetime.compareTo(MAX_LIFETIME) <= 0;
    require(good, "invoice_expires_in", "Must be from 1 minute to 30 days.");
  }

  private static void check(Price price) {
    require(
        Denomination.isCode(price.currency()), "currency", "Must be the code of a currency: EUR.");
    boolean open = price.fixed().isEmpty();
    var onlyOpen = "Only a link without a fixed amount can have it.";
    require(open || price.min().isEmpty(), "min_amount", onlyOpen);
    require(open || price.max().isEmpty(), "max_amount", onlyOpen);
    require(open || price.suggested().isEmpty(), "suggested_amounts", onlyOpen);
    positive("amount", price.fixed());
    positive("min_amount", price.min());
    positive("max_amount", price.max());
    boolean ordered =
        price.max().filter(max -> max.compareTo(price.min().orElse(BigInteger.ONE)) < 0).isEmpty();
    require(ordered, "max_amount", "Must be at least min_amount.");
    boolean few = price.suggested().size() <= MAX_SUGGESTED;
    require(few, "suggested_amounts", "Must have at most " + MAX_SUGGESTED + " items.");
    boolean allowed = price.suggested().stream().allMatch(price::accepts);
    require(allowed, "suggested_amounts", "Must be within the bounds, and more than zero.");
  }

  private static void checkFields(List<CustomField> fields) {
    require(
        fields.size() <= MAX_FIELDS,
        "custom_fields",
        "Must have at most " + MAX_FIELDS + " items.");
    var labels = new HashSet<String>();
    labels.add(LinkInvoices.LINK);
    for (int i = 0; i < fields.size(); i++) {
      var field = fields.get(i);
      var at = "custom_fields[" + i + "].";
      require(isLine(field.label(), MAX_LABEL), at + "label", printable(MAX_LABEL));
      require(
          labels.add(field.label()),
          at + "label",
          "Must differ from the others and from payment_link.");
      checkOptions(field, at + "options");
    }
  }

  private static void checkOptions(CustomField field, String at) {
    var options = field.options();
    if (field.type() != CustomField.Type.CHOICE) {
      require(options.isEmpty(), at, "Only a choice has options.");
      return;
    }
    boolean good =
        !options.isEmpty()
            && options.size() <= MAX_OPTIONS
            && new HashSet<>(options).size() == options.size()
            && options.stream().allMatch(it -> isLine(it, MAX_LABEL));
    require(
        good,
        at,
        "Must be 1 to %d different texts of at most %d characters."
            .formatted(MAX_OPTIONS, MAX_LABEL));
  }

  private static void positive(String field, Optional<BigInteger> units) {
    require(units.filter(it -> it.signum() <= 0).isEmpty(), field, "Must be more than zero.");
  }

  private static void text(String field, Optional<String> text, int most) {
    boolean good =
        text.filter(it -> it.isBlank() || it.length() > most || !PlainText.is(it)).isEmpty();
    require(good, field, printable(most));
  }

  private static void requireUrl(String url) {
    require(url.length() <= MAX_URL, "return_url", "Must have at most " + MAX_URL + " characters.");
    WebUrl.refuse(url)
        .ifPresent(
            reason -> {
              throw wrong("return_url", reason);
            });
  }

  private static boolean isLine(String text, int most) {
    return !text.isBlank() && text.length() <= most && PlainText.isLine(text);
  }

  private static String printable(int most) {
    return "Must have 1 to " + most + " printable characters.";
  }

  private static void require(boolean good, String field, String reason) {
    if (!good) throw wrong(field, reason);
  }

  private static Rejection.Refused wrong(String field, String reason) {
    return new Rejection.InvalidField(new Field.At(field), reason).asException();
  }
}
