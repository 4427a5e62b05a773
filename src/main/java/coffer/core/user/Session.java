package coffer.core.user;

import java.time.Instant;
import java.util.UUID;

/// A person's use of the cabinet in one browser, from sign-in to sign-out.
///
/// @param client address of the browser at sign-in
/// @param agent what the browser calls itself, at most 300 characters
/// @param codeDue whether the person must still enter a one-time code; they are not signed in
/// @param passkey whether it began with a passkey
/// @param usedAt the last request, to the minute
/// @param confirmedAt when the person last proved who they are
public record Session(
    long id,
    UUID publicId,
    long userId,
    boolean codeDue,
    boolean passkey,
    String client,
    String agent,
    Instant createdAt,
    Instant usedAt,
    Instant confirmedAt,
    Instant expiresAt) {}
