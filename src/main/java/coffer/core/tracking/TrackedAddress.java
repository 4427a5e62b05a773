package coffer.core.tracking;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// A foreign address whose incoming transfers are reported to a URL.
///
/// @param address as its chains write it
/// @param networks names of the networks on which it is watched at present
/// @param url as the merchant gave it; it may contain a secret of the receiver, so it is not logged
/// @param skipped the number of transfers that were counted but not kept, because the project had
///     reached a limit of [TrackedTransfers]
public record TrackedAddress(
    long id,
    UUID publicId,
    String address,
    List<String> networks,
    String url,
    long skipped,
    Instant createdAt) {}
