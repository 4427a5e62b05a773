package coffer.core.merchant;

import coffer.core.chain.Mode;
import java.util.UUID;

/// A shop: live or test for ever.
///
/// @param code 13 hex digits, for dialects whose ids are short
/// @param webhookSecretId its sealed secret: signs what is told to the merchant
public record Project(
    long id,
    UUID publicId,
    String code,
    long organizationId,
    Mode mode,
    String name,
    Settings settings,
    long webhookSecretId) {}
