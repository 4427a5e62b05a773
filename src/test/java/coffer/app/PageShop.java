package coffer.app;

import coffer.core.chain.Mode;
import coffer.core.invoice.Mark;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Keys;
import coffer.core.merchant.Project;
import coffer.core.merchant.Settings;
import coffer.core.merchant.SettingsStore;
import coffer.db.Tx;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A shop that takes payments in pages of its own.
///
/// @param projectId as those pages name it
/// @param key that those pages send
public record PageShop(Base base, Core core, String projectId, String key) {
  static final String DIALECT = "getcrypto";

  static PageShop open(
      Base base, Core core, String name, String origin, String success, String fail) {
    var project = base.db().tx(tx -> project(base, tx, name, success, fail));
    var key = base.db().tx(tx -> key(base, tx, project, origin));
    return new PageShop(base, core, "pr_" + project.code(), key);
  }

  private static Project project(Base base, Tx tx, String name, String success, String fail) {
    var organization = base.merchants().organizations(tx).getFirst();
    var project = base.merchants().createProject(tx, organization, name, Mode.TEST);
    var store = new SettingsStore(base.chains());
    var usual = store.get(tx, project);
    store.save(
        tx,
        project,
        new Settings(
            List.of(),
            usual.tolerancePercent(),
            usual.acceptDepth(),
            usual.lifetime(),
            usual.quoteLifetime(),
            usual.monitoring(),
            Optional.of(success),
            Optional.of(fail),
            usual.settlement(),
            usual.caps()));
    return project;
  }

  private static String key(Base base, Tx tx, Project project, String origin) {
    var kind = ApiKey.Kind.PUBLISHABLE;
    var wanted =
        new Keys.NewKey(
            kind,
            DIALECT,
            Dialect.GETCRYPTO.shape(kind, Optional.of(Mode.TEST)).orElseThrow(),
            project.organizationId(),
            Optional.of(project),
            kind.most(),
            List.of(),
            Set.of(origin),
            "page");
    return base.keys().create(tx, wanted).text();
  }

  /// The merchant cancels an invoice.
  ///
  /// @param code its 13 digits
  public void cancel(String code) {
    base.db()
        .run(
            tx ->
                core.invoices()
                    .mark(
                        tx,
                        core.invoices().findByCode(tx, code).orElseThrow(),
                        new Mark(Mark.Kind.CANCELLED, "test", "", base.clock().instant())));
  }
}
