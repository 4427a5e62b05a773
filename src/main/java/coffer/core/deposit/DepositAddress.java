package coffer.core.deposit;

import coffer.core.chain.Asset;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// An address on which a project receives deposits in one asset, without an invoice and for ever.
///
/// @param customer public id of the customer; empty if the address is the project's own
/// @param addressId row id of the watched address, which can serve several assets of one owner
/// @param address as the chain writes it
/// @param units what is on the address now, in base units: confirmed deposits minus what left it
/// @param active false = the customer has a newer address for this asset; this one still receives
/// @param archived lists leave it out; it still receives
/// @param alias the merchant's name for it
/// @param meta any JSON value of the merchant, as text
public record DepositAddress(
    long id,
    UUID publicId,
    Kind kind,
    Optional<UUID> customer,
    Asset asset,
    long addressId,
    String address,
    BigInteger units,
    boolean active,
    boolean archived,
    Optional<String> alias,
    Optional<String> comment,
    Optional<String> meta,
    Instant createdAt) {

  /// What the address is for. The names are also the owners of assignments.
  public enum Kind {
    /// the deposits of one customer
    CUSTOMER,
    /// deposits of the project's own business
    BUSINESS,
    /// money from which payouts will be made
    PAYOUT,
    /// money that tops up the organization's prepaid balance
    PREPAID
  }

  /// What is on the address now, in whole coins.
  public BigDecimal balance() {
    return new BigDecimal(units, asset.decimals());
  }
}
