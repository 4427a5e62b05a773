package coffer.chain;

import java.time.Duration;

/// A way of asking that a node refuses, as long as it has not answered to it again.
///
/// @param endpoint without credentials: for people
/// @param way in a few words: `logs of ranges`
/// @param said what the node said last, without keys
/// @param age of the first refusal
public record UnsupportedMethod(String endpoint, String way, String said, Duration age) {}
