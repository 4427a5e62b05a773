package coffer.web.cabinet;

import static java.time.ZoneOffset.UTC;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.link.CustomField;
import coffer.core.link.LinkTerms;
import coffer.core.link.PaymentLink.Price;
import coffer.core.link.PaymentLink.SubmitType;
import coffer.core.link.PaymentLink.Terms;
import coffer.core.widget.WidgetOffer;
import coffer.http.FormFields;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The fields of the form for a payment link, as they were typed.
///
/// @param submit `pay` or `donate`
/// @param amount "" = the payer types an amount
/// @param suggested amounts with spaces or semicolons between them
/// @param assets what payers can choose, `USDT:tron`; none = all that the project accepts
/// @param once whether it is paid once
/// @param lastDay the last day (UTC) on which it makes invoices: `2026-12-31`; "" = it does not
///     expire
/// @param minutes lifetime of the invoices; "" = the project's
public record TypedLink(
    String title,
    String description,
    String submit,
    String currency,
    String amount,
    String min,
    String max,
    String suggested,
    List<String> assets,
    boolean once,
    String lastDay,
    String minutes,
    List<Question> questions,
    String thanks,
    String returnUrl) {
  private static final Pattern AMOUNT = Pattern.compile("\\d{1,15}([.,]\\d{1,8})?");
  private static final Pattern MINUTES = Pattern.compile("\\d{1,5}");

  /// @param label "" = there is no such question
  /// @param type `text`, `email`, `number` or `choice`
  /// @param options one on each line
  public record Question(String label, String type, boolean required, String options) {
    static final Question NONE = new Question("", "text", false, "");

    static Question of(CustomField field) {
      return new Question(
          field.label(), lower(field.type()), field.required(), String.join("\n", field.options()));
    }

    CustomField field() {
      var kind =
          Stream.of(CustomField.Type.values())
              .filter(it -> lower(it).equals(type))
              .findFirst()
              .orElse(CustomField.Type.TEXT);
      var lines = options.lines().map(String::strip).filter(it -> !it.isEmpty()).toList();
      return new CustomField(label, kind, required, lines);
    }
  }

  /// The form for a new link.
  static TypedLink empty() {
    var questions = questions(List.of());
    return new TypedLink(
        "", "", "pay", "EUR", "", "", "", "", List.of(), false, "", "", questions, "", "");
  }

  static TypedLink of(FormFields form) {
    Function<String, String> field = name -> form.field(name).orElse("").strip();
    var questions =
        IntStream.range(0, LinkTerms.MAX_FIELDS)
            .mapToObj(
                i ->
                    new Question(
                        field.apply("label" + i),
                        field.apply("type" + i),
                        form.field("required" + i).isPresent(),
                        lines(field.apply("options" + i))))
            .toList();
    return new TypedLink(
        field.apply("title"),
        lines(field.apply("description")),
        field.apply("submit"),
        field.apply("currency").toUpperCase(Locale.ROOT),
        field.apply("amount"),
        field.apply("min"),
        field.apply("max"),
        field.apply("suggested"),
        form.named("accept."),
        form.field("once").isPresent(),
        field.apply("last_day"),
        field.apply("minutes"),
        questions,
        lines(field.apply("thanks")),
        field.apply("return_url"));
  }

  /// Browsers send line breaks as CR LF.
  private static String lines(String text) {
    return text.replace("\r\n", "\n");
  }

  static TypedLink of(Terms terms) {
    var price = terms.price();
    return new TypedLink(
        terms.title(),
        terms.description().orElse(""),
        lower(terms.submitType()),
        price.currency(),
        text(price.fixed()),
        text(price.min()),
        text(price.max()),
        price.suggested().stream().map(WidgetOffer::text).collect(Collectors.joining("  ")),
        terms.assets(),
        !terms.reusable(),
        terms
            .expiresAt()
            .map(at -> at.minusNanos(1).atZone(UTC).toLocalDate().toString())
            .orElse(""),
        terms.lifetime().map(it -> String.valueOf(it.plusSeconds(59).toMinutes())).orElse(""),
        questions(terms.fields().stream().map(Question::of).toList()),
        terms.thanks().orElse(""),
        terms.returnUrl().orElse(""));
  }

  private static List<Question> questions(List<Question> some) {
    return Stream.concat(some.stream(), Stream.generate(() -> Question.NONE))
        .limit(LinkTerms.MAX_FIELDS)
        .toList();
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String text(Optional<BigInteger> units) {
    return units.map(WidgetOffer::text).orElse("");
  }

  /// The terms of the link. What the form does not show stays as it was.
  ///
  /// @param before the terms so far; empty = the link is new
  /// @throws Rejection.Refused InvalidField with the name that the field has in our API
  Terms terms(Optional<Terms> before) {
    var shown = before.map(TypedLink::of).orElseGet(TypedLink::empty);
    return new Terms(
        title,
        given(description),
        submit.equals("donate") ? SubmitType.DONATE : SubmitType.PAY,
        new Price(
            currency,
            price("amount", amount),
            price("min_amount", min),
            price("max_amount", max),
            sums()),
        questions.stream().filter(it -> !it.label.isEmpty()).map(Question::field).toList(),
        assets,
        !once,
        lastDay.equals(shown.lastDay) ? before.flatMap(Terms::expiresAt) : expiresAt(),
        minutes.equals(shown.minutes) ? before.flatMap(Terms::lifetime) : lifetime(),
        given(thanks),
        given(returnUrl));
  }

  private static Optional<String> given(String text) {
    return Optional.of(text).filter(it -> !it.isEmpty());
  }

  private static Optional<BigInteger> price(String field, String text) {
    return given(text).map(it -> units(field, it));
  }

  private static BigInteger units(String field, String text) {
    if (!AMOUNT.matcher(text).matches()) throw wrong(field);
    return WidgetOffer.units(new BigDecimal(text.replace(',', '.')));
  }

  private List<BigInteger> sums() {
    var sums = new ArrayList<BigInteger>();
    for (var text : suggested.split("[;\\s]+", -1)) {
      if (!text.isEmpty()) sums.add(units("suggested_amounts", text));
    }
    return sums.stream().distinct().toList();
  }

  private Optional<Instant> expiresAt() {
    try {
      return given(lastDay)
          .map(it -> LocalDate.parse(it).plusDays(1).atStartOfDay(UTC).toInstant());
    } catch (DateTimeException _) {
      throw wrong("expires_at");
    }
  }

  private Optional<Duration> lifetime() {
    if (minutes.isEmpty()) return Optional.empty();
    if (!MINUTES.matcher(minutes).matches()) throw wrong("invoice_expires_in");
    return Optional.of(Duration.ofMinutes(Integer.parseInt(minutes)));
  }

  private static Rejection.Refused wrong(String field) {
    return new Rejection.InvalidField(new Field.At(field), "Is not valid.").asException();
  }
}
