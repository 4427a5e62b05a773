package coffer.web.cabinet;

import coffer.http.FormFields;
import java.util.Locale;
import java.util.Optional;

/// The fields of the form for a new invoice, as they were typed.
public record TypedInvoice(
    String amount, String currency, String order, String description, String days) {
  static TypedInvoice of(FormFields form) {
    return new TypedInvoice(
        form.field("amount").orElse("").strip(),
        form.field("currency").orElse("").strip().toUpperCase(Locale.ROOT),
        form.field("order").orElse("").strip(),
        form.field("description").orElse("").strip(),
        form.field("days").orElse("").strip());
  }

  Optional<String> text(String value) {
    return Optional.of(value).filter(it -> !it.isEmpty());
  }
}
