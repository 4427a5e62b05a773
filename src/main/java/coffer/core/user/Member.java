package coffer.core.user;

/// A person of an organization.
public record Member(User user, Role role) {}
