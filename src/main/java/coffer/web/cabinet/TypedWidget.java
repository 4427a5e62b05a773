package coffer.web.cabinet;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.widget.PaymentWidget.Terms;
import coffer.core.widget.WidgetOffer;
import coffer.http.FormFields;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The fields of the form for a payment widget, as they were typed.
///
/// @param currencies codes with spaces or commas between them; "" = all that have a rate
/// @param amount "" = the payer types it
/// @param minutes lifetime of the invoices; "" = the project's
/// @param assets `USDT:tron`; none = all that the project accepts
public record TypedWidget(
    String name,
    String currencies,
    String amount,
    String minutes,
    List<String> assets,
    boolean depositAddresses) {
  static final TypedWidget EMPTY = new TypedWidget("", "EUR", "", "", List.of(), false);
  private static final String DIALECT = "coffer";
  private static final Pattern AMOUNT = Pattern.compile("\\d{1,15}([.,]\\d{1,8})?");
  private static final Pattern MINUTES = Pattern.compile("\\d{1,6}");

  static TypedWidget of(FormFields form) {
    return new TypedWidget(
        text(form, "name"),
        text(form, "currencies").toUpperCase(Locale.ROOT),
        text(form, "amount"),
        text(form, "minutes"),
        form.named("accept."),
        form.field("deposit_addresses").isPresent());
  }

  private static String text(FormFields form, String name) {
    return form.field(name).orElse("").strip();
  }

  /// @throws Rejection.Refused InvalidField with the name that the field has in our API
  Terms terms() {
    var codes =
        Arrays.stream(currencies.split("[\\s,;]+")).filter(it -> !it.isEmpty()).distinct().toList();
    return new Terms(
        name, DIALECT, codes, price(), assets, lifetime(), Optional.empty(), depositAddresses);
  }

  private Optional<BigInteger> price() {
    if (amount.isEmpty()) return Optional.empty();
    if (!AMOUNT.matcher(amount).matches()) throw wrong("amount");
    return Optional.of(WidgetOffer.units(new BigDecimal(amount.replace(',', '.'))));
  }

  private Optional<Duration> lifetime() {
    if (minutes.isEmpty()) return Optional.empty();
    if (!MINUTES.matcher(minutes).matches()) throw wrong("expires_in");
    return Optional.of(Duration.ofMinutes(Integer.parseInt(minutes)));
  }

  private static Rejection.Refused wrong(String field) {
    return new Rejection.InvalidField(new Field.At(field), "Is not valid.").asException();
  }
}
