package coffer.webhook;

import java.util.List;

/// A command that creates a destination for the events of a whole project.
///
/// @param types `invoice.settled`, `invoice.*`; empty = all
public record NewDestination(String url, String dialect, List<String> types) {
  /// The most types that a destination names.
  public static final int MAX_TYPES = 50;
}
