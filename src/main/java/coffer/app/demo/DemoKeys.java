package coffer.app.demo;

import coffer.api.Dialect;
import coffer.app.server.Infrastructure;
import coffer.core.chain.Mode;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.ApiKey.Kind;
import coffer.core.merchant.Keys;
import coffer.core.merchant.Organization;
import coffer.core.merchant.Partner;
import coffer.core.merchant.Partners;
import coffer.core.merchant.Project;
import coffer.db.Tx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The API keys that clients of the demo need. They are new at each start, because the database
/// keeps only hashes.
public final class DemoKeys {
  private static final String PARTNER = "Demo partner";

  private record Name(String dialect, ApiKey.Kind kind) {}

  private final Map<Name, Keys.Created> created;

  private DemoKeys(Map<Name, Keys.Created> created) {
    this.created = created;
  }

  /// Creates the keys and revokes those of earlier runs.
  static DemoKeys create(
      Infrastructure infrastructure, Tx tx, Organization organization, Project project) {
    for (var old : infrastructure.keys().list(tx, organization.id())) {
      if (old.revokedAt().isEmpty()) infrastructure.keys().revoke(tx, old.publicId());
    }
    var partner = partner(infrastructure, tx);
    var created = new HashMap<Name, Keys.Created>();
    for (var dialect : infrastructure.config().dialects().all()) {
      for (var kind : dialect.clientSetup(project).keys().values()) {
        created.put(
            new Name(dialect.name(), kind),
            kind == Kind.PARTNER
                ? create(infrastructure, tx, partner, project.mode(), dialect)
                : create(infrastructure, tx, project, dialect, kind));
      }
    }
    return new DemoKeys(Map.copyOf(created));
  }

  /// The partner of the demo, without the keys of earlier runs.
  private static Partner partner(Infrastructure infrastructure, Tx tx) {
    var partners = new Partners(infrastructure.clock());
    var partner =
        partners.list(tx).stream()
            .filter(it -> it.name().equals(PARTNER))
            .findFirst()
            .orElseGet(() -> partners.add(tx, PARTNER));
    for (var old : partners.keys(tx, partner)) {
      if (old.revokedAt().isEmpty()) infrastructure.keys().revoke(tx, old.publicId());
    }
    return partner;
  }

  private static Keys.Created create(
      Infrastructure infrastructure, Tx tx, Partner partner, Mode mode, Dialect dialect) {
    var shape = dialect.keyShape(Kind.PARTNER, Optional.of(mode)).orElseThrow();
    return infrastructure
        .keys()
        .create(tx, partner, mode, dialect.name(), shape, List.of(), "demo");
  }

  private static Keys.Created create(
      Infrastructure infrastructure, Tx tx, Project project, Dialect dialect, ApiKey.Kind kind) {
    var owner = kind == Kind.ACCOUNT ? Optional.<Project>empty() : Optional.of(project);
    var wanted =
        new Keys.NewKey(
            kind,
            dialect.name(),
            dialect.keyShape(kind, owner.map(Project::mode)).orElseThrow(),
            project.organizationId(),
            owner,
            kind.most(),
            List.of(),
            kind == Kind.PUBLISHABLE ? Set.of("*") : Set.of(),
            "demo");
    return infrastructure.keys().create(tx, wanted);
  }

  /// A key; of a pair, the public key.
  ///
  /// @throws IllegalArgumentException if the demo has no such key
  public String key(String dialect, ApiKey.Kind kind) {
    return created(dialect, kind).text();
  }

  /// The secret of a pair.
  ///
  /// @throws IllegalArgumentException if the demo has no such pair
  public String secret(String dialect, ApiKey.Kind kind) {
    return created(dialect, kind)
        .secret()
        .orElseThrow(() -> new IllegalArgumentException("no pair of " + dialect));
  }

  private Keys.Created created(String dialect, ApiKey.Kind kind) {
    return Optional.ofNullable(created.get(new Name(dialect, kind)))
        .orElseThrow(() -> new IllegalArgumentException("no key of " + dialect));
  }

  /// The key of Coffer's API.
  public String coffer() {
    return key("coffer", Kind.PROJECT);
  }
}
