package coffer.chain;

import java.time.Duration;
import java.util.Optional;

/// How an endpoint of a chain does.
///
/// @param name without credentials
/// @param rests whether it is not asked at present, because it failed
/// @param error its last failure in its own words, without secrets; empty = it never failed
/// @param age how long ago that was
public record EndpointState(
    String name, boolean rests, Optional<String> error, Optional<Duration> age) {}
