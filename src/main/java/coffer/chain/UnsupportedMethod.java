package coffer.chain;

import java.time.Duration;

/// A request method that a node rejected and has not answered since.
///
/// @param endpoint without credentials: for display
/// @param method the method in a few words: `logs of ranges`
/// @param message the node's last message, without secrets
/// @param age time since the first rejection
public record UnsupportedMethod(String endpoint, String method, String message, Duration age) {}
