package coffer.core.merchant;

import coffer.core.Cidr;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Who sends a request, as its key says.
///
/// @param keyId also the scope of idempotency and of rate limits
/// @param organization what the outside knows it by
/// @param project the only one that it may see; empty = all of the organization's
/// @param cidrs where the key may be used from; empty = anywhere
/// @param origins the web pages that may use a publishable key; `*` = any
public record Principal(
    long keyId,
    ApiKey.Kind kind,
    String dialect,
    long organizationId,
    UUID organization,
    Optional<Project> project,
    Set<Scope> scopes,
    List<Cidr> cidrs,
    Set<String> origins) {

  public boolean may(Scope scope) {
    return scopes.contains(scope);
  }

  /// Whether a key that this one makes may be used from there.
  ///
  /// @param wanted empty = from wherever this one may be
  public boolean mayGrant(List<Cidr> wanted) {
    return cidrs.isEmpty()
        || wanted.stream().allMatch(one -> cidrs.stream().anyMatch(own -> own.contains(one)));
  }

  /// Whether a web page may use this key.
  ///
  /// @param origin as the browser tells it: `https://shop.example.com`
  public boolean allows(String origin) {
    return origins.contains("*") || origins.contains(origin);
  }
}
