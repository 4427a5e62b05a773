package coffer.core.user;

import java.time.Instant;
import java.util.UUID;

/// An invitation of a person to an organization.
///
/// @param organizationId row id
public record Invitation(
    UUID publicId, long organizationId, String email, Role role, Instant expiresAt) {}
