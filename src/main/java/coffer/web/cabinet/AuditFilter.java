package coffer.web.cabinet;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.core.user.Audit;
import java.net.URLEncoder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/// What a page of the audit is limited to, as in its URL.
///
/// @param from the first day, in UTC
/// @param to the last day
public record AuditFilter(String actor, String act, String object, String from, String to) {
  static AuditFilter of(CabinetRequest request) {
    return new AuditFilter(
        request.query("actor", 400).orElse(""),
        request.query("act", 100).orElse(""),
        request.query("object", 400).orElse(""),
        request.query("from", 10).orElse(""),
        request.query("to", 10).orElse(""));
  }

  /// @param organizationId row id; empty = all organizations and the operator
  Audit.Filter in(Optional<Long> organizationId) {
    return new Audit.Filter(
        organizationId,
        given(actor),
        given(act),
        given(object),
        day(from),
        day(to).map(it -> it.plusSeconds(86_400)));
  }

  private static Optional<String> given(String text) {
    return Optional.of(text).filter(it -> !it.isEmpty());
  }

  private static Optional<Instant> day(String text) {
    try {
      return given(text).map(it -> LocalDate.parse(it).atStartOfDay(ZoneOffset.UTC).toInstant());
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  /// The query of a link to the same list.
  public String query() {
    return "actor=%s&act=%s&object=%s&from=%s&to=%s"
        .formatted(encode(actor), encode(act), encode(object), encode(from), encode(to));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
