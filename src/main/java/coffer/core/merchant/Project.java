package coffer.core.merchant;

import coffer.core.chain.Mode;
import java.util.UUID;

/// A shop of an organization. Its mode, live or test, never changes.
///
/// @param code 13 hex digits, for dialects with short ids
/// @param webhookSecretId the sealed secret that signs its webhooks
public record Project(
    long id,
    UUID publicId,
    String code,
    long organizationId,
    Mode mode,
    String name,
    Settings settings,
    long webhookSecretId) {}
