package coffer.web.cabinet;

import coffer.core.invoice.InvoiceView;
import coffer.web.DisplayAmount;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// An invoice in a list.
///
/// @param price empty = any amount
/// @param received the worth of the confirmed payments, in the currency of the price
/// @param status key of its status: `open`, `settled`
/// @param notes keys of what is unusual: `over`, `late`, `part`
public record InvoiceRow(
    UUID id,
    Instant at,
    Optional<String> order,
    Optional<String> description,
    Optional<String> price,
    String received,
    String currency,
    String status,
    java.util.List<String> notes) {

  static InvoiceRow of(InvoiceView view) {
    var standing = view.standing();
    var notes = new java.util.ArrayList<String>();
    if (standing.over()) notes.add("over");
    if (standing.late()) notes.add("late");
    boolean part =
        standing.confirmed().signum() > 0
            && standing
                .price()
                .map(price -> standing.confirmed().compareTo(price) < 0)
                .orElse(false);
    if (part) notes.add("part");
    return new InvoiceRow(
        view.id(),
        view.createdAt(),
        view.orderId(),
        view.description(),
        view.price().map(price -> DisplayAmount.price(price, view.currency()).text()),
        DisplayAmount.price(new java.math.BigDecimal(standing.confirmed(), 8), view.currency())
            .text(),
        view.currency(),
        standing.status().name().toLowerCase(Locale.ROOT),
        java.util.List.copyOf(notes));
  }
}
