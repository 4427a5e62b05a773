package coffer.api.coffer;

import coffer.api.ValueFormats;
import coffer.core.tracking.TrackedTransfer;
import coffer.core.tracking.TrackedTransfer.Report;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// A transfer to a tracked address, as in the list and in the body of its webhook.
///
/// @param trackedAddress id of the tracked address
/// @param amount in whole coins
/// @param sender null where the chain does not report it
/// @param webhook how it was reported; absent in the webhook itself
record TrackedTransferWire(
    UUID id,
    UUID trackedAddress,
    String asset,
    String network,
    String address,
    Optional<String> sender,
    String amount,
    String txid,
    long blockHeight,
    Instant minedAt,
    Instant seenAt,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<WebhookResultWire> webhook) {

  /// @param status `waiting`, `sent`, `delivered`, `failed`
  /// @param httpStatus null = no answer
  /// @param error why there was no answer
  record WebhookResultWire(
      String status,
      Optional<Instant> sentAt,
      Optional<Integer> httpStatus,
      Optional<String> error) {}

  /// The body of a webhook.
  record EventWire(UUID id, String type, Instant createdAt, int number, DataWire data) {}

  record DataWire(TrackedTransferWire trackedTransfer) {}

  static EventWire event(TrackedTransfer transfer) {
    return new EventWire(
        transfer.publicId(),
        "tracked_transfer.final",
        transfer.seenAt(),
        1,
        new DataWire(of(transfer, Optional.empty())));
  }

  static TrackedTransferWire of(TrackedTransfer transfer) {
    var result =
        new WebhookResultWire(
            transfer.status().name().toLowerCase(Locale.ROOT),
            transfer.report().map(Report::at),
            transfer.report().flatMap(Report::httpStatus),
            transfer.report().flatMap(Report::error));
    return of(transfer, Optional.of(result));
  }

  private static TrackedTransferWire of(
      TrackedTransfer transfer, Optional<WebhookResultWire> webhook) {
    return new TrackedTransferWire(
        transfer.publicId(),
        transfer.trackedAddress(),
        transfer.asset().code(),
        transfer.network(),
        transfer.address(),
        transfer.sender(),
        ValueFormats.plain(transfer.amount()),
        transfer.txid(),
        transfer.height(),
        transfer.minedAt(),
        transfer.seenAt(),
        webhook);
  }
}
