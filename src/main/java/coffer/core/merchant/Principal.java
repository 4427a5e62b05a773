package coffer.core.merchant;

import coffer.core.Cidr;
import coffer.core.chain.Mode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The owner of the key that came with a request.
///
/// @param keyId idempotency keys and rate limits are counted per key
/// @param owner whose objects the key gives access to
/// @param cidrs the client addresses that may use the key; empty = all
/// @param origins the web pages that may use a publishable key; `*` = any
/// @param pair the pair that signed the request; empty = the request contains the key itself
public record Principal(
    long keyId,
    ApiKey.Kind kind,
    String dialect,
    Owner owner,
    Set<Scope> scopes,
    List<Cidr> cidrs,
    Set<String> origins,
    Optional<Pair> pair) {

  /// A pair of a public key and a secret.
  ///
  /// @param secretId row id of the sealed secret
  public record Pair(String publicKey, long secretId) {}

  /// Whose objects a key gives access to.
  public sealed interface Owner {
    /// All projects of an organization.
    ///
    /// @param publicId of the organization
    record OfOrganization(long id, UUID publicId) implements Owner {}

    /// One project.
    ///
    /// @param organization public id of its organization
    record OfProject(Project project, UUID organization) implements Owner {}

    /// The users and organizations that a partner created.
    ///
    /// @param mode of the projects whose keys it makes
    record OfPartner(long id, Mode mode) implements Owner {}
  }

  /// The only project that the key can access; empty = none, or all of the organization.
  public Optional<Project> project() {
    return switch (owner) {
      case Owner.OfProject(var project, _) -> Optional.of(project);
      case Owner.OfOrganization _, Owner.OfPartner _ -> Optional.empty();
    };
  }

  /// Row id of the merchant's organization.
  ///
  /// @throws IllegalStateException if the key is a partner's, which routes of merchants refuse
  public long organizationId() {
    return switch (owner) {
      case Owner.OfOrganization(var id, _) -> id;
      case Owner.OfProject(var project, _) -> project.organizationId();
      case Owner.OfPartner _ -> throw new IllegalStateException("a partner is no merchant");
    };
  }

  /// Public id of the merchant's organization.
  ///
  /// @throws IllegalStateException if the key is a partner's, which routes of merchants refuse
  public UUID organization() {
    return switch (owner) {
      case Owner.OfOrganization(_, var publicId) -> publicId;
      case Owner.OfProject(_, var organization) -> organization;
      case Owner.OfPartner _ -> throw new IllegalStateException("a partner is no merchant");
    };
  }

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
