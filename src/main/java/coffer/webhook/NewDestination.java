package coffer.webhook;

import java.util.List;

/// The command that makes a destination for all of a project's events.
///
/// @param types `invoice.settled`, `invoice.*`; empty = all
public record NewDestination(String url, String dialect, List<String> types) {}
