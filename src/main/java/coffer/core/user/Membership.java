package coffer.core.user;

/// A person's role in an organization.
///
/// @param organizationId row id
public record Membership(long organizationId, Role role) {}
