package coffer.app;

import coffer.app.server.Domain;
import coffer.app.server.Infrastructure;
import coffer.core.chain.Mode;
import coffer.core.invoice.Mark;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Keys;
import coffer.core.merchant.Project;
import coffer.core.merchant.SettingsStore;
import coffer.db.Tx;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A shop that takes payments in pages of its own.
///
/// @param projectId as those pages name it
/// @param key that those pages send
public record PageShop(Infrastructure infrastructure, Domain domain, String projectId, String key) {
  static final String DIALECT = "getcrypto";

  static PageShop open(
      Infrastructure infrastructure,
      Domain domain,
      String name,
      String origin,
      String success,
      String fail) {
    var project = infrastructure.db().tx(tx -> project(infrastructure, tx, name, success, fail));
    var key = infrastructure.db().tx(tx -> key(infrastructure, tx, project, origin));
    return new PageShop(infrastructure, domain, "pr_" + project.code(), key);
  }

  private static Project project(
      Infrastructure infrastructure, Tx tx, String name, String success, String fail) {
    var organization = infrastructure.merchants().organizations(tx).getFirst();
    var project = infrastructure.merchants().createProject(tx, organization, name, Mode.TEST);
    var store = new SettingsStore(infrastructure.chains());
    var usual = store.get(tx, project);
    store.save(
        tx,
        project,
        usual.change().returnUrl(Optional.of(success)).failUrl(Optional.of(fail)).build());
    return project;
  }

  private static String key(Infrastructure infrastructure, Tx tx, Project project, String origin) {
    var kind = ApiKey.Kind.PUBLISHABLE;
    var wanted =
        new Keys.NewKey(
            kind,
            DIALECT,
            infrastructure
                .config()
                .dialects()
                .named(DIALECT)
                .keyShape(kind, Optional.of(Mode.TEST))
                .orElseThrow(),
            project.organizationId(),
            Optional.of(project),
            kind.most(),
            List.of(),
            Set.of(origin),
            "page");
    return infrastructure.keys().create(tx, wanted).text();
  }

  /// The merchant cancels an invoice.
  ///
  /// @param code its 13 digits
  public void cancel(String code) {
    infrastructure
        .db()
        .run(
            tx ->
                domain
                    .invoices()
                    .mark(
                        tx,
                        domain.invoices().findByCode(tx, code).orElseThrow(),
                        new Mark(
                            Mark.Kind.CANCELLED, "test", "", infrastructure.clock().instant())));
  }
}
