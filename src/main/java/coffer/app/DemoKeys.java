package coffer.app;

import coffer.core.merchant.ApiKey;
import coffer.core.merchant.ApiKey.Kind;
import coffer.core.merchant.Keys;
import coffer.core.merchant.Organization;
import coffer.core.merchant.Project;
import coffer.db.Tx;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The demo's keys: what a client of each API needs. They are new each time, for only their hashes
/// are kept.
///
/// @param publishable of GetCrypto, for pages of anybody
/// @param account of ItIsPay, for the whole organization
record DemoKeys(
    String coffer,
    String coinvoice,
    String getcrypto,
    String publishable,
    String itispay,
    String account) {

  /// Revokes those of earlier times.
  static DemoKeys create(Base base, Tx tx, Organization organization, Project project) {
    for (var old : base.keys().list(tx, organization.id())) {
      if (old.revokedAt().isEmpty()) base.keys().revoke(tx, old.publicId());
    }
    var maker = new Maker(base, tx, project);
    return new DemoKeys(
        maker.key(Dialect.COFFER, Kind.PROJECT),
        maker.key(Dialect.COINVOICE, Kind.PROJECT),
        maker.key(Dialect.GETCRYPTO, Kind.PROJECT),
        maker.key(Dialect.GETCRYPTO, Kind.PUBLISHABLE),
        maker.key(Dialect.ITISPAY, Kind.PROJECT),
        maker.key(Dialect.ITISPAY, Kind.ACCOUNT));
  }

  private record Maker(Base base, Tx tx, Project project) {
    String key(Dialect dialect, ApiKey.Kind kind) {
      var owner = kind == Kind.ACCOUNT ? Optional.<Project>empty() : Optional.of(project);
      var wanted =
          new Keys.NewKey(
              kind,
              dialect.text(),
              dialect.shape(kind, owner.map(Project::mode)).orElseThrow(),
              project.organizationId(),
              owner,
              kind.most(),
              List.of(),
              kind == Kind.PUBLISHABLE ? Set.of("*") : Set.of(),
              "demo");
      return base.keys().create(tx, wanted).text();
    }
  }

  @Override
  public String toString() {
    return "keys";
  }
}
