package coffer.webhook;

import coffer.core.invoice.Snapshot;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// One event, to be sent to one destination.
///
/// @param delivery the delivery's public id
/// @param event the event's public id: the same for every destination and attempt
/// @param type `invoice.settled`
/// @param number of the event, per object, from 1: a greater number is later
/// @param at when it happened
/// @param snapshot the object as it was then
public record OutgoingEvent(
    UUID delivery,
    UUID event,
    String type,
    int number,
    Instant at,
    Receiver receiver,
    Snapshot snapshot) {

  /// @param publicKey of the pair whose secret signs; empty = the project's secret signs
  public record Receiver(String url, Optional<String> publicKey) {}
}
