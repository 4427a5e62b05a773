package coffer.web.checkout;

import coffer.core.link.CustomField;
import coffer.core.link.PaymentLink;
import coffer.core.money.Denomination;
import coffer.core.widget.WidgetOffer;
import coffer.web.DisplayAmount;
import coffer.web.Language;
import coffer.web.MerchantCard;
import coffer.web.Messages;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The page of a payment link in one language, with all values of its template.
///
/// @param test whether no real money moves
/// @param thanked the token of the invoice that the payer is thanked for; empty = it is the form
public record LinkForm(
    MerchantCard shop,
    boolean test,
    LinkRequest request,
    PaymentLink link,
    PaymentLink.State state,
    Typed typed,
    Optional<UUID> thanked,
    Messages words,
    String style,
    String icon) {

  /// What the payer filled in, and what is wrong with it.
  ///
  /// @param amount as they typed it
  /// @param choice one of the suggested amounts: `12.5`; "" = none
  /// @param answers by label
  /// @param problem key of a sentence; "" = nothing is wrong
  /// @param wrong labels of the fields with a wrong answer
  public record Typed(
      String amount,
      String choice,
      Map<String, String> answers,
      String problem,
      boolean wrongAmount,
      List<String> wrong) {
    static Typed nothing(String amount) {
      return new Typed(amount, "", Map.of(), "", false, List.of());
    }

    Typed problem(String key) {
      return new Typed(amount, choice, answers, key, false, List.of());
    }

    Typed wrong(boolean ofAmount, List<String> labels) {
      return new Typed(amount, choice, answers, "link.wrong", ofAmount, labels);
    }
  }

  /// Name of the project.
  public String merchant() {
    return shop.name();
  }

  public String say(String key, Object... values) {
    return words.say(key, values);
  }

  /// The URL of this page in another language.
  public Function<Language, String> languages() {
    return other -> thanked.map(it -> request.thanks(it, other)).orElseGet(() -> request.in(other));
  }

  /// `light` or `dark`; null = as the browser prefers.
  public @Nullable String theme() {
    return request.display().theme().map(PageRequest.Theme::text).orElse(null);
  }

  public boolean open() {
    return state == PaymentLink.State.OPEN;
  }

  /// Key of the sentence that says why the link is closed.
  public String closed() {
    return "link." + state.name().toLowerCase(Locale.ROOT);
  }

  /// Key of the text of the button.
  public String button() {
    return "link." + link.terms().submitType().name().toLowerCase(Locale.ROOT);
  }

  public String currency() {
    return link.terms().price().currency();
  }

  /// An amount for reading.
  public String shown(BigInteger units) {
    return DisplayAmount.price(new BigDecimal(units, Denomination.DECIMALS), currency()).text();
  }

  /// An amount as the form sends it.
  public String value(BigInteger units) {
    return WidgetOffer.text(units);
  }

  /// The bounds of the amount in words; "" = there are none.
  public String bounds() {
    var price = link.terms().price();
    if (price.min().isPresent() && price.max().isPresent()) {
      return say("link.between", shown(price.min().get()), shown(price.max().get()), currency());
    }
    return price
        .min()
        .map(min -> say("link.from", shown(min), currency()))
        .or(() -> price.max().map(max -> say("link.to", shown(max), currency())))
        .orElse("");
  }

  public String answer(CustomField field) {
    return typed.answers.getOrDefault(field.label(), "");
  }

  public boolean wrong(CustomField field) {
    return typed.wrong.contains(field.label());
  }
}
