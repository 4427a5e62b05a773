package coffer.core.merchant;

import java.time.Instant;
import java.util.UUID;

/// A business that brings merchants: it creates users and their organizations.
public record Partner(long id, UUID publicId, String name, Instant createdAt) {}
