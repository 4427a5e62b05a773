package coffer.core.user;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// A person.
///
/// @param email as the person writes it; unique on the server, whatever its case
/// @param passwordHash empty = no password yet
/// @param utm where the partner found them
/// @param confirmedAt when the address was shown to be theirs
/// @param signedInAt the last time
public record User(
    long id,
    UUID publicId,
    Optional<Long> partnerId,
    String email,
    Optional<String> passwordHash,
    Optional<String> utm,
    Instant createdAt,
    Instant updatedAt,
    Optional<Instant> confirmedAt,
    Optional<Instant> signedInAt) {

  /// Without the hash: it must not reach a log.
  @Override
  public String toString() {
    return "user " + publicId;
  }
}
