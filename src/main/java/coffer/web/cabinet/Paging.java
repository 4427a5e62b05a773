package coffer.web.cabinet;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/// A page of a list, and the place at which the next one begins.
///
/// @param next id of the last row of this page; empty on the last page
public record Paging<T>(List<T> rows, Optional<UUID> next) {
  static final int ROWS = 50;

  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  /// @param found up to one row more than a page has
  static <T> Paging<T> of(List<T> found, Function<T, UUID> id) {
    if (found.size() <= ROWS) return new Paging<>(found, Optional.empty());
    var rows = found.subList(0, ROWS);
    return new Paging<>(rows, Optional.of(id.apply(rows.getLast())));
  }

  /// The id after which the page begins. An id that cannot be one begins the list anew.
  static Optional<UUID> before(CabinetRequest request) {
    return id(request.query("before", 36));
  }

  static Optional<UUID> id(Optional<String> text) {
    return text.filter(it -> UUID_TEXT.matcher(it).matches()).map(UUID::fromString);
  }
}
