package coffer.app;

import coffer.app.server.Infrastructure;
import coffer.core.chain.Mode;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Keys;
import coffer.core.merchant.Partner;
import coffer.core.merchant.Partners;
import coffer.db.Db;
import java.util.List;
import java.util.Optional;

/// A partner of a storefront's server.
public final class TestPartner {
  private final Infrastructure infrastructure;
  private final Partner partner;

  private TestPartner(Infrastructure infrastructure) {
    this.infrastructure = infrastructure;
    this.partner =
        infrastructure
            .db()
            .tx(tx -> new Partners(infrastructure.clock()).add(tx, "Partner of a test"));
  }

  public static TestPartner on(Storefront front) {
    return new TestPartner(front.base());
  }

  /// The server's database.
  public Db db() {
    return infrastructure.db();
  }

  /// Row id.
  public long id() {
    return partner.id();
  }

  /// A key of an API.
  public Keys.Created key(String dialect, Mode mode) {
    var shape =
        infrastructure
            .config()
            .dialects()
            .named(dialect)
            .keyShape(ApiKey.Kind.PARTNER, Optional.of(mode))
            .orElseThrow();
    return infrastructure
        .db()
        .tx(
            tx ->
                infrastructure.keys().create(tx, partner, mode, dialect, shape, List.of(), "test"));
  }

  public void revoke(Keys.Created key) {
    infrastructure.db().run(tx -> infrastructure.keys().revoke(tx, key.key().publicId()));
  }
}
