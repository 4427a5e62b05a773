package coffer.core;

import java.util.Optional;

/// What a request does to a text: leaves it as it is, sets it, or removes it.
///
/// @param given whether the request says anything about the text
/// @param value the new text; empty removes it
public record TextChange(boolean given, Optional<String> value) {
  public static TextChange keep() {
    return new TextChange(false, Optional.empty());
  }

  /// @param value a new text; if empty, `removes` tells whether the text is removed or kept
  public static TextChange of(Optional<String> value, boolean removes) {
    return new TextChange(value.isPresent() || removes, value);
  }
}
