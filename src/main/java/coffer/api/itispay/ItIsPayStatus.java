package coffer.api.itispay;

import coffer.core.invoice.Standing;
import coffer.core.invoice.Status;
import coffer.core.listing.InvoicesByPage.Stage;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The statuses of invoices in this API.
enum ItIsPayStatus {
  /// waiting for a payment; none was seen
  NEW,
  /// a payment was seen and is not confirmed yet
  PENDING,
  /// confirmed payments are sufficient
  COMPLETED,
  EXPIRED,
  CANCELLED,
  /// some payments are confirmed, but not enough
  PAID_PARTIAL,
  /// a record of a past invoice
  ARCHIVED;

  /// The statuses by their text (`paid_partial`), in the order of the vendor's documentation.
  static final Map<String, ItIsPayStatus> BY_TEXT = byText();

  static ItIsPayStatus of(Standing standing) {
    return switch (standing.status()) {
      case OPEN -> partial(standing, standing.seen().signum() > 0 ? PENDING : NEW);
      case CONFIRMING -> PENDING;
      case SETTLED -> COMPLETED;
      case EXPIRED -> partial(standing, EXPIRED);
      case CANCELLED -> CANCELLED;
      case ARCHIVED -> ARCHIVED;
    };
  }

  /// The inverse of [#of]: all stages of invoices that have this status.
  Set<Stage> stages() {
    return switch (this) {
      case NEW -> Set.of(stage(Status.OPEN, Optional.of(false), Optional.of(false)));
      case PENDING ->
          Set.of(
              stage(Status.OPEN, Optional.of(true), Optional.of(false)),
              stage(Status.CONFIRMING, Optional.empty(), Optional.empty()));
      case COMPLETED -> Set.of(stage(Status.SETTLED, Optional.empty(), Optional.empty()));
      case EXPIRED -> Set.of(stage(Status.EXPIRED, Optional.empty(), Optional.of(false)));
      case CANCELLED -> Set.of(stage(Status.CANCELLED, Optional.empty(), Optional.empty()));
      case PAID_PARTIAL ->
          Set.of(
              stage(Status.OPEN, Optional.empty(), Optional.of(true)),
              stage(Status.EXPIRED, Optional.empty(), Optional.of(true)));
      case ARCHIVED -> Set.of(stage(Status.ARCHIVED, Optional.empty(), Optional.empty()));
    };
  }

  private static Stage stage(Status status, Optional<Boolean> seen, Optional<Boolean> confirmed) {
    return new Stage(status, seen, confirmed);
  }

  private static ItIsPayStatus partial(Standing standing, ItIsPayStatus otherwise) {
    return standing.confirmed().signum() > 0 ? PAID_PARTIAL : otherwise;
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, ItIsPayStatus> byText() {
    var statuses = new LinkedHashMap<String, ItIsPayStatus>();
    Arrays.stream(values()).forEach(status -> statuses.put(status.text(), status));
    return statuses;
  }
}
