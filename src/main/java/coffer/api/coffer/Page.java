package coffer.api.coffer;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A part of a list.
///
/// @param nextCursor where the next page begins; empty on the last one
record Page<T>(List<T> data, Optional<String> nextCursor) {

  /// @param found one more than the limit, if there are as many
  /// @param place names an item for the reader who comes back
  static <S, T> Page<T> of(
      List<S> found, int limit, Function<S, String> place, Function<S, T> wire) {
    var shown = found.subList(0, Math.min(limit, found.size()));
    var next =
        found.size() > limit ? Optional.of(place.apply(shown.getLast())) : Optional.<String>empty();
    return new Page<>(shown.stream().map(wire).toList(), next);
  }

  static <T> Page<T> whole(List<T> data) {
    return new Page<>(data, Optional.empty());
  }
}
