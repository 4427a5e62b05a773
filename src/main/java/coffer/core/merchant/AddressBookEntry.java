package coffer.core.merchant;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A foreign address that a project keeps under a name of its own.
///
/// @param networks where the address may be used; it is the same address on all of them
/// @param address as the first of these networks writes it
public record AddressBookEntry(
    long id,
    UUID publicId,
    List<String> networks,
    String address,
    String alias,
    Optional<String> comment,
    Instant createdAt) {}
