package coffer.core.merchant;

import java.util.Optional;
import java.util.Set;

/// Who sends a request, as its key says.
///
/// @param keyId also the scope of idempotency and of rate limits
/// @param project the only one that it may see; empty = all of the organization's
public record Principal(
    long keyId,
    ApiKey.Kind kind,
    String dialect,
    long organizationId,
    Optional<Project> project,
    Set<Scope> scopes) {

  public boolean may(Scope scope) {
    return scopes.contains(scope);
  }
}
