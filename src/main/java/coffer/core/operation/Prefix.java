package coffer.core.operation;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// What a person types to find a row: its id in full, or the beginning of its name.
///
/// @param from the beginning in lower case
/// @param to above everything that begins so
record Prefix(Optional<UUID> id, String from, String to) {
  static Prefix of(String text) {
    var begin = text.toLowerCase(Locale.ROOT);
    return new Prefix(id(text), begin, begin + Character.toString(Character.MAX_CODE_POINT));
  }

  private static Optional<UUID> id(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
