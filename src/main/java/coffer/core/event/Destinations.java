package coffer.core.event;

import coffer.db.Args;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
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
        INSERT INTO destination (public_id, project_id, invoice_id, dialect, url, secret_id, created_at, instead)
        VALUES (:public_id, :project_id, :invoice_id, :dialect, :url, :secret_id, :created_at, :instead)
        """,
        Args.of("public_id", UUID.randomUUID())
            .with("project_id", callback.projectId())
            .with("invoice_id", callback.invoiceId())
            .with("dialect", callback.dialect())
            .with("url", callback.url())
            .with("secret_id", callback.secretId())
            .with("created_at", now)
            .with("instead", callback.instead()));
  }

  /// The destinations of the whole project, oldest first.
  public List<Destination> list(Tx tx, long projectId) {
    return tx.list(
        """
        SELECT id, public_id, project_id, invoice_id, dialect, url, secret_id, types, created_at
        FROM destination WHERE project_id = ? AND invoice_id IS NULL AND enabled ORDER BY id
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
        "SELECT count(*)::integer AS n FROM destination WHERE project_id = ? AND invoice_id IS NULL AND enabled",
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
        FROM destination WHERE project_id = ? AND public_id = ? AND invoice_id IS NULL AND enabled
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
            WHERE project_id = ? AND public_id = ? AND invoice_id IS NULL AND enabled
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
