package coffer.core.event;

import coffer.db.Args;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The rows of `destination`.
public final class Destinations {

  public Destination add(Tx tx, Destination.Draft draft, Instant now) {
    return tx.only(
        """
        INSERT INTO destination (public_id, project_id, invoice_id, dialect, url, secret_id, types, created_at)
        VALUES (:public_id, :project_id, :invoice_id, :dialect, :url, :secret_id, :types, :created_at)
        RETURNING id, public_id, project_id, invoice_id, dialect, url, secret_id, types, created_at
        """,
        Destinations::destination,
        Args.of("public_id", UUID.randomUUID())
            .with("project_id", draft.projectId())
            .with("invoice_id", draft.invoiceId())
            .with("dialect", draft.dialect())
            .with("url", draft.url())
            .with("secret_id", draft.secretId())
            .with("types", new Arr("text", draft.types()))
            .with("created_at", now));
  }

  /// Adds the destination in the same batch as the invoice, without a separate round trip.
  public void add(Tx tx, Destination.Callback callback, Instant now) {
    tx.batch(
        """
        INSERT INTO destination (public_id, project_id, invoice_id, dialect, url, secret_id, public_key, created_at,
          instead)
        VALUES (:public_id, :project_id, :invoice_id, :dialect, :url, :secret_id, :public_key, :created_at,
          :instead)
        """,
        Args.of("public_id", UUID.randomUUID())
            .with("project_id", callback.projectId())
            .with("invoice_id", callback.invoiceId())
            .with("dialect", callback.dialect())
            .with("url", callback.url())
            .with("secret_id", callback.secretId())
            .with("public_key", callback.publicKey())
            .with("created_at", now)
            .with("instead", callback.instead()));
  }

  /// Sets the URL that receives the events of a customer's deposits, in one dialect. Deliveries
  /// that are still due go to the new URL.
  public void set(Tx tx, Destination.OfCustomer own, Instant now) {
    var args =
        Args.of("customer_id", own.customerId())
            .with("dialect", own.dialect())
            .with("url", own.url())
            .with("secret_id", own.secretId())
            .with("public_key", own.publicKey());
    int changed =
        tx.update(
            """
            UPDATE destination SET url = :url, secret_id = :secret_id, public_key = :public_key
            WHERE customer_id = :customer_id AND dialect = :dialect AND enabled
            """,
            args);
    if (changed > 0) return;
    tx.update(
        """
        INSERT INTO destination (public_id, project_id, customer_id, dialect, url, secret_id, public_key, created_at,
          instead)
        VALUES (:public_id, :project_id, :customer_id, :dialect, :url, :secret_id, :public_key, :created_at, true)
        """,
        args.with("public_id", UUID.randomUUID())
            .with("project_id", own.projectId())
            .with("created_at", now));
  }

  /// The URL that receives the events of a customer's deposits in a dialect.
  public Optional<String> url(Tx tx, long customerId, String dialect) {
    return tx.one(
        "SELECT url FROM destination WHERE customer_id = ? AND dialect = ? AND enabled",
        row -> row.text("url"),
        customerId,
        dialect);
  }

  /// The same for several customers, by their row ids.
  public Map<Long, String> urls(Tx tx, List<Long> customers, String dialect) {
    var urls = new HashMap<Long, String>();
    tx.list(
            """
            SELECT customer_id, url FROM destination
            WHERE customer_id = ANY (?) AND dialect = ? AND enabled
            """,
            row -> Map.entry(row.number("customer_id"), row.text("url")),
            new Arr("bigint", customers),
            dialect)
        .forEach(each -> urls.put(each.getKey(), each.getValue()));
    return urls;
  }

  /// Stops sending the events of a customer's deposits to their own URL. Deliveries that are still
  /// due go to the project's destinations of the dialect.
  public void clear(Tx tx, long customerId, String dialect, Instant now) {
    tx.update(
        """
        INSERT INTO delivery (public_id, event_id, destination_id, project_id, lane, status, due_at, created_at)
        SELECT gen_random_uuid(), e.id, d.id, d.project_id, d.lane, 'due', ?, ?
        FROM destination own JOIN delivery due ON due.destination_id = own.id
            AND due.project_id = own.project_id AND due.status = 'due'
          JOIN event e ON e.id = due.event_id
          JOIN destination d ON d.project_id = own.project_id AND d.invoice_id IS NULL AND d.customer_id IS NULL
            AND d.enabled AND d.dialect = own.dialect
            AND (d.types = '{}' OR e.type = ANY (d.types)
                 OR split_part(e.type, '.', 1) || '.*' = ANY (d.types))
        WHERE own.customer_id = ? AND own.dialect = ? AND own.enabled
        ON CONFLICT (event_id, destination_id) DO NOTHING
        """,
        now,
        now,
        customerId,
        dialect);
    tx.update(
        "UPDATE destination SET enabled = false WHERE customer_id = ? AND dialect = ? AND enabled",
        customerId,
        dialect);
  }

  /// The destinations of the whole project, oldest first.
  public List<Destination> list(Tx tx, long projectId) {
    return tx.list(
        """
        SELECT id, public_id, project_id, invoice_id, dialect, url, secret_id, types, created_at
        FROM destination WHERE project_id = ? AND invoice_id IS NULL AND customer_id IS NULL AND enabled ORDER BY id
        """,
        Destinations::destination,
        projectId);
  }

  /// The number of destinations of the whole project. Locks the project: other transactions that
  /// add one wait until this one ends.
  public int count(Tx tx, long projectId) {
    tx.one(
        "SELECT id FROM project WHERE id = ? FOR NO KEY UPDATE",
        row -> row.number("id"),
        projectId);
    return tx.only(
        "SELECT count(*)::integer AS n FROM destination WHERE project_id = ? AND invoice_id IS NULL AND customer_id IS NULL AND enabled",
        row -> row.integer("n"),
        projectId);
  }

  /// @param id of the row
  public Optional<Destination> find(Tx tx, long projectId, long id) {
    return list(tx, projectId).stream().filter(destination -> destination.id() == id).findFirst();
  }

  public Optional<Destination> find(Tx tx, long projectId, UUID publicId) {
    return tx.one(
        """
        SELECT id, public_id, project_id, invoice_id, dialect, url, secret_id, types, created_at
        FROM destination WHERE project_id = ? AND public_id = ? AND invoice_id IS NULL AND customer_id IS NULL AND enabled
        """,
        Destinations::destination,
        projectId,
        publicId);
  }

  /// Stops sending events there; deliveries that are still due end as SKIPPED. The row stays,
  /// because past deliveries refer to it.
  ///
  /// @return false if the project has no destination with this id
  public boolean disable(Tx tx, long projectId, UUID publicId) {
    return tx.update(
            """
            UPDATE destination SET enabled = false
            WHERE project_id = ? AND public_id = ? AND invoice_id IS NULL AND customer_id IS NULL AND enabled
            """,
            projectId,
            publicId)
        == 1;
  }

  private static Destination destination(Row row) throws SQLException {
    return new Destination(
        row.number("id"),
        row.uuid("public_id"),
        row.number("project_id"),
        row.maybeNumber("invoice_id"),
        row.text("dialect"),
        row.text("url"),
        row.number("secret_id"),
        row.texts("types"),
        row.instant("created_at"));
  }
}
