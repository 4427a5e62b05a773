package coffer.core.tracking;

import coffer.core.chain.Asset;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// A transfer to a tracked address.
///
/// @param trackedAddress public id of the tracked address
/// @param address the receiver, as the chain writes it
/// @param sender empty where the chain does not report it
/// @param amount in whole coins, more than zero
/// @param txid in the notation of the chain
/// @param height of its block
/// @param minedAt the time of its block
/// @param seenAt when Coffer read the block
/// @param report empty until it is sent
public record TrackedTransfer(
    long id,
    UUID publicId,
    UUID trackedAddress,
    Asset asset,
    String network,
    String address,
    Optional<String> sender,
    BigDecimal amount,
    String txid,
    long height,
    Instant minedAt,
    Instant seenAt,
    Status status,
    Optional<Report> report) {

  public enum Status {
    /// its block is not final yet, or earlier transfers are being sent
    WAITING,
    /// a server has begun to send it, and the result is not known. If the server ended before it
    /// wrote the result, this is the last status
    SENT,
    /// the receiver accepted it
    DELIVERED,
    /// the receiver did not accept it. It is not sent again
    FAILED
  }

  /// The only attempt to send it.
  ///
  /// @param httpStatus empty if there was no answer
  /// @param error why there was no answer
  public record Report(Instant at, Optional<Integer> httpStatus, Optional<String> error) {}
}
