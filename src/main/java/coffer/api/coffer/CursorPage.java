package coffer.api.coffer;

import coffer.api.QueryParameters;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// A part of a list.
///
/// @param nextCursor where the next page begins; empty on the last one
record CursorPage<T>(List<T> data, Optional<String> nextCursor) {

  private static final int DEFAULT_LIMIT = 25;
  private static final int MAX_LIMIT = 100;

  /// How many objects the reader wants: 1 to 100.
  static int limit(QueryParameters query) {
    return (int) query.whole("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
  }

  /// The place where the page before ended: what `next_cursor` said.
  static Optional<UUID> cursor(QueryParameters query) {
    return query.id("cursor", "There is no such place.");
  }

  /// @param found one more than the limit, if there are as many
  /// @param place names an item for the reader who comes back
  static <S, T> CursorPage<T> of(
      List<S> found, int limit, Function<S, String> place, Function<S, T> wire) {
    var shown = found.subList(0, Math.min(limit, found.size()));
    var next =
        found.size() > limit ? Optional.of(place.apply(shown.getLast())) : Optional.<String>empty();
    return new CursorPage<>(shown.stream().map(wire).toList(), next);
  }

  static <T> CursorPage<T> whole(List<T> data) {
    return new CursorPage<>(data, Optional.empty());
  }
}
