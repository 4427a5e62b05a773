package coffer.webhook;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// A delivery that is ours to send until the lease ends.
///
/// @param lease random: the result is taken only while the row still bears it
/// @param slow whether its lane was slow, or its host not proven, when it was taken
/// @param attempts so far
/// @param tries those since it was last made due by command
/// @param wanted false if the destination was deleted meanwhile
/// @param secret empty if it cannot be opened
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
    String url,
    Optional<WebhookSecret> secret,
    UUID publicId,
    UUID eventId,
    String type,
    int number,
    Instant at,
    String snapshot) {}
