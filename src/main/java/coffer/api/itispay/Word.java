package coffer.api.itispay;

import coffer.core.invoice.Standing;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What an invoice's standing is called here.
enum Word {
  /// waits for money, and has seen none
  NEW,
  /// money was seen and is not confirmed yet
  PENDING,
  /// enough is confirmed
  COMPLETED,
  EXPIRED,
  CANCELLED,
  /// some of it is confirmed, not enough
  PAID_PARTIAL,
  /// kept as a record
  ARCHIVED;

  /// `paid_partial` and so on, in the order of the vendor's document.
  static final Map<String, Word> BY_TEXT = byText();

  static Word of(Standing standing) {
    return switch (standing.status()) {
      case OPEN -> partial(standing, standing.seen().signum() > 0 ? PENDING : NEW);
      case CONFIRMING -> PENDING;
      case SETTLED -> COMPLETED;
      case EXPIRED -> partial(standing, EXPIRED);
      case CANCELLED -> CANCELLED;
      case ARCHIVED -> ARCHIVED;
    };
  }

  private static Word partial(Standing standing, Word otherwise) {
    return standing.confirmed().signum() > 0 ? PAID_PARTIAL : otherwise;
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, Word> byText() {
    var words = new LinkedHashMap<String, Word>();
    Arrays.stream(values()).forEach(word -> words.put(word.text(), word));
    return words;
  }
}
