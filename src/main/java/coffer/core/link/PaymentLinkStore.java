package coffer.core.link;

import static java.time.temporal.ChronoUnit.MICROS;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Chains;
import coffer.core.link.PaymentLink.Price;
import coffer.core.link.PaymentLink.Terms;
import coffer.core.merchant.Project;
import coffer.core.widget.WidgetOffer;
import coffer.db.Args;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import coffer.db.Tx.Jsonb;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The payment links of projects.
public final class PaymentLinkStore {
  /// The most links of a project, disabled ones included.
  public static final int MAX_LINKS = 10_000;

  /// Digits and letters that people do not confuse.
  private static final String LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";

  private static final int CODE_LENGTH = 10; // 50 bits

  /// How many invoices of a link that is not reusable are looked at, the newest ones. It has one at
  /// a time, so the others expired long ago.
  static final int MAX_READ = 100;

  /// An archived invoice counts as paid: it may have been, and the link must not be paid twice.
  /// The condition on both columns makes PostgreSQL read the index of the link, however many
  /// invoices other links have.
  private static final String SELECT =
      """
      SELECT l.*, CASE WHEN l.reusable THEN false ELSE EXISTS (
        SELECT FROM (
            SELECT invoice_id FROM link_invoice WHERE (link_id, invoice_id) > (l.id, 0) AND (link_id, invoice_id) < (l.id + 1, 0)
            ORDER BY link_id DESC, invoice_id DESC LIMIT %d) x
          JOIN invoice i ON i.id = x.invoice_id
        WHERE i.status IN ('confirming', 'settled', 'archived')) END AS paid
      FROM payment_link l
      """
          .formatted(MAX_READ);

  private final LinkTerms rules;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  public PaymentLinkStore(Chains chains, InstantSource clock) {
    this.clock = () -> clock.instant().truncatedTo(MICROS); // as the database keeps it
    this.rules = new LinkTerms(chains);
  }

  /// @throws Rejection.Refused InvalidField as [LinkTerms#check]; `title`, if the project has
  ///     [#MAX_LINKS]
  public PaymentLink add(Tx tx, Project project, Terms terms) {
    var now = clock.instant();
    rules.check(project, terms, Optional.empty(), now);
    lock(tx, project);
    requireRoom(tx, project);
    long id =
        tx.only(
            """
            INSERT INTO payment_link (public_id, code, project_id, title, description, submit_type, currency, price,
              min_price, max_price, suggested, fields, assets, reusable, expires_at, lifetime_seconds, thanks,
              return_url, active, created_at)
            VALUES (:public_id, :code, :project, :title, :description, :submit_type, :currency, :price, :min, :max,
              :suggested, :fields, :assets, :reusable, :expires_at, :lifetime, :thanks, :return_url, true, :now)
            RETURNING id
            """,
            row -> row.number("id"),
            args(terms)
                .with("public_id", UUID.randomUUID())
                .with("code", code())
                .with("project", project.id())
                .with("now", now));
    return find(tx, project.id(), id).orElseThrow();
  }

  private static Args args(Terms terms) {
    var price = terms.price();
    return Args.of("title", terms.title())
        .with("description", terms.description())
        .with("submit_type", terms.submitType())
        .with("currency", price.currency())
        .with("price", price.fixed())
        .with("min", price.min())
        .with("max", price.max())
        .with(
            "suggested",
            new Arr("text", price.suggested().stream().map(WidgetOffer::text).toList()))
        .with("fields", new Jsonb(terms.fields()))
        .with("assets", new Arr("text", terms.assets()))
        .with("reusable", terms.reusable())
        .with("expires_at", terms.expiresAt())
        .with("lifetime", terms.lifetime().map(it -> (int) it.toSeconds()))
        .with("thanks", terms.thanks())
        .with("return_url", terms.returnUrl());
  }

  /// Changes a link. Its invoices stay as they are.
  ///
  /// @param link as [#lock] returned it in this transaction
  /// @throws Rejection.Refused InvalidField as [LinkTerms#check]
  public PaymentLink change(Tx tx, Project project, PaymentLink link, Terms terms, boolean active) {
    rules.check(project, terms, link.terms().expiresAt(), clock.instant());
    tx.update(
        """
        UPDATE payment_link SET title = :title, description = :description, submit_type = :submit_type,
          currency = :currency, price = :price, min_price = :min, max_price = :max, suggested = :suggested,
          fields = :fields, assets = :assets, reusable = :reusable, expires_at = :expires_at,
          lifetime_seconds = :lifetime, thanks = :thanks, return_url = :return_url, active = :active
        WHERE id = :id
        """,
        args(terms).with("active", active).with("id", link.id()));
    return find(tx, project.id(), link.id()).orElseThrow();
  }

  private String code() {
    var code = new StringBuilder();
    for (int i = 0; i < CODE_LENGTH; i++) {
      code.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return code.toString();
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
            "SELECT count(*) AS n FROM payment_link WHERE project_id = ?",
            row -> row.number("n"),
            project.id());
    if (count < MAX_LINKS) return;
    var reason = "The project has " + MAX_LINKS + " payment links, which is the maximum.";
    throw new Rejection.InvalidField(new Field.At("title"), reason).asException();
  }

  /// The link as it is now. Other transactions that change it, or make its invoices, wait until
  /// this one ends.
  Optional<PaymentLink> lock(Tx tx, long id) {
    var locked =
        tx.one(
            "SELECT project_id FROM payment_link WHERE id = ? FOR NO KEY UPDATE",
            row -> row.number("project_id"),
            id);
    return locked.flatMap(project -> find(tx, project, id));
  }

  /// The same, by public id.
  public Optional<PaymentLink> lock(Tx tx, long projectId, UUID publicId) {
    return find(tx, projectId, publicId).flatMap(link -> lock(tx, link.id()));
  }

  /// The links of a project, newest first.
  ///
  /// @param before row id of the last one of the previous page; empty = the first page
  public List<PaymentLink> list(Tx tx, long projectId, Optional<Long> before, int limit) {
    return tx.list(
        SELECT + "WHERE l.project_id = ? AND l.id < ? ORDER BY l.id DESC LIMIT ?",
        PaymentLinkStore::link,
        projectId,
        before.orElse(Long.MAX_VALUE),
        limit);
  }

  /// @param id row id
  public Optional<PaymentLink> find(Tx tx, long projectId, long id) {
    return tx.one(
        SELECT + "WHERE l.project_id = ? AND l.id = ?", PaymentLinkStore::link, projectId, id);
  }

  public Optional<PaymentLink> find(Tx tx, long projectId, UUID publicId) {
    return tx.one(
        SELECT + "WHERE l.project_id = ? AND l.public_id = ?",
        PaymentLinkStore::link,
        projectId,
        publicId);
  }

  /// A link of any project. For payers, who know its code from its URL.
  public Optional<PaymentLink> findByCode(Tx tx, String code) {
    return tx.one(SELECT + "WHERE l.code = ?", PaymentLinkStore::link, code);
  }

  private static PaymentLink link(Row row) throws SQLException {
    var suggested = row.texts("suggested").stream().map(PaymentLinkStore::units).toList();
    return new PaymentLink(
        row.number("id"),
        row.uuid("public_id"),
        row.text("code"),
        row.number("project_id"),
        new Terms(
            row.text("title"),
            row.maybeText("description"),
            row.name("submit_type", PaymentLink.SubmitType.class),
            new Price(
                row.text("currency"),
                row.maybeUnits("price"),
                row.maybeUnits("min_price"),
                row.maybeUnits("max_price"),
                suggested),
            List.of(row.json("fields", CustomField[].class)),
            row.texts("assets"),
            row.bool("reusable"),
            row.maybeInstant("expires_at"),
            row.maybeInteger("lifetime_seconds").map(Duration::ofSeconds),
            row.maybeText("thanks"),
            row.maybeText("return_url")),
        row.bool("active"),
        row.bool("paid"),
        row.instant("created_at"));
  }

  private static BigInteger units(String price) {
    return WidgetOffer.units(new BigDecimal(price));
  }
}
