package coffer.core.merchant;

import coffer.core.Cidr;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The owner of the key that came with a request.
///
/// @param keyId idempotency keys and rate limits are counted per key
/// @param organization its public id
/// @param project the only project that it can access; empty = all of the organization
/// @param cidrs the client addresses that may use the key; empty = all
/// @param origins the web pages that may use a publishable key; `*` = any
/// @param pair the pair that signed the request; empty = the request contains the key itself
public record Principal(
    long keyId,
    ApiKey.Kind kind,
    String dialect,
    long organizationId,
    UUID organization,
    Optional<Project> project,
    Set<Scope> scopes,
    List<Cidr> cidrs,
    Set<String> origins,
    Optional<Pair> pair) {

  /// A pair of a public key and a secret.
  ///
  /// @param secretId row id of the sealed secret
  public record Pair(String publicKey, long secretId) {}

  public boolean may(Scope scope) {
    return scopes.contains(scope);
  }

  /// Whether a key that this one creates may be used from these client addresses.
  ///
  /// @param wanted empty = the same addresses as this key
  public boolean mayGrant(List<Cidr> wanted) {
    return cidrs.isEmpty()
        || wanted.stream().allMatch(one -> cidrs.stream().anyMatch(own -> own.contains(one)));
  }

  /// Whether a web page may use this key.
  ///
  /// @param origin as the browser sends it: `https://shop.example.com`
  public boolean allows(String origin) {
    return origins.contains("*") || origins.contains(origin);
  }
}
