package coffer.api.coffer;

import coffer.api.BodyFields;
import coffer.api.Decimal;
import coffer.api.ValueFormats;
import coffer.core.link.CustomField;
import coffer.core.link.LinkTerms;
import coffer.core.link.PaymentLink.Price;
import coffer.core.link.PaymentLink.SubmitType;
import coffer.core.link.PaymentLink.Terms;
import coffer.core.money.Denomination;
import coffer.core.widget.WidgetOffer;
import coffer.http.FieldProblem;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What a request says about a payment link. A field that it does not contain stays as it is.
record PaymentLinkRequest(
    Given<String> title,
    Given<String> description,
    Given<SubmitType> submitType,
    Given<String> currency,
    Given<BigInteger> amount,
    Given<BigInteger> min,
    Given<BigInteger> max,
    Given<List<BigInteger>> suggested,
    Given<List<CustomField>> fields,
    Given<List<String>> assets,
    Given<Boolean> reusable,
    Given<Instant> expiresAt,
    Given<Duration> lifetime,
    Given<String> thanks,
    Given<String> returnUrl) {
  private static final Map<String, SubmitType> SUBMIT_TYPES =
      Map.of("pay", SubmitType.PAY, "donate", SubmitType.DONATE);
  private static final Map<String, CustomField.Type> TYPES =
      Map.of(
          "text", CustomField.Type.TEXT,
          "email", CustomField.Type.EMAIL,
          "number", CustomField.Type.NUMBER,
          "choice", CustomField.Type.CHOICE);

  /// @param contained whether the request contains the field
  /// @param value empty = the field is null
  record Given<T>(boolean contained, Optional<T> value) {
    static <T> Given<T> of(BodyFields body, String name, Optional<T> value) {
      return new Given<>(body.has(name) || body.clears(name), value);
    }

    Optional<T> over(Optional<T> before) {
      return contained ? value : before;
    }

    T over(T before, T otherwise) {
      return contained ? value.orElse(otherwise) : before;
    }
  }

  static PaymentLinkRequest read(BodyFields body) {
    return new PaymentLinkRequest(
        given(body, "title", it -> it.text("title", LinkTerms.MAX_TITLE)),
        given(body, "description", it -> it.text("description", LinkTerms.MAX_DESCRIPTION)),
        given(body, "submit_type", it -> it.choice("submit_type", SUBMIT_TYPES)),
        given(
            body,
            "currency",
            it -> it.text("currency", 12).map(code -> code.toUpperCase(Locale.ROOT))),
        given(body, "amount", it -> price(it, "amount")),
        given(body, "min_amount", it -> price(it, "min_amount")),
        given(body, "max_amount", it -> price(it, "max_amount")),
        given(body, "suggested_amounts", PaymentLinkRequest::suggested),
        given(body, "custom_fields", PaymentLinkRequest::fields),
        given(body, "assets", PaymentLinkRequest::assets),
        given(body, "reusable", it -> it.flag("reusable")),
        given(body, "expires_at", PaymentLinkRequest::time),
        given(
            body,
            "invoice_expires_in",
            it ->
                it.whole("invoice_expires_in", 1, LinkTerms.MAX_LIFETIME.toSeconds())
                    .map(Duration::ofSeconds)),
        given(body, "thanks", it -> it.text("thanks", LinkTerms.MAX_THANKS)),
        given(body, "return_url", it -> CofferInvoiceRequest.webUrl(it, "return_url")));
  }

  private static <T> Given<T> given(
      BodyFields body, String name, Function<BodyFields, Optional<T>> read) {
    return Given.of(body, name, read.apply(body));
  }

  private static Optional<BigInteger> price(BodyFields body, String name) {
    return body.amount(name).flatMap(amount -> units(body, name, amount));
  }

  private static Optional<BigInteger> units(BodyFields body, String name, Decimal amount) {
    var exact = amount.at(Denomination.DECIMALS);
    if (exact.isEmpty()) body.wrong(name, new FieldProblem.TooPrecise(Denomination.DECIMALS));
    return exact.map(WidgetOffer::units);
  }

  /// Strings, like every amount.
  private static Optional<List<BigInteger>> suggested(BodyFields body) {
    var name = "suggested_amounts";
    var texts = body.texts(name, LinkTerms.MAX_SUGGESTED, 40);
    if (texts.isEmpty()) return Optional.empty();
    var all = new ArrayList<BigInteger>();
    for (int i = 0; i < texts.get().size(); i++) {
      var at = name + "[" + i + "]";
      var amount = ValueFormats.decimal(texts.get().get(i)).map(Decimal::exact);
      if (amount.isEmpty()) body.wrong(at, "Must be a decimal number such as \"12.50\".");
      amount.flatMap(it -> units(body, at, it)).ifPresent(all::add);
    }
    return Optional.of(all.stream().distinct().toList());
  }

  private static Optional<List<CustomField>> fields(BodyFields body) {
    return body.objects("custom_fields", LinkTerms.MAX_FIELDS)
        .map(all -> all.stream().map(PaymentLinkRequest::field).toList());
  }

  private static CustomField field(BodyFields body) {
    return new CustomField(
        body.required("label", body.text("label", LinkTerms.MAX_LABEL), "-"),
        body.choice("type", TYPES).orElse(CustomField.Type.TEXT),
        body.flag("required").orElse(false),
        body.texts("options", LinkTerms.MAX_OPTIONS, LinkTerms.MAX_LABEL).orElse(List.of()));
  }

  private static Optional<List<String>> assets(BodyFields body) {
    return body.objects("assets", LinkTerms.MAX_ASSETS)
        .map(
            all ->
                all.stream()
                    .map(CofferInvoiceRequest.Option::read)
                    .map(option -> option.asset() + ":" + option.network())
                    .distinct()
                    .toList());
  }

  private static Optional<Instant> time(BodyFields body) {
    var text = body.text("expires_at", 40);
    var time = text.flatMap(ValueFormats::time);
    if (text.isPresent() && time.isEmpty()) {
      body.wrong("expires_at", "Must be a time such as 2026-12-31T23:59:59Z.");
    }
    return time;
  }

  /// The terms of a new link. Records what is missing.
  Terms terms(BodyFields body) {
    return over(
        new Terms(
            body.required("title", title.value, ""),
            Optional.empty(),
            SubmitType.PAY,
            new Price(
                body.required("currency", currency.value, ""),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of()),
            List.of(),
            List.of(),
            true,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  /// The terms of a link after the request.
  Terms over(Terms before) {
    var price = before.price();
    return new Terms(
        title.over(before.title(), ""),
        description.over(before.description()),
        submitType.over(before.submitType(), SubmitType.PAY),
        new Price(
            currency.over(price.currency(), ""),
            amount.over(price.fixed()),
            min.over(price.min()),
            max.over(price.max()),
            suggested.over(price.suggested(), List.of())),
        fields.over(before.fields(), List.of()),
        assets.over(before.assets(), List.of()),
        reusable.over(before.reusable(), true),
        expiresAt.over(before.expiresAt()),
        lifetime.over(before.lifetime()),
        thanks.over(before.thanks()),
        returnUrl.over(before.returnUrl()));
  }
}
