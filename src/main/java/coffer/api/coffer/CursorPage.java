package coffer.api.coffer;

import coffer.api.QueryParameters;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// One page of a list.
///
/// @param nextCursor cursor of the next page; empty on the last page
record CursorPage<T>(List<T> data, Optional<String> nextCursor) {

  private static final int DEFAULT_LIMIT = 25;
  private static final int MAX_LIMIT = 100;

  /// The page size: 1 to 100, default 25.
  static int limit(QueryParameters query) {
    return (int) query.whole("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
  }

  /// The end of the previous page: the value of its `next_cursor`.
  static Optional<UUID> cursor(QueryParameters query) {
    return query.id("cursor", "There is no such place.");
  }

  /// @param found up to one item more than the limit; the extra item means that there is a next
  ///     page
  /// @param place returns the cursor of an item
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
