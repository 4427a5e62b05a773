package coffer.api.coffer;

import coffer.api.Query;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// A part of a list.
///
/// @param nextCursor where the next page begins; empty on the last one
record Page<T>(List<T> data, Optional<String> nextCursor) {

  private static final int USUAL = 25;
  private static final int MOST = 100;

  /// How many objects the reader wants: 1 to 100.
  static int limit(Query query) {
    return (int) query.whole("limit", 1, MOST, USUAL);
  }

  /// The place where the page before ended: what `next_cursor` said.
  static Optional<UUID> cursor(Query query) {
    return query.id("cursor", "There is no such place.");
  }

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
