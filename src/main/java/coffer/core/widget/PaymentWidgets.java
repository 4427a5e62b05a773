package coffer.core.widget;

import static java.time.temporal.ChronoUnit.MICROS;

import coffer.core.Field;
import coffer.core.PlainText;
import coffer.core.Rejection;
import coffer.core.chain.Chains;
import coffer.core.merchant.Principal;
import coffer.core.merchant.Project;
import coffer.core.money.Denomination;
import coffer.core.widget.PaymentWidget.Terms;
import coffer.core.widget.PaymentWidget.Webhook;
import coffer.db.Args;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The payment widgets of projects.
public final class PaymentWidgets {
  /// The most widgets of a project.
  public static final int MAX_WIDGETS = 100;

  public static final int MAX_NAME = 200;
  public static final int MAX_CURRENCIES = 20;
  public static final int MAX_ASSETS = 50;

  private static final Duration MAX_LIFETIME = Duration.ofDays(366);

  private final Chains chains;
  private final InstantSource clock;

  public PaymentWidgets(Chains chains, InstantSource clock) {
    this.chains = chains;
    this.clock = () -> clock.instant().truncatedTo(MICROS); // as the database keeps it
  }

  /// @throws Rejection.Refused InvalidField `name`, `currencies`, `amount`, `assets` or
  ///     `expires_in`, if the terms are not valid or the project has [#MAX_WIDGETS]
  public PaymentWidget add(Tx tx, Project project, Terms terms) {
    check(project, terms);
    lock(tx, project);
    requireRoom(tx, project);
    var pair = terms.webhook().flatMap(Webhook::pair);
    return tx.only(
        """
        INSERT INTO payment_widget (public_id, project_id, name, dialect, currencies, price, assets, lifetime_seconds,
          url, secret_id, public_key, deposit_addresses, created_at)
        VALUES (:public_id, :project, :name, :dialect, :currencies, :price, :assets, :lifetime, :url, :secret,
          :public_key, :deposit_addresses, :now)
        RETURNING *
        """,
        PaymentWidgets::widget,
        Args.of("public_id", UUID.randomUUID())
            .with("project", project.id())
            .with("name", terms.name())
            .with("dialect", terms.dialect())
            .with("currencies", new Arr("text", terms.currencies()))
            .with("price", terms.price())
            .with("assets", new Arr("text", terms.assets()))
            .with("lifetime", terms.lifetime().map(it -> (int) it.toSeconds()))
            .with("url", terms.webhook().map(Webhook::url))
            .with("secret", pair.map(Principal.Pair::secretId))
            .with("public_key", pair.map(Principal.Pair::publicKey))
            .with("deposit_addresses", terms.depositAddresses())
            .with("now", clock.instant()));
  }

  private void check(Project project, Terms terms) {
    if (terms.name().isBlank()
        || terms.name().length() > MAX_NAME
        || !PlainText.isLine(terms.name())) {
      throw wrong("name", "Must have 1 to " + MAX_NAME + " printable characters.");
    }
    boolean codes = terms.currencies().stream().allMatch(Denomination::isCode);
    if (!codes || terms.currencies().size() > MAX_CURRENCIES) {
      throw wrong("currencies", "Must be at most " + MAX_CURRENCIES + " codes such as EUR.");
    }
    if (terms.price().isPresent() && terms.currencies().size() != 1) {
      throw wrong("amount", "Needs exactly one currency.");
    }
    if (terms.price().filter(units -> units.signum() == 0).isPresent()) {
      throw wrong("amount", "Must be more than zero.");
    }
    if (terms.assets().size() > MAX_ASSETS) {
      throw wrong("assets", "Must have at most " + MAX_ASSETS + " items.");
    }
    for (var asset : terms.assets()) requireKnown(project, asset);
    var lifetime = terms.lifetime().orElse(Duration.ofSeconds(1));
    if (lifetime.toSeconds() < 1 || lifetime.compareTo(MAX_LIFETIME) > 0) {
      throw wrong("expires_in", "Must be from 1 second to " + MAX_LIFETIME.toDays() + " days.");
    }
  }

  /// Whether the server knows an asset, `USDT:tron`.
  public static boolean isKnown(Chains chains, Project project, String asset) {
    var parts = asset.split(":", 2);
    return parts.length == 2
        && chains.find(project.mode(), project.organizationId(), parts[0], parts[1]).isPresent();
  }

  private void requireKnown(Project project, String asset) {
    if (!isKnown(chains, project, asset)) throw wrong("assets", "There is no " + asset + " here.");
  }

  /// Two transactions that add to one project run one after the other.
  private static void lock(Tx tx, Project project) {
    tx.one(
        "SELECT id FROM project WHERE id = ? FOR NO KEY UPDATE",
        row -> row.number("id"),
        project.id());
  }

  private static void requireRoom(Tx tx, Project project) {
    long count =
        tx.only(
            "SELECT count(*) AS n FROM payment_widget WHERE project_id = ?",
            row -> row.number("n"),
            project.id());
    if (count >= MAX_WIDGETS) {
      throw wrong("name", "The project has " + MAX_WIDGETS + " widgets, which is the maximum.");
    }
  }

  private static Rejection.Refused wrong(String field, String reason) {
    return new Rejection.InvalidField(new Field.At(field), reason).asException();
  }

  /// The widgets of a project, oldest first.
  ///
  /// @param after row id of the last one of the previous page; empty = the first page
  public List<PaymentWidget> list(Tx tx, long projectId, Optional<Long> after, int limit) {
    return tx.list(
        "SELECT * FROM payment_widget WHERE project_id = ? AND id > ? ORDER BY id LIMIT ?",
        PaymentWidgets::widget,
        projectId,
        after.orElse(0L),
        limit);
  }

  /// @param id row id
  public Optional<PaymentWidget> find(Tx tx, long projectId, long id) {
    return tx.one(
        "SELECT * FROM payment_widget WHERE project_id = ? AND id = ?",
        PaymentWidgets::widget,
        projectId,
        id);
  }

  public Optional<PaymentWidget> find(Tx tx, long projectId, UUID publicId) {
    return find(tx, publicId).filter(widget -> widget.projectId() == projectId);
  }

  /// A widget of any project. For payers, who know its id from a page.
  public Optional<PaymentWidget> find(Tx tx, UUID publicId) {
    return tx.one(
        "SELECT * FROM payment_widget WHERE public_id = ?", PaymentWidgets::widget, publicId);
  }

  /// Removes a widget. Its invoices stay.
  ///
  /// @return false if the project has no such widget
  public boolean remove(Tx tx, long projectId, UUID publicId) {
    return tx.update(
            "DELETE FROM payment_widget WHERE project_id = ? AND public_id = ?",
            projectId,
            publicId)
        == 1;
  }

  /// Two transactions that make something for one widget run one after the other.
  ///
  /// @throws Rejection.Refused NotFound if the widget was removed
  static void lock(Tx tx, PaymentWidget widget) {
    var locked =
        tx.one(
            "SELECT id FROM payment_widget WHERE id = ? FOR NO KEY UPDATE",
            row -> row.number("id"),
            widget.id());
    if (locked.isPresent()) return;
    throw new Rejection.NotFound("widget", widget.publicId().toString()).asException();
  }

  private static PaymentWidget widget(Row row) throws SQLException {
    var secret = row.maybeNumber("secret_id");
    var publicKey = row.maybeText("public_key");
    var pair = publicKey.map(key -> new Principal.Pair(key, secret.orElseThrow()));
    return new PaymentWidget(
        row.number("id"),
        row.uuid("public_id"),
        row.number("project_id"),
        new Terms(
            row.text("name"),
            row.text("dialect"),
            row.texts("currencies"),
            row.maybeUnits("price"),
            row.texts("assets"),
            row.maybeInteger("lifetime_seconds").map(Duration::ofSeconds),
            row.maybeText("url").map(url -> new Webhook(url, pair)),
            row.bool("deposit_addresses")),
        row.instant("created_at"));
  }
}
