package coffer.webhook;

import coffer.core.event.Event;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// A delivery that only this node may send until the lease expires.
///
/// @param lease random: the result is written only while the row has the same value
/// @param until the end of the lease
/// @param slow whether its lane was slow, or its host not proven, when it was leased
/// @param attempts so far
/// @param tries the attempts since a command last made it due
/// @param wanted false if the destination was deleted meanwhile
/// @param secrets empty if they cannot be opened
/// @param ofProject row id of the destination, if it receives the events of the whole project
/// @param snapshot in JSON
record LeasedDelivery(
    long id,
    UUID lease,
    Instant until,
    Lane lane,
    boolean slow,
    int attempts,
    int tries,
    boolean wanted,
    String dialect,
    OutgoingEvent.Receiver receiver,
    Optional<SigningSecrets> secrets,
    Optional<Long> ofProject,
    UUID publicId,
    UUID eventId,
    String type,
    int number,
    Instant at,
    String snapshot) {

  boolean isTest() {
    return type.equals(Event.TEST);
  }
}
