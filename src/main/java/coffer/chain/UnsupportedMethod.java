package coffer.chain;

import java.time.Duration;

/// A request method that a node rejected and has not answered since.
///
/// @param endpoint without credentials: for display
/// @param way the method in a few words: `logs of ranges`
/// @param said the node's last message, without secrets
/// @param age time since the first rejection
public record UnsupportedMethod(String endpoint, String way, String said, Duration age) {}
