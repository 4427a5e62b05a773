package coffer.web.cabinet;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Status;
import coffer.core.listing.InvoicesByCursor.Filter;
import java.net.URLEncoder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What the list is limited to, as in the URL of the page.
///
/// @param text to search for, of any length; what cannot be found is found nowhere
public record InvoiceFilter(String text, String status, String from, String to) {
  static InvoiceFilter of(CabinetRequest request) {
    return new InvoiceFilter(
        Optional.ofNullable(request.ctx().queryParam("q")).orElse("").strip(),
        request.query("status", 20).orElse(""),
        request.query("from", 10).orElse(""),
        request.query("to", 10).orElse(""));
  }

  Filter filter() {
    var statuses =
        Arrays.stream(Status.values())
            .filter(it -> it.name().toLowerCase(Locale.ROOT).equals(status))
            .toList();
    return new Filter(
        Set.copyOf(statuses),
        Optional.empty(),
        day(from),
        day(to).map(it -> it.plusSeconds(86_400)));
  }

  /// Whether an invoice that was found by its text is also in the rest of the filter.
  boolean has(InvoiceView invoice) {
    var filter = filter();
    var at = invoice.createdAt();
    return (filter.statuses().isEmpty() || filter.statuses().contains(invoice.standing().status()))
        && filter.from().stream().noneMatch(at::isBefore)
        && filter.to().stream().allMatch(at::isBefore);
  }

  private static Optional<Instant> day(String text) {
    try {
      return text.isEmpty()
          ? Optional.empty()
          : Optional.of(LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  /// The query of a link to the same list.
  public String query() {
    return "status=" + encode(status) + "&from=" + encode(from) + "&to=" + encode(to);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
